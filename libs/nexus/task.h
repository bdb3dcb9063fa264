// SPDX-License-Identifier: Apache-2.0
// Calls on tasks. Threads that use the C library are made by libs/nexus/thread.h. Contracts: abi/syscall.h.
#pragma once

#include "abi/object.h"
#include "abi/task.h"
#include "libs/nexus/call.h"

static inline uint32_t nexus_task_self(void) {
    return (uint32_t)nexus_call(ABI_SYS_TASK_SELF, 0, 0, 0, 0).value;
}

static inline void nexus_task_yield(void) {
    (void)nexus_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0);
}

// This task only; libs/nexus/process.h ends the process.
_Noreturn static inline void nexus_task_exit(uint64_t status) {
    for (;;) {
        (void)nexus_call(ABI_SYS_TASK_EXIT, status, 0, 0, 0);
    }
}

// The bare call: the task begins without thread-local memory, so no errno, no stdout, no nexus_message_page, and its code
// must not return.
ABI_MUST_USE static inline enum abi_error nexus_task_create(uint32_t process, uint64_t entry, uint64_t stack_top,
                                                            uint64_t argument, uint64_t harts, uint32_t authority,
                                                            uint32_t *id) {
    return nexus_result_number(
        nexus_call_seven(ABI_SYS_TASK_CREATE, process, entry, stack_top, argument, harts, authority, 0), id);
}

// The same; it begins with nexus_task_resume.
ABI_MUST_USE static inline enum abi_error nexus_task_create_suspended(uint32_t process, uint64_t entry,
                                                                      uint64_t stack_top, uint64_t argument,
                                                                      uint64_t harts, uint32_t authority,
                                                                      uint32_t *id) {
    return nexus_result_number(nexus_call_seven(ABI_SYS_TASK_CREATE, process, entry, stack_top, argument, harts,
                                                authority, ABI_TASK_SUSPENDED),
                               id);
}

ABI_MUST_USE static inline enum abi_error nexus_task_resume(uint32_t task) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_RESUME, task, 0, 0, 0).error;
}

static inline void nexus_task_park(void) {
    (void)nexus_call(ABI_SYS_TASK_PARK, 0, 0, 0, 0);
}

ABI_MUST_USE static inline enum abi_error nexus_task_unpark(uint32_t id) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_UNPARK, id, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_open(uint32_t process, uint32_t id, uint32_t *task) {
    return nexus_result_number(nexus_call(ABI_SYS_TASK_OPEN, process, id, 0, 0), task);
}

ABI_MUST_USE static inline enum abi_error nexus_task_kill(uint32_t task) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_KILL, task, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_join(uint32_t id) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_JOIN, id, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_set_class(uint32_t task, enum abi_class base_class,
                                                               uint32_t authority) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_SET_CLASS, task, base_class, authority, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_set_shares(uint32_t task, uint32_t shares, uint32_t authority) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_SET_SHARES, task, shares, authority, 0).error;
}

// `harts` counts for ABI_PLACEMENT_HARTS.
ABI_MUST_USE static inline enum abi_error nexus_task_set_placement(uint32_t task, enum abi_placement placement,
                                                                   uint64_t harts, uint32_t authority) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_SET_PLACEMENT, task, placement, harts, authority).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_set_limits(uint32_t task, const struct abi_task_limits *limits,
                                                                uint32_t authority) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_SET_LIMITS, task, (uint64_t)limits, authority, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_task_info(uint32_t task, uint32_t stats, struct abi_task_info *info) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_INFO, task, stats, (uint64_t)info, 0).error;
}
