// SPDX-License-Identifier: Apache-2.0
// A thread that waits for a notification again and again, and notes when its code goes on.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/object.h"

enum waiter_sizes { WAITER_STACK_BYTES = 4096 };

struct waiter {
    uint32_t notification;  // signal it to wake the thread
    uint32_t started;       // notification: the thread is about to wait for the first time
    uint32_t thread;
    enum abi_class class_;
    _Atomic bool is_to_end;  // written before a signal, read after it (relaxed: the signal orders)
    _Atomic uint64_t woken;  // the counter right behind its last wait. Release by the thread, acquire by who looks
    _Alignas(16) uint8_t stack[WAITER_STACK_BYTES];
};

// Starts one that runs on this cpu only, in this class; it is about to wait when this returns. A failure ends the
// benchmark.
void waiter_start(struct waiter *waiter, uint32_t cpu, enum abi_class class_);

// Ends it; the notifications are gone.
void waiter_end(struct waiter *waiter);
