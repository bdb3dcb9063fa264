// SPDX-License-Identifier: Apache-2.0
// Harts, who owns what, their timers, and the locks between them.
#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/interrupt.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/ladder.h"
#include "kernel/timer/timer.h"
#include "kernel/trap/trap.h"

static uint32_t count_bits(uint64_t bits) {
    return (uint32_t)__builtin_popcountll(bits);
}

void ladder_smp_online(void) {
    uint32_t answered = 1;  // this hart
    for (uint32_t number = 0; number < percpu_count(); number++) {
        struct cpu *cpu = percpu_get((struct cpu_id){number});
        if (cpu != cpu_current()) {
            ask_and_wait(cpu, JOB_ANSWER, MARKER_smp_online);
            answered++;
        }
    }
    marker_emit(MARKER_smp_online, "online=%u answered=%u", count_bits(percpu_online().bits), answered);
}

void ladder_percpu_owner(void) {
    ask_self(JOB_IDENTIFY);
    ask_all_others(JOB_IDENTIFY, MARKER_percpu_owner);
    marker_emit(MARKER_percpu_owner, "asked=%u own=%u foreign=%u distinct=%u", percpu_count(),
                atomic_load_explicit(&selftest_findings.own, memory_order_acquire),
                atomic_load_explicit(&selftest_findings.foreign, memory_order_acquire),
                count_bits(atomic_load_explicit(&selftest_findings.stacks, memory_order_acquire)));
}

static uint64_t ticks_of(uint32_t number) {
    return counter_read(&percpu_get((struct cpu_id){number})->statistics.ticks);
}

// The ladder runs with interrupts off: this hart's own timer is served by hand.
static void serve_own_timer(void) {
    struct cpu *cpu = cpu_current();
    if ((interrupts_pending() & INTERRUPT_TIMER) != 0) {
        trap_handle_interrupts(cpu, INTERRUPT_TIMER);
    }
}

static void wait_for_tick(uint32_t number, uint64_t before, enum marker marker) {
    struct ask_watch watch = ask_watch();
    while (ticks_of(number) == before) {
        serve_own_timer();
        ask_wait_round(&watch, marker, "a timer does not tick");
    }
}

void ladder_per_hart_ticks(void) {
    uint64_t before[ABI_HARTS_MAX];
    for (uint32_t number = 0; number < percpu_count(); number++) {
        before[number] = ticks_of(number);
    }
    ask_self(JOB_ARM_TIMER);
    ask_all_others(JOB_ARM_TIMER, MARKER_smp_per_hart_ticks);
    uint32_t ticked = 0;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        wait_for_tick(number, before[number], MARKER_smp_per_hart_ticks);
        ticked++;
    }
    marker_emit(MARKER_smp_per_hart_ticks, "armed=%u ticked=%u", percpu_count(), ticked);
}

void ladder_cross_hart_timer(void) {
    uint32_t self = cpu_current()->id.value;
    uint64_t before[ABI_HARTS_MAX];
    for (uint32_t number = 0; number < percpu_count(); number++) {
        before[number] = ticks_of(number);
    }
    ask_self(JOB_ARM_TIMER);
    wait_for_tick(self, before[self], MARKER_test_reject_cross_hart_timer);
    ask_let_pass(2 * ROUND_MILLISECONDS);
    uint64_t foreign = 0;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        foreign += number == self ? 0 : ticks_of(number) - before[number];
    }
    marker_emit(MARKER_test_reject_cross_hart_timer, "own_ticks=%lu foreign_ticks=%lu", ticks_of(self) - before[self],
                foreign);
}

void ladder_lock_exclusion(void) {
    uint64_t before = memory_free_bytes();
    ask_all_others(JOB_TAKE_FRAMES, MARKER_lock_exclusion);
    ask_self(JOB_TAKE_FRAMES);
    marker_emit(MARKER_lock_exclusion, "workers=%u rounds=%u free_before=%lu free_after=%lu", percpu_count(),
                atomic_load_explicit(&selftest_findings.rounds, memory_order_acquire), before, memory_free_bytes());
}
