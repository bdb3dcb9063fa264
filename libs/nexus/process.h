// SPDX-License-Identifier: Apache-2.0
// Processes; libs/loader makes one from a program. Process 0 is the caller's own. Contracts: abi/syscall.h, abi/process.h.
#pragma once

#include "abi/process.h"
#include "libs/nexus/call.h"
#include "libs/nexus/task.h"

ABI_MUST_USE static inline enum abi_error nexus_process_create(const struct abi_process_limits *limits, uint64_t label,
                                                               uint32_t *process) {
    return nexus_result_number(nexus_call(ABI_SYS_PROCESS_CREATE, (uint64_t)limits, label, 0, 0), process);
}

ABI_MUST_USE static inline enum abi_error nexus_process_grant(uint32_t process, uint32_t handle, uint32_t rights,
                                                              uint32_t grantable, uint32_t *handle_there) {
    return nexus_result_number(nexus_call(ABI_SYS_PROCESS_GRANT, process, handle, rights, grantable), handle_there);
}

ABI_MUST_USE static inline enum abi_error nexus_process_supervise(uint32_t process, uint32_t endpoint) {
    return (enum abi_error)nexus_call(ABI_SYS_PROCESS_SUPERVISE, process, endpoint, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_process_kill(uint32_t process, uint64_t status) {
    return (enum abi_error)nexus_call(ABI_SYS_PROCESS_KILL, process, status, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_process_watch(uint32_t process, uint32_t notification, uint64_t bits) {
    return (enum abi_error)nexus_call(ABI_SYS_PROCESS_WATCH, process, notification, bits, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_process_info(uint32_t process, struct abi_process_info *info) {
    return (enum abi_error)nexus_call(ABI_SYS_PROCESS_INFO, process, (uint64_t)info, 0, 0).error;
}

// Ends the caller's process with all its threads.
_Noreturn static inline void nexus_process_exit(uint32_t status) {
    (void)!nexus_process_kill(0, status);
    nexus_task_exit(status);
}
