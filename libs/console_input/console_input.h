// SPDX-License-Identifier: Apache-2.0
// What is typed, for a task that waits for something else as well: a task of this library waits at the console, and signals. One in a
// process. Context: the task that started it.
#pragma once

#include <stdint.h>

#include "abi/error.h"

enum console_input_limits {
    CONSOLE_INPUT_PIECE = 32,  // bytes that it holds; until they are taken the kernel keeps what comes
};

// log: LOG with RECEIVE. The bits are signalled to the notification whenever there is something to take.
// Errors: as thread_create.
ABI_MUST_USE enum abi_error console_input_start(uint32_t log, uint32_t notification, uint64_t bits);

// Moves what there is to `bytes`, if there is room for all of it; returns how much.
uint32_t console_input_take(char *bytes, uint32_t room);

// Why there will be nothing more: what console_read said. ABI_OK: there may be.
enum abi_error console_input_end(void);
