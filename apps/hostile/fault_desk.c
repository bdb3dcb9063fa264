// SPDX-License-Identifier: Apache-2.0
#include "apps/hostile/fault_desk.h"

#include "libs/nexus/nexus.h"
#include "apps/hostile/judge.h"

enum fault_desk_sizes {
    STACK_BYTES = 8192,  // it may have to print a failure
    BADGE_FAULTS = 1,
};

_Alignas(16) static uint8_t stack[STACK_BYTES];

// Written before the desk starts, closed after it ended.
static uint32_t endpoint;
static uint32_t faults_endpoint;
static uint32_t task;

// The desk's own while it runs; task_join orders it for the one who ends it.
static uint64_t faults;

static void run_desk(void *argument) {
    (void)argument;
    struct nexus_message message;
    judge_require("first fault", nexus_ipc_receive(endpoint, &message));
    while (message.badge == BADGE_FAULTS) {
        judge_equal("kind of a fault", nexus_message_kind(&message), ABI_MESSAGE_FAULT);
        faults++;
        message = (struct nexus_message){.words = {ABI_FAULT_END}};
        judge_require("next fault", nexus_ipc_reply_receive(endpoint, &message));
    }
    // The owner, who wants it to end.
    judge_require("end of the fault desk", nexus_ipc_reply(&message));
}

uint32_t fault_desk_begin(void) {
    judge_require("fault endpoint", nexus_endpoint_create(&endpoint));
    judge_require("badge of faults",
                  nexus_capability_derive(endpoint, ABI_RIGHT_SEND, 0, BADGE_FAULTS, &faults_endpoint));
    const struct nexus_thread_start start = {.entry = run_desk, .stack = stack, .stack_bytes = STACK_BYTES};
    judge_require("fault desk", nexus_thread_create(&start, &task));
    return faults_endpoint;
}

uint64_t fault_desk_end(void) {
    struct nexus_message message = {0};
    judge_require("call of the fault desk", nexus_ipc_call(endpoint, &message));
    judge_require("join of the fault desk", nexus_task_join(task));
    judge_require("close of the fault badge", nexus_capability_close(faults_endpoint));
    judge_require("close of the fault endpoint", nexus_capability_close(endpoint));
    return faults;
}
