// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/shootdown.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/hart_wait.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/panic.h"

// What others were asked to forget, in the words of abi/trace.h.
enum shootdown_kind { TRANSLATIONS = 0, INSTRUCTIONS = 1 };

// Requests of shootdown_instructions so far. Incremented by who asks (release: what was written before is seen by who reads the new value
// with acquire); no fence on either side: everybody who may not have read it is interrupted.
static _Atomic uint64_t fence_requests;

static void interrupt(const struct cpu *cpu, enum ipi_reason reason) {
    enum abi_error error = ABI_OK;
    [[clang::always_inline]] error = ipi_send(cpu->id, reason);
    if (error != ABI_OK) {
        panic("cpu%u runs user code but is not online", cpu->id.value);
    }
}

// The members of the set, one after another: removes the lowest.
static struct cpu *take_lowest(struct cpu_set *set) {
    struct cpu_id cpu = {(uint32_t)__builtin_ctzll(set->bits)};
    set->bits &= set->bits - 1;
    return percpu_get(cpu);
}

// Interrupts every other hart that may reach something through old entries, and waits until none does. Out of line: mostly the space runs
// nowhere else.
// Model: testing/models/shootdown.pml.
__attribute__((noinline)) static void interrupt_users(const struct space *space, struct cpu *self, uint64_t target) {
    struct cpu_set asked = {0};
    for (uint32_t number = 0; number < percpu_count(); number++) {
        const struct cpu *cpu = percpu_get((struct cpu_id){number});
        if (cpu != self &&
            (flush_must_interrupt(space->flush, &cpu->flush, target) || fault_is(FAULT_shootdown_asks_all))) {
            [[clang::always_inline]] interrupt(cpu, IPI_FLUSH);
            asked.bits |= cpu_set_of(cpu->id).bits;
        }
    }
    trace_event(self, ABI_TRACE_SHOOTDOWN, TRANSLATIONS, asked.bits);
    while (asked.bits != 0) {
        const struct cpu *cpu = take_lowest(&asked);
        struct hart_wait wait = hart_wait_begin(cpu->id, "acknowledge a shootdown");
        while (!flush_is_done(space->flush, &cpu->flush, target)) {
            [[clang::always_inline]] hart_wait_round(&wait);
        }
    }
}

// Does another hart run the space? Not: none needs to be interrupted.
static bool has_other_users(const struct space *space, const struct cpu *self) {
    uint64_t number = space->flush->number;
    const struct cpu *end = percpu_get((struct cpu_id){percpu_count()});
    uint32_t users = 0;
    for (const struct cpu *cpu = percpu_get((struct cpu_id){0}); cpu != end; cpu++) {
        users += flush_may_run(number, &cpu->flush) ? 1 : 0;
    }
    // One for all harts: acquire as in flush_is_done.
    atomic_thread_fence(memory_order_acquire);
    return users > (flush_may_run(number, &self->flush) ? 1 : 0);
}

// Model: testing/models/shootdown.pml.
void shootdown_space(struct space *space) {
    uint64_t target = flush_begin(space->flush);
    struct cpu *self = cpu_current();
    if (flush_must_interrupt(space->flush, &self->flush, target)) {
        space_flush_own(self);
    }
    // A closed space goes away: that would break more than the one invariant.
    if (fault_is(FAULT_shootdown_returns_early) && !space->is_closed) {
        return;
    }
    if (has_other_users(space, self) || fault_is(FAULT_shootdown_asks_all)) {
        interrupt_users(space, self, target);
    } else {
        trace_event(self, ABI_TRACE_SHOOTDOWN, TRANSLATIONS, 0);
    }
}

void shootdown_receive_flush(struct cpu *cpu) {
    space_flush_own(cpu);
}

// Acquire: with whatever the hart does next it sees what its fetches saw.
static bool has_fenced(const struct cpu *cpu, uint64_t target) {
    return atomic_load_explicit(&cpu->fences_done, memory_order_acquire) >= target;
}

void shootdown_instructions(void) {
    uint64_t target = atomic_fetch_add_explicit(&fence_requests, 1, memory_order_release) + 1;
    struct cpu *self = cpu_current();
    shootdown_receive_fence(self);
    struct cpu_set asked = {0};
    struct cpu_set others = {percpu_online().bits & ~cpu_set_of(self->id).bits};
    if (fault_is(FAULT_fence_asks_all_but_one)) {
        others.bits &= others.bits - 1;
    }
    while (others.bits != 0) {
        const struct cpu *cpu = take_lowest(&others);
        if (!has_fenced(cpu, target)) {
            interrupt(cpu, IPI_FENCE);
            asked.bits |= cpu_set_of(cpu->id).bits;
        }
    }
    trace_event(self, ABI_TRACE_SHOOTDOWN, INSTRUCTIONS, asked.bits);
    while (asked.bits != 0) {
        const struct cpu *cpu = take_lowest(&asked);
        struct hart_wait wait = hart_wait_begin(cpu->id, "fetch instructions anew");
        while (!has_fenced(cpu, target)) {
            hart_wait_round(&wait);
        }
    }
}

void shootdown_receive_fence(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    // Acquire pairs with the request: the fetches after the fence see what was written before it.
    uint64_t seen = atomic_load_explicit(&fence_requests, memory_order_acquire);
    cpu_flush_instructions();
    // Release pairs with has_fenced.
    atomic_store_explicit(&cpu->fences_done, seen, memory_order_release);
}
