// SPDX-License-Identifier: Apache-2.0
// How late a deadline may be, so that those that are close to each other pass together: the kernel and the timer service round them
// with this one function. Pure. Units: ticks of the time base.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// When a deadline that was asked for fires: rounded up to the next multiple of the window of the class (PerfBurst 0,
// Interactive 1 ms, Normal 4 ms, Idle 8 ms; whole ticks rounded down, at least one), never early and less than one
// window late; unchanged for a precise task. UINT64_MAX stays, and is what a deadline becomes whose next multiple lies
// beyond it. Everybody who rounds deadlines uses this.
uint64_t deadline_round(uint64_t deadline_ticks, enum abi_class class_, bool precise, uint64_t ticks_per_second);

#ifdef __cplusplus
}
#endif
