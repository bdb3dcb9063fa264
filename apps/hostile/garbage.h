// SPDX-License-Identifier: Apache-2.0
// Arguments for system calls that no program would choose, and enough of those that one would, so that calls get far before
// they are refused.
#pragma once

#include <stdint.h>

#include "abi/message.h"
#include "abi/object.h"
#include "libs/trial/dice.h"
#include "apps/hostile/attack_call.h"

enum garbage_sizes {
    GARBAGE_HANDLES = 8,  // of each kind
    GARBAGE_ADDRESSES = 8,
    GARBAGE_TASKS = 8,
};

// What the attacker may give away: nothing that its own bookkeeping stands on.
struct garbage_arena {
    uint64_t read_write;  // writable bytes
    uint64_t read_write_bytes;
    uint64_t read_only;  // a page: what follows it may be anything
    uint64_t execute;    // a page
    uint64_t task_entry;
    uint64_t task_stack;  // its top
};

// Of one thread.
struct garbage {
    struct dice dice;
    const struct garbage_arena *arena;
    struct abi_message *page;
    // The latest handles of each kind, addresses of mappings and ids of tasks that the thread heard of; most are stale soon.
    uint64_t handles[ABI_OBJECT_KIND_COUNT][GARBAGE_HANDLES];
    uint64_t addresses[GARBAGE_ADDRESSES];
    uint64_t tasks[GARBAGE_TASKS];
};

// The next call: its number in a7. Fills the message page too, where the call reads it.
void garbage_choose(struct garbage *garbage, uint64_t arguments[ATTACK_ARGUMENTS]);

// Keeps what a successful call gave.
void garbage_learn(struct garbage *garbage, const uint64_t arguments[ATTACK_ARGUMENTS], uint64_t value);

void garbage_know_handle(struct garbage *garbage, enum abi_object_kind kind, uint64_t handle);
void garbage_know_address(struct garbage *garbage, uint64_t address);
void garbage_know_task(struct garbage *garbage, uint64_t id);
