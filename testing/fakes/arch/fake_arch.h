// SPDX-License-Identifier: Apache-2.0
// The hardware for host tests of the kernel's thin files: a firmware that answers as told, a clock that advances by itself,
// memory that is the process's own. Power-off ends the process with the status, so tests can expect it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cpu;

struct fake_firmware {
    bool has_hart_control;
    enum abi_error start_result;  // what firmware_start_hart answers
    bool started_hart_comes_online;
    uint32_t start_count;   // how often it was asked
    uint64_t started_hart;  // the last one
    uint32_t ipi_count;
};

extern struct fake_firmware fake_firmware;

// Units: time-base ticks that each look at the clock takes.
extern uint64_t fake_clock_step_ticks;

// Text of the fake kernel image: this process's own.
uint64_t fake_text_begin(void);
uint64_t fake_text_end(void);

// Fresh state; the machine gets a memory arena that page frames and the direct map come from.
void fake_arch_reset(void);

// Physical range of the arena.
uint64_t fake_memory_base(void);
uint64_t fake_memory_bytes(void);

// Makes the calling thread that hart.
void fake_become(struct cpu *cpu);

#ifdef __cplusplus
}
#endif
