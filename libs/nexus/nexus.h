// SPDX-License-Identifier: Apache-2.0
// The system calls as C functions, for user programs. Contracts: abi/syscall.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/machine.h"
#include "abi/syscall.h"

struct nexus_result {
    uint64_t error;
    uint64_t value;
};

// One `ecall`. The kernel clears every register that may hold kernel values, hence the clobbers.
static inline struct nexus_result nexus_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                                             uint64_t fourth) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a7)
                     :
                     : "a4", "a5", "a6", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
    return (struct nexus_result){.error = a0, .value = a1};
}

static inline uint32_t nexus_task_self(void) {
    return (uint32_t)nexus_call(ABI_SYS_TASK_SELF, 0, 0, 0, 0).value;
}

static inline void nexus_task_yield(void) {
    (void)nexus_call(ABI_SYS_TASK_YIELD, 0, 0, 0, 0);
}

_Noreturn static inline void nexus_task_exit(void) {
    for (;;) {
        (void)nexus_call(ABI_SYS_TASK_EXIT, 0, 0, 0, 0);
    }
}

// The stack is the caller's to provide; `entry` must not return.
ABI_MUST_USE static inline enum abi_error nexus_task_create(void (*entry)(void *), void *stack_top, void *argument,
                                                            uint32_t cpu, uint32_t *id) {
    struct nexus_result result =
        nexus_call(ABI_SYS_TASK_CREATE, (uint64_t)entry, (uint64_t)stack_top, (uint64_t)argument, cpu);
    if (result.error == ABI_OK) {
        *id = (uint32_t)result.value;
    }
    return (enum abi_error)result.error;
}

static inline void nexus_task_park(void) {
    (void)nexus_call(ABI_SYS_TASK_PARK, 0, 0, 0, 0);
}

ABI_MUST_USE static inline enum abi_error nexus_task_unpark(uint32_t id) {
    return (enum abi_error)nexus_call(ABI_SYS_TASK_UNPARK, id, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_console_write(const char *text, size_t bytes) {
    return (enum abi_error)nexus_call(ABI_SYS_CONSOLE_WRITE, (uint64_t)text, bytes, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_console_read(char *buffer, size_t bytes, size_t *count) {
    struct nexus_result result = nexus_call(ABI_SYS_CONSOLE_READ, (uint64_t)buffer, bytes, 0, 0);
    if (result.error == ABI_OK) {
        *count = result.value;
    }
    return (enum abi_error)result.error;
}

ABI_MUST_USE static inline enum abi_error nexus_machine_info(struct abi_machine_info *info) {
    return (enum abi_error)nexus_call(ABI_SYS_MACHINE_INFO, (uint64_t)info, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_hart_statistics(uint32_t cpu, struct abi_hart_statistics *statistics) {
    return (enum abi_error)nexus_call(ABI_SYS_HART_STATISTICS, cpu, (uint64_t)statistics, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_power_off(uint64_t status) {
    return (enum abi_error)nexus_call(ABI_SYS_POWER_OFF, status, 0, 0, 0).error;
}
