// SPDX-License-Identifier: Apache-2.0
#include "kernel/sync/hart_wait.h"

#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"
#include "kernel/trap/panic.h"

// Sabotage: a wait in vain is found out sooner, since a second is a billion instructions of an emulator.
static uint64_t bound_ticks(void) {
    enum { SOONER = 100 };
    uint64_t ticks = HART_WAIT_BOUND_SECONDS * timer_rate_hz();
    return fault_is(FAULT_waits_unserved) ? ticks / SOONER : ticks;
}

struct hart_wait hart_wait_begin(struct cpu_id target, const char *reason) {
    spinlock_assert_none_held();
    return (struct hart_wait){
        .target = target,
        .reason = reason,
        .deadline_ticks = time_now_ticks() + bound_ticks(),
    };
}

// Model: testing/models/shootdown.pml.
// Model: testing/models/stop.pml.
bool hart_wait_try_round(struct hart_wait *wait) {
    if (!fault_is(FAULT_waits_unserved)) {
        ipi_receive(cpu_current());
    }
    spin_round(wait->round++);
    return time_now_ticks() < wait->deadline_ticks;
}

void hart_wait_round(struct hart_wait *wait) {
    if (!hart_wait_try_round(wait)) {
        panic("cpu%u waited %u s in vain for cpu%u to %s", cpu_current()->id.value, HART_WAIT_BOUND_SECONDS,
              wait->target.value, wait->reason);
    }
}
