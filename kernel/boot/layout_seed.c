// SPDX-License-Identifier: Apache-2.0
// Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
#include "kernel/boot/layout_seed.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "kernel/boot/command_line.h"
#include "kernel/boot/devicetree.h"
#include "kernel/config/kernel_config.h"
#include "kernel/selftest/fault.h"

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

// Any hart, atomic (relaxed: the numbers are all that it orders).
static _Atomic uint64_t state;

// Written by the boot hart before there is anybody else.
static bool is_fixed;

static uint64_t mix(uint64_t value) {
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

void layout_seed_init(const struct boot_info *boot) {
    uint64_t seed = 0;
    for (uint32_t i = 0; i < boot->seed_bytes; i++) {
        seed = mix(seed + GOLDEN_GAMMA + boot->seed[i]);
    }
    is_fixed = KERNEL_SELFTEST && command_line_number(boot->command_line, "layout", &seed);
    atomic_store_explicit(&state, seed, memory_order_relaxed);
}

uint64_t layout_seed_next(void) {
    if (fault_is(FAULT_layout_fixed)) {
        return 0;
    }
    if (is_fixed) {
        return atomic_load_explicit(&state, memory_order_relaxed);
    }
    return mix(atomic_fetch_add_explicit(&state, GOLDEN_GAMMA, memory_order_relaxed) + GOLDEN_GAMMA);
}
