// SPDX-License-Identifier: Apache-2.0
// How a program is started: asked for, loaded, and given what its recipe says before it executes an instruction.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/recipe/recipe.h"
#include "services/execd/protocol.h"

struct launch_archive {
    const void *data;
    size_t bytes;
};

// What is to be started.
struct launch {
    const struct recipe *recipe;
    uint32_t number;
    uint64_t identity;
    uint64_t arguments[3];
    uint32_t notification;  // that its end is told to, by these bits
    uint64_t bits;
};

struct launched {
    uint32_t process;  // handle
    uint32_t task;     // id of its first
    uint32_t clients;  // as struct supply
    // If it was not started:
    enum execd_reason reason;
    uint32_t detail;
    bool is_final;  // to try again would not help
};

// All or nothing: after an error there is no process. Errors: EPERM (policyd denies it), others: see launched->detail.
ABI_MUST_USE enum abi_error launch_program(const struct launch_archive *archive, const struct launch *launch,
                                           struct launched *launched);
