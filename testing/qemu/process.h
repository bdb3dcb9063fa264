// SPDX-License-Identifier: Apache-2.0
// A child process that cannot outlive this one: its own process group, killed with the thread that started it.
// Source: prctl(2) PR_SET_PDEATHSIG, pidfd_open(2).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "testing/qemu/diagnostic.h"
#include "testing/qemu/dialogue.h"

#ifdef __cplusplus
extern "C" {
#endif

struct process {
    pid_t id;
    int input;        // write end of its standard input
    int output;       // read end of its standard output
    int errors;       // read end of its standard error
    int control;      // our end of a socket; the child has the other one as COMMAND_CONTROL_DESCRIPTOR (command.h)
    int exit_notice;  // becomes readable when the child has ended
};

// Starts argv[0] (a path; NULL ends argv). Owns: the caller ends *process with process_finish.
// Errors: false and a diagnostic; nothing is left open or running.
bool process_start(const char *const argv[], struct process *process, struct diagnostic *diagnostic);

// Kills the whole process group.
void process_kill(const struct process *process);

// Waits for the child, kills what is left of its group, closes everything.
struct process_exit process_finish(struct process *process);

#ifdef __cplusplus
}
#endif
