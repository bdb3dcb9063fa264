// SPDX-License-Identifier: Apache-2.0
// Ticket spinlocks with a rank. Context: kernel, interrupts off; never held on return to user mode.
// In kernels with checks, taking a lock out of rank, twice, or leaving the kernel with one held is a panic.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/sync/annotations.h"
#include "kernel/sync/lock_rank.h"

struct LOCKABLE spinlock {
    _Atomic uint32_t next;     // ticket of the next to come (amoadd, relaxed)
    _Atomic uint32_t serving;  // ticket that holds the lock: store-release by the holder, load-acquire by the next one
    enum lock_rank rank;       // constant
    uint32_t order;            // constant; within a rank the lower is taken first
};

#define SPINLOCK_INITIALIZER(lock_rank) {.rank = (lock_rank)}

void spinlock_init(struct spinlock *lock, enum lock_rank rank, uint32_t order);
void spinlock_acquire(struct spinlock *lock) ACQUIRES(lock);
void spinlock_release(struct spinlock *lock) RELEASES(lock);

// False when it is not free: for who has something else to do then, and calls nothing to wait.
bool spinlock_try(struct spinlock *lock) TRY_ACQUIRES(lock);

// Panics when this hart holds any lock; compiles to nothing in kernels without checks.
void spinlock_assert_none_held(void);

// Ends this hart's turn on an emulator that runs harts one after another; nothing is lost by it.
void spin_end_turn(void);

// One round of a spin: a short pause, every few rounds the end of this hart's turn on an emulator, and the end of this
// hart when another one has panicked.
void spin_round(uint32_t round);
