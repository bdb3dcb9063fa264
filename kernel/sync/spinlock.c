// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/spinlock.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "kernel/arch/cpu.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/lock_order.h"
#include "kernel/trap/panic.h"

enum spin_constants {
    SPIN_PAUSES_PER_TURN = 16,
};

void spinlock_init(struct spinlock *lock, enum lock_rank rank, uint32_t order) {
    atomic_store_explicit(&lock->next, 0, memory_order_relaxed);
    atomic_store_explicit(&lock->serving, 0, memory_order_relaxed);
    lock->rank = rank;
    lock->order = order;
}

static void check_acquire(const struct spinlock *lock) {
    struct cpu *cpu = cpu_current();
    if (cpu == NULL) {
        return;  // the boot hart before its structure exists: alone
    }
    enum lock_rank conflict = LOCK_RANK_COUNT;
    switch (lock_order_acquire(&cpu->locks, lock, lock->rank, lock->order, &conflict)) {
        case LOCK_ORDER_OK:
            return;
        case LOCK_ORDER_OUT_OF_RANK:
            if (fault_is(FAULT_lock_rank_unchecked)) {
                return;
            }
            panic("lock \"%s\" taken out of rank, while \"%s\" is held", lock_rank_text(lock->rank),
                  lock_rank_text(conflict));
        case LOCK_ORDER_RECURSIVE:
            panic("lock \"%s\" taken twice", lock_rank_text(lock->rank));
        case LOCK_ORDER_TOO_DEEP:
        case LOCK_ORDER_NOT_HELD:
        default:
            panic("lock \"%s\": too many locks held", lock_rank_text(lock->rank));
    }
}

static void check_release(const struct spinlock *lock) {
    struct cpu *cpu = cpu_current();
    if (cpu != NULL && lock_order_release(&cpu->locks, lock) != LOCK_ORDER_OK && !fault_is(FAULT_lock_rank_unchecked)) {
        panic("lock \"%s\" released but not held", lock_rank_text(lock->rank));
    }
}

void spin_end_turn(void) {
    cpu_give_up_turn();
    struct cpu *cpu = cpu_current();
    if (cpu != NULL && mailbox_is_pending(&cpu->mailbox)) {
        cpu_keep_software_interrupt();
    }
}

void spin_round(uint32_t round) {
    if (panic_is_under_way()) {
        ipi_halt_this_hart();
    }
    if (round % SPIN_PAUSES_PER_TURN != SPIN_PAUSES_PER_TURN - 1) {
        cpu_pause();
        return;
    }
    spin_end_turn();
}

static bool is_sabotaged(const struct spinlock *lock) {
    return fault_is(FAULT_frames_unlocked) && lock->rank == LOCK_RANK_FRAMES;
}

// Out of line, so that the common case costs the callers little.
__attribute__((noinline, cold)) static void wait_for_turn(const struct spinlock *lock, uint32_t ticket) {
    for (uint32_t round = 0; atomic_load_explicit(&lock->serving, memory_order_acquire) != ticket; round++) {
        spin_round(round);
    }
}

void spinlock_acquire(struct spinlock *lock) UNCHECKED_LOCKING {
    if (KERNEL_CHECKS) {
        check_acquire(lock);
    }
    if (is_sabotaged(lock)) {
        return;
    }
    uint32_t ticket = atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);
    if (atomic_load_explicit(&lock->serving, memory_order_acquire) != ticket) {
        wait_for_turn(lock, ticket);
    }
}

bool spinlock_try(struct spinlock *lock) UNCHECKED_LOCKING {
    uint32_t ticket = atomic_load_explicit(&lock->serving, memory_order_acquire);
    uint32_t next = ticket;
    bool is_free = atomic_compare_exchange_strong_explicit(&lock->next, &next, ticket + 1, memory_order_relaxed,
                                                           memory_order_relaxed);
    if (KERNEL_CHECKS && is_free) {
        check_acquire(lock);
    }
    return is_free;
}

void spinlock_release(struct spinlock *lock) UNCHECKED_LOCKING {
    if (KERNEL_CHECKS) {
        check_release(lock);
    }
    if (is_sabotaged(lock)) {
        return;
    }
    // Only the holder writes serving.
    uint32_t ticket = atomic_load_explicit(&lock->serving, memory_order_relaxed);
    atomic_store_explicit(&lock->serving, ticket + 1, memory_order_release);
}

void spinlock_assert_none_held(void) {
    if (!KERNEL_CHECKS) {
        return;
    }
    const struct lock_order *locks = &cpu_current()->locks;
    if (locks->count != 0) {
        panic("lock \"%s\" still held", lock_rank_text(locks->held[locks->count - 1].rank));
    }
}
