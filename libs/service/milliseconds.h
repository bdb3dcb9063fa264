// SPDX-License-Identifier: Apache-2.0
// The clock in milliseconds, for what is decided in them.
#pragma once

#include <stdint.h>

#include "abi/message.h"
#include "libs/nexus/clock.h"
#include "libs/nexus/start.h"

enum milliseconds_units { MILLISECONDS_PER_SECOND = 1000 };

static const uint64_t MILLISECONDS_NEVER = UINT64_MAX;

static inline uint64_t milliseconds_now(void) {
    return nexus_clock_read() / (nexus_ticks_per_second() / MILLISECONDS_PER_SECOND);
}

// The deadline of the calls that wait, after which milliseconds_now is at least that.
static inline uint64_t milliseconds_deadline(uint64_t at) {
    return at == MILLISECONDS_NEVER ? ABI_DEADLINE_NEVER : at * (nexus_ticks_per_second() / MILLISECONDS_PER_SECOND);
}
