// SPDX-License-Identifier: Apache-2.0
#include "kernel/timer/timer.h"

#include "kernel/arch/timer.h"
#include "kernel/percpu/percpu.h"

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
    timer_program(time_now_ticks() + slice_ticks);
}

void timer_stop(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    timer_cancel();
}

void timer_interrupt(struct cpu *cpu) {
    counter_increment(&cpu->statistics.ticks);
    timer_start_slice(cpu);
    cpu->exit_work |= EXIT_RESCHEDULE;
}
