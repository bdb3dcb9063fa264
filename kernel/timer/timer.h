// SPDX-License-Identifier: Apache-2.0
// This hart's one-shot timer as the scheduler uses it: the end of a slice. A hart that runs nothing arms nothing.
// Context: kernel, interrupts off, on the hart itself.
#pragma once

#include <stdint.h>

struct cpu;

enum timer_constants {
    SLICE_MILLISECONDS = 4,
};

// The rate of the time base; once, on the boot hart.
void timer_init(uint64_t rate_hz);
uint64_t timer_rate_hz(void);

// Arms this hart's timer for the end of a slice that begins now.
void timer_start_slice(struct cpu *cpu);

// Disarms it: the hart goes idle.
void timer_stop(struct cpu *cpu);

// The timer interrupt.
void timer_interrupt(struct cpu *cpu);
