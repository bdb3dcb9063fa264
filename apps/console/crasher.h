// SPDX-License-Identifier: Apache-2.0
// The console program once more, as a process of its own that faults.
#pragma once

// The first start argument of the program.
enum console_job {
    CONSOLE_JOB_ANSWER = 0,  // what the machine starts
    CONSOLE_JOB_CRASH = 1,
};

// Starts a process that writes to address zero, and returns when it is gone.
void start_crasher(void);

// What that process does.
void crash(void);
