// SPDX-License-Identifier: Apache-2.0
// The shell program once more, as a process of its own that faults.
#pragma once

// A start argument that execd does not use: zero in a program that it or the kernel starts.
enum console_argument { SHELL_JOB_ARGUMENT = 3 };

enum shell_job {
    SHELL_JOB_ANSWER = 0,  // what people talk to
    SHELL_JOB_CRASH = 1,
};

// Starts a process that writes to address zero, and returns when it is gone.
void start_crasher(void);

// What that process does.
void crash(void);
