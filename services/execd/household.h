// SPDX-License-Identifier: Apache-2.0
// The programs of execd as they are: keeps each running one's process, and does what services/execd/children.h says.
// Context: the one thread of execd.
#pragma once

#include <stdint.h>

#include "libs/service/serve.h"
#include "services/execd/children.h"
#include "services/execd/launch.h"

struct household_settings {
    const struct recipe_table *table;
    struct launch_archive archive;
    uint64_t epoch;         // launches of execd before this one
    uint32_t notification;  // bound to execd's endpoint
};

ABI_MUST_USE enum abi_error household_init(const struct household_settings *settings);

// Does what is to be done now, and sets the timer for the rest.
void household_go_on(void);

// What the notification said. The endpoint's loop goes on afterwards.
void household_notified(uint64_t bits);

// Requests, but for their shape. `sender` is the number of a program that runs.

ABI_MUST_USE enum abi_error household_escalate(uint32_t sender, uint32_t task, const struct execd_escalate *request);

// Whom to tell of its end; handle 0: nobody. It is kept if the request succeeds.
struct household_waiter {
    uint32_t handle;
    uint64_t bits;
};

ABI_MUST_USE enum abi_error household_launch(uint32_t sender, const struct execd_launch *request,
                                             struct household_waiter waiter, uint64_t *identity);

ABI_MUST_USE enum abi_error household_kill(uint32_t sender, uint64_t identity, struct household_waiter waiter);

// Errors: EINVAL (no such recipe).
ABI_MUST_USE enum abi_error household_status(uint32_t number, struct execd_status_answer *answer);

ABI_MUST_USE enum abi_error household_ready(uint64_t identity);

// The number of the program with that identity; 0: none runs.
uint32_t household_find(uint64_t identity);

// A task of it faulted, and ends.
void household_fault(uint64_t identity, uint64_t fault);

// A request that was refused. Counted instead of written down when that program has had its scheduling calls.
void household_refused(uint32_t sender, uint32_t operation, enum abi_error error);
