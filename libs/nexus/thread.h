// SPDX-License-Identifier: Apache-2.0
// Threads: tasks of the caller's own process that may use the C library. errno, and the line that printf is about to write,
// are each thread's own.
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/message.h"
#include "libs/nexus/gate.h"

// Lies right below a thread's thread-local memory, where tp points.
struct nexus_thread {
    void (*entry)(void *);
    void *argument;
    struct abi_message *message_page;  // written by the thread when it begins
    uint64_t reserved;
};

static_assert(sizeof(struct nexus_thread) == 32, "begin.S");

struct nexus_thread_start {
    void (*entry)(void *);  // returning from it ends the thread
    void *argument;
    void *stack;  // the caller's; in use until nexus_task_join of the thread returns
    size_t stack_bytes;
    uint64_t harts;      // as nexus_task_create
    uint32_t authority;  // as nexus_task_create
    bool is_suspended;   // as nexus_task_create_suspended
};

// Starts a thread. Its thread-local memory is taken from its stack.
// Errors: EINVAL (the stack does not hold that); else as nexus_task_create.
ABI_MUST_USE enum abi_error nexus_thread_create(const struct nexus_thread_start *start, uint32_t *id);

// The calling thread's message page. When a thread begins, its deadline is ABI_DEADLINE_NEVER and nothing is sent or accepted.
static inline struct abi_message *nexus_message_page(void) {
    return ((struct nexus_thread *)nexus_thread_pointer() - 1)->message_page;
}
