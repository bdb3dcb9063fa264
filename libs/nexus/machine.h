// SPDX-License-Identifier: Apache-2.0
// The machine: what it tells about itself, and ending it. Contracts: abi/syscall.h, abi/machine.h.
#pragma once

#include "abi/machine.h"
#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_machine_info(uint32_t stats, struct abi_machine_info *info) {
    return (enum abi_error)nexus_call(ABI_SYS_MACHINE_INFO, stats, (uint64_t)info, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_hart_statistics(uint32_t stats, uint32_t cpu,
                                                                struct abi_hart_statistics *statistics) {
    return (enum abi_error)nexus_call(ABI_SYS_HART_STATISTICS, stats, cpu, (uint64_t)statistics, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_power_off(uint32_t power, uint64_t status) {
    return (enum abi_error)nexus_call(ABI_SYS_POWER_OFF, power, status, 0, 0).error;
}
