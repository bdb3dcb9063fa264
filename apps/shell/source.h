// SPDX-License-Identifier: Apache-2.0
// Where what is typed comes from. Private to input.c.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

struct source {
    // From now on INPUT_BIT is signalled to the notification when there may be something to take. *notification: with SEND, which can be
    // granted, and RECEIVE.
    enum abi_error (*start)(uint32_t *notification);
    // These bits were signalled.
    void (*signalled)(uint64_t bits);
    // Moves what was typed, at most `room` bytes, and returns how many.
    uint32_t (*take)(char *bytes, uint32_t room);
    // Why there will be nothing more; ABI_OK: there may be.
    enum abi_error (*end)(void);
    // Whether there is something to say of the terminal.
    bool (*has_news)(void);
    void (*print_news)(void);
};

// The console itself, by the capability "log".
extern const struct source source_console;

// The service consoled.
extern const struct source source_consoled;
