// SPDX-License-Identifier: Apache-2.0
// Going on as the partner of a message, here and now, without the exit of the kernel choosing. Shared by fastpath.c and page_path.c.
// Context: kernel, interrupts off, no lock is held; the partner is the caller's own of these functions.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "kernel/arch/mmu.h"
#include "kernel/arch/user.h"
#include "kernel/ipc/fast.h"
#include "kernel/memory/flush_state.h"
#include "kernel/percpu/percpu.h"
#include "kernel/task/task.h"

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
