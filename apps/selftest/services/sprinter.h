// SPDX-License-Identifier: Apache-2.0
// What the witness has the app `sprinter` do, which begins in the class PerfBurst: nexus_start_argument(2) of it. It ends with the status
// that is written beside it.
#pragma once

enum sprinter_task {
    SPRINTER_CLAIM =
        0,  // registers timers that claim the class Idle and waits for the last one: how many it registered
    SPRINTER_MEASURE =
        1,  // registers timers in each class and looks when they ring, with the precise clock, for a marker of its own: 0
};
