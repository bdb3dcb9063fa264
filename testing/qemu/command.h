// SPDX-License-Identifier: Apache-2.0
// QEMU's command line for a run. Pure.
// Source: qemu-system-riscv64(1) 7.2.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "testing/qemu/diagnostic.h"
#include "testing/qemu/options.h"

#ifdef __cplusplus
extern "C" {
#endif

enum command_limits {
    COMMAND_ARGUMENTS_MAX = 96,
    COMMAND_TEXT_BYTES = 16384,
    COMMAND_CONTROL_DESCRIPTOR = 3,  // the control socket, in QEMU
};

struct command {
    size_t count;
    const char *arguments[COMMAND_ARGUMENTS_MAX + 1];  // NULL at the end
    size_t text_bytes;
    char text[COMMAND_TEXT_BYTES];  // what the arguments point to
    bool overflowed;
};

// Builds the whole line, the program included. Standard input and output are the guest's console; with options->typed_ahead
// the machine is created stopped and descriptor COMMAND_CONTROL_DESCRIPTOR is its control socket.
// Errors: false and a diagnostic.
bool command_build(const struct options *options, struct command *command, struct diagnostic *diagnostic);

// The one line that runs the same again: `bazel run LABEL -- ...` when the label is known.
void command_describe_replay(const struct options *options, int argc, const char *const argv[], char *line,
                             size_t capacity);

#ifdef __cplusplus
}
#endif
