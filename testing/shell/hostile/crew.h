// SPDX-License-Identifier: Apache-2.0
// What the hostile apps share: how they begin, and many threads that do the same for ever.
#pragma once

#include <stdint.h>

enum crew_limits {
    CREW_MAX = 64,
    CREW_STACK_BYTES = 4096,
};

// Says that it is at work. Started with a number above 0 it gives itself a lower class before, enum abi_class and one more.
void crew_begin(const char *name);

// Starts so many threads, at most CREW_MAX, or as many as it may have. Returns how many there are.
uint32_t crew_start(void (*work)(void *), uint32_t count);

// Computes for ever, and never calls the kernel.
_Noreturn void crew_spin(void);
