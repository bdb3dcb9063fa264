// SPDX-License-Identifier: Apache-2.0
// The console program once more, as a process of its own that faults.
#pragma once

// A start argument that execd does not use: zero in a program that it or the kernel starts.
enum console_argument { CONSOLE_JOB_ARGUMENT = 3 };

enum console_job {
    CONSOLE_JOB_ANSWER = 0,  // what people talk to
    CONSOLE_JOB_CRASH = 1,
};

// Starts a process that writes to address zero, and returns when it is gone.
void start_crasher(void);

// What that process does.
void crash(void);
