// SPDX-License-Identifier: Apache-2.0
// The clock and timers. Units: ticks of the machine's time base (abi_machine_info.timebase_hz). Contracts: abi/syscall.h.
#pragma once

#include "libs/nexus/call.h"

static inline uint64_t nexus_clock_read(void) {
    return nexus_call(ABI_SYS_CLOCK_READ, 0, 0, 0, 0).value;
}

// For the calling task only: each thread that reads the counters asks for itself.
ABI_MUST_USE static inline enum abi_error nexus_clock_use(uint32_t clock) {
    return (enum abi_error)nexus_call(ABI_SYS_CLOCK_USE, clock, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_timer_create(uint32_t notification, uint64_t bits, uint32_t *timer) {
    return nexus_result_number(nexus_call(ABI_SYS_TIMER_CREATE, notification, bits, 0, 0), timer);
}

ABI_MUST_USE static inline enum abi_error nexus_timer_set(uint32_t timer, uint64_t deadline) {
    return (enum abi_error)nexus_call(ABI_SYS_TIMER_SET, timer, deadline, 0, 0).error;
}
