// SPDX-License-Identifier: Apache-2.0
// Each call about scheduling does what it is for, and says no to something that it does not take.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum scheduling_constants {
    SHARES = 50,
    CALLS = 500,
    CALLS_WINDOW = 20,
    BURST = 1,
    BURST_WINDOW = 50,
    MEMBER = 0,  // of the crew
};

// Names no task. What the calls refuse for their values is another step's subject.
static const uint32_t NO_TASK = UINT32_MAX;

static struct {
    // The task that waits for its permit says (release) that it has run.
    _Atomic uint32_t runs;
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static struct abi_task_info own_info(void) {
    struct abi_task_info info = {0};
    expect(nexus_task_info(0, 0, &info), ABI_OK);
    return info;
}

static void try_class(void) {
    expect(nexus_task_set_class(0, ABI_CLASS_IDLE, 0), ABI_OK);
    expect(nexus_task_set_class(NO_TASK, ABI_CLASS_NORMAL, nexus_boot()->sched_setqos), ABI_EBADF);
    expect(own_info().base_class, ABI_CLASS_IDLE);
    expect(nexus_task_set_class(0, ABI_CLASS_NORMAL, nexus_boot()->sched_setqos), ABI_OK);
}

static void try_shares(void) {
    expect(nexus_task_set_shares(0, SHARES, 0), ABI_OK);
    expect(nexus_task_set_shares(NO_TASK, 1, nexus_boot()->sched_setshares), ABI_EBADF);
    expect(own_info().shares, SHARES);
}

static void try_placement(void) {
    expect(nexus_task_set_placement(0, ABI_PLACEMENT_EFFICIENCY, 0, 0), ABI_OK);
    expect(nexus_call(ABI_SYS_TASK_SET_PLACEMENT, 0, ABI_PLACEMENT_COUNT, STAGE_HARTS, nexus_boot()->sched_setaffinity)
               .error,
           ABI_EINVAL);
    expect(own_info().placement, ABI_PLACEMENT_EFFICIENCY);
}

static void try_limits(void) {
    const uint32_t authority = nexus_boot()->sched_setqos;
    const struct abi_task_limits limits = {CALLS, CALLS_WINDOW, BURST, BURST_WINDOW};
    expect(nexus_task_set_limits(0, &limits, authority), ABI_OK);
    expect(nexus_task_set_limits(0, NULL, authority), ABI_EFAULT);
    struct abi_task_info info = own_info();
    expect(info.limits.control_calls, CALLS);
    expect(info.limits.control_window, CALLS_WINDOW);
    expect(info.limits.burst_milliseconds, BURST);
    expect(info.limits.burst_window, BURST_WINDOW);
}

// Of itself a task is told nothing of harts.
static void try_info(void) {
    struct abi_task_info info = own_info();
    expect(info.base_class, ABI_CLASS_NORMAL);
    expect(info.is_waiting, 0);
    expect(info.harts, 0);
    expect(nexus_call(ABI_SYS_TASK_INFO, 0, 0, 0, 0).error, ABI_EFAULT);
}

static void wait_and_run(void *argument) {
    (void)argument;
    nexus_task_park();
    atomic_fetch_add_explicit(&scene.runs, 1, memory_order_release);
}

static uint32_t runs(void) {
    return atomic_load_explicit(&scene.runs, memory_order_acquire);
}

static void try_resume(void) {
    uint32_t task = 0;
    expect(crew_start(MEMBER, wait_and_run, NULL, STAGE_HARTS), true);
    expect(nexus_task_open(0, crew_id(MEMBER), &task), ABI_OK);
    crew_settle();
    expect(runs(), 0);
    expect(nexus_task_resume(0), ABI_EBADF);
    expect(nexus_task_resume(task), ABI_OK);
    crew_settle();
    expect(runs(), 1);
    expect(nexus_task_resume(task), ABI_EINVAL);
    (void)!nexus_task_kill(task);
    (void)!nexus_capability_close(task);
    crew_join(MEMBER);
}

static void direct(void *argument) {
    (void)argument;
    try_info();
    try_class();
    try_shares();
    try_placement();
    try_limits();
    try_resume();
}

void prove_scheduling_calls(uint32_t harts) {
    (void)harts;
    expect(crew_direct(direct, NULL), true);
    emit(MARKER_sched_abi, "%s", tally_text(&scene.tally));
}
