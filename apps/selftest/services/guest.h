// SPDX-License-Identifier: Apache-2.0
// What the witness has the app `guest` do: nexus_start_argument(2) of it. It ends with the status that is written beside it.
#pragma once

enum guest_task {
    GUEST_EXIT = 0,          // GUEST_STATUS
    GUEST_RECORD = 1,        // tells auditd one thing: the error of that
    GUEST_LEAVE_TIMERS = 2,  // registers GUEST_TIMERS timers far ahead: how many it could not
    GUEST_REGISTER_ONE = 3,  // registers one timer: the error of that
    GUEST_CRASH = 4,
    GUEST_ESCALATE = 5,       // asks for the class PerfBurst: the error of that
    GUEST_TAKE_TERMINAL = 6,  // asks for the terminal: the error of that
    GUEST_READ_TERMINAL = 7,  // asks for what was typed: the error of that
};

enum guest_numbers {
    GUEST_STATUS = 42,
    GUEST_TIMERS = 10,
    GUEST_FAR_MILLISECONDS = 60000,
};
