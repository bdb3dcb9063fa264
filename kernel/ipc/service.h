// SPDX-License-Identifier: Apache-2.0
// What a server owes a caller from receiving its call to answering it. Shared by ipc.c and page_path.c.
// Context: kernel, interrupts off; both tasks are the caller's own of these functions.
#pragma once

#include <stddef.h>

#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

// The server owes the caller an answer, and runs at its class until then. The ticket is the one that the caller waits with, or will.
static inline void service_begin(struct task *server, struct task *caller, struct wait_ticket ticket) {
    server->caller = caller;
    server->caller_ticket = ticket;
    server->depth = (uint8_t)(caller->depth + 1);
    uint8_t lent = caller->class_;
    bool is_withheld = fault_is(FAULT_class_not_lent) ||
                       (fault_is(FAULT_lent_on_own_hart_only) && __atomic_load_n(&server->hart, __ATOMIC_RELAXED) !=
                                                                     __atomic_load_n(&caller->hart, __ATOMIC_RELAXED));
    if (lent > server->class_ && !is_withheld) {
        server->class_ = lent;
    }
    __atomic_store_n(&caller->server.value, server->id.value, __ATOMIC_RELAXED);
}

static inline void service_end(struct task *server) {
    if (!fault_is(FAULT_reply_not_consumed)) {
        server->caller = NULL;
    }
    server->depth = 0;
    if (!fault_is(FAULT_class_kept)) {
        server->class_ = server->base_class;
    }
}
