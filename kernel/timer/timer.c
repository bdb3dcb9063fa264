// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer.h"

#include "kernel/arch/timer.h"
#include "kernel/config/kernel_config.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"

// Written once on the boot hart before any other hart starts.
static uint64_t ticks_per_second;
static uint64_t slice_ticks;

void timer_init(uint64_t rate_hz) {
    ticks_per_second = rate_hz;
    slice_ticks = rate_hz * SLICE_MILLISECONDS / 1000;
}

uint64_t timer_rate_hz(void) {
    return ticks_per_second;
}

void timer_start_slice(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    if (fault_is(FAULT_tick_lost) && cpu->id.value == percpu_count() - 1) {
        return;
    }
    timer_program(time_now_ticks() + slice_ticks);
}

void timer_stop(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    timer_cancel();
}

// Sabotage: one hart's timer reaches into the others.
static void tick_everywhere(void) {
    for (uint32_t number = 0; number < percpu_count(); number++) {
        counter_increment(&percpu_get((struct cpu_id){number})->statistics.ticks);
    }
}

void timer_interrupt(struct cpu *cpu) {
    if (fault_is(FAULT_timer_crosses_harts)) {
        tick_everywhere();
    } else {
        counter_increment(&cpu->statistics.ticks);
    }
    if (KERNEL_SELFTEST && cpu->current == NULL) {
        selftest_idle_timer_expired(cpu);
    }
    timer_start_slice(cpu);
    cpu->exit_work |= EXIT_RESCHEDULE;
}
