// SPDX-License-Identifier: Apache-2.0
#include "libs/deadline/deadline.h"

static const uint8_t window_milliseconds[ABI_CLASS_COUNT] = {
    [ABI_CLASS_IDLE] = 8,
    [ABI_CLASS_NORMAL] = 4,
    [ABI_CLASS_INTERACTIVE] = 1,
    [ABI_CLASS_PERF_BURST] = 0,
};

// milliseconds * ticks_per_second / 1000, without an overflow of the product.
static uint64_t ticks_of(uint64_t milliseconds, uint64_t ticks_per_second) {
    return ticks_per_second / 1000 * milliseconds + ticks_per_second % 1000 * milliseconds / 1000;
}

uint64_t deadline_round(uint64_t deadline_ticks, enum abi_class class_, bool precise, uint64_t ticks_per_second) {
    uint64_t milliseconds = window_milliseconds[class_];
    if (precise || milliseconds == 0) {
        return deadline_ticks;
    }
    uint64_t window = ticks_of(milliseconds, ticks_per_second);
    // A time base too slow for the window: every tick is a multiple.
    if (window == 0) {
        return deadline_ticks;
    }
    uint64_t past = deadline_ticks % window;
    if (past == 0) {
        return deadline_ticks;
    }
    uint64_t missing = window - past;
    return missing > UINT64_MAX - deadline_ticks ? UINT64_MAX : deadline_ticks + missing;
}
