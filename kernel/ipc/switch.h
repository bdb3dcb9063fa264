// SPDX-License-Identifier: Apache-2.0
// Taking the partner of a message, and going on as it, here and now, without the exit of the kernel choosing. Shared by fastpath.c and
// page_path.c. Context: kernel, interrupts off. While the partner is taken the lock of its list is held, afterwards none; it is the caller's
// own from then on.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/arch/mmu.h"
#include "kernel/arch/user.h"
#include "kernel/ipc/fast.h"
#include "kernel/ipc/wait_list.h"
#include "kernel/memory/flush_state.h"
#include "kernel/percpu/percpu.h"
#include "kernel/task/task.h"

// A task in a list whose lock is held waits, or somebody else has taken its claim.
ALWAYS_INLINE bool take_linked(struct task *task) {
    struct wait_ticket ticket = {atomic_load_explicit(&task->claim.word, memory_order_relaxed) | WAIT_CLAIM_OPEN};
    return LIKELY(wait_claim_take(&task->claim, ticket));
}

// Out of a list that it is the first of. The list's lock is held.
ALWAYS_INLINE void unlink_first(struct wait_list *list, struct task *task) {
    struct task *next = task->link.next;
    list->first = next;
    *(next == NULL ? &list->last : &next->link.previous) = NULL;
    task->link.is_linked = false;
}

// May the partner go on here and now?
ALWAYS_INLINE bool fits_here(const struct cpu *cpu, const struct task *partner) {
    return (partner->slow | atomic_load_explicit(&partner->attention, memory_order_relaxed)) == 0 &&
           (partner->allowed & cpu->bit) != 0;
}

// The partner runs here from now on, in its space.
ALWAYS_INLINE struct task *switch_to(struct cpu *cpu, struct task *partner) {
    cpu->current = partner;
    __atomic_store_n(&partner->hart, cpu->id.value, __ATOMIC_RELAXED);
    counter_increment(&cpu->statistics.switches);
    user_set_counters(partner->counters);
    if (LIKELY(cpu->current_satp != partner->satp)) {
        cpu->current_satp = partner->satp;
        mmu_set_satp(partner->satp);
        struct flush_entry entry = flush_enter(&cpu->flush, partner->flush);
        if (UNLIKELY(entry.must_flush)) {
            mmu_flush_all();
            flush_seen(&cpu->flush, partner->flush, entry.generation);
        }
    }
    return partner;
}
