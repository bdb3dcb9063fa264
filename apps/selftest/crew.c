// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/crew.h"

#include "libs/nexus/nexus.h"

enum crew_details {
    CREW_STACK_BYTES = 8192,
    SETTLER = CREW_SIZE,  // the last one
    SETTLING_YIELDS = 16,
};

struct member {
    _Alignas(16) uint8_t stack[CREW_STACK_BYTES];
    uint32_t id;
};

static struct member members[CREW_SIZE + 1];

bool crew_start(uint32_t number, void (*entry)(void *), void *argument, uint64_t harts) {
    struct member *member = &members[number];
    const struct nexus_thread_start start = {.entry = entry,
                                             .argument = argument,
                                             .stack = member->stack,
                                             .stack_bytes = CREW_STACK_BYTES,
                                             .harts = harts,
                                             .authority = nexus_boot()->sched_setaffinity};
    return nexus_thread_create(&start, &member->id) == ABI_OK;
}

uint32_t crew_id(uint32_t number) {
    return members[number].id;
}

void crew_join(uint32_t number) {
    (void)!nexus_task_join(members[number].id);
}

void crew_kill(uint32_t number) {
    uint32_t task = 0;
    if (nexus_task_open(0, members[number].id, &task) == ABI_OK) {
        (void)!nexus_task_kill(task);
        (void)!nexus_capability_close(task);
    }
    crew_join(number);
}

// Gets the hart when nobody above Idle wants it, and then lets others of its class go first.
static void settle(void *argument) {
    (void)argument;
    (void)!nexus_task_set_class(0, ABI_CLASS_IDLE, 0);
    for (uint32_t i = 0; i < SETTLING_YIELDS; i++) {
        nexus_task_yield();
    }
}

void crew_settle_on(uint64_t harts) {
    if (crew_start(SETTLER, settle, NULL, harts)) {
        crew_join(SETTLER);
    }
}

void crew_settle(void) {
    crew_settle_on(STAGE_HARTS);
}

uint32_t crew_last_hart(void) {
    static uint32_t harts;
    if (harts == 0) {
        struct abi_machine_info info = {.harts = 1};
        (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
        harts = info.harts;
    }
    return harts - 1;
}

// One at a time; written before the thread starts.
static struct {
    void (*direct)(void *);
    void *argument;
    bool is_allowed;
} director;

static void direct(void *argument) {
    (void)argument;
    const struct abi_task_limits limits = {
        .control_calls = ABI_CONTROL_CALLS_MAX,
        .control_window = ABI_CONTROL_WINDOW_MIN,
        .burst_milliseconds = ABI_BURST_DEFAULT,
        .burst_window = ABI_BURST_WINDOW_DEFAULT,
    };
    director.is_allowed = nexus_clock_use(nexus_boot()->clock) == ABI_OK &&
                          nexus_task_set_limits(0, &limits, nexus_boot()->sched_setqos) == ABI_OK;
    if (director.is_allowed) {
        director.direct(director.argument);
    }
}

bool crew_direct(void (*entry)(void *), void *argument) {
    director.direct = entry;
    director.argument = argument;
    director.is_allowed = false;
    if (crew_start(CREW_DIRECTOR, direct, NULL, STAGE_HARTS)) {
        crew_join(CREW_DIRECTOR);
    }
    return director.is_allowed;
}
