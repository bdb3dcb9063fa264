// SPDX-License-Identifier: Apache-2.0
#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

// Numbers of SBI extensions that are no system calls. Source: RISC-V SBI 1.0.
static const uint64_t extensions[] = {
    0x48534d,    // hart state management
    0x735049,    // inter-processor interrupts
    0x54494d45,  // timer
    0x52464e43,  // remote fences
    0x504d55,    // performance counters
    0x53525354,  // system reset
};

static uint32_t harts(void) {
    struct abi_machine_info info = {0};
    return nexus_machine_info(nexus_boot()->stats_read, &info) == ABI_OK ? info.harts : 0;
}

// With a6, where the firmware looks for the function, and arguments that the probe function would answer.
static uint64_t call(uint64_t extension) {
    register uint64_t a0 __asm__("a0") = extension;
    register uint64_t a1 __asm__("a1") = 0;
    register uint64_t a6 __asm__("a6") = 3;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a6), "+r"(a7)
                     :
                     : "a2", "a3", "a4", "a5", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
    return a0;
}

void prove_user_sbi_call(void) {
    uint32_t before = harts();
    uint32_t calls = 0;
    uint32_t refused = 0;
    for (uint32_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
        calls++;
        refused += call(extensions[i]) != ABI_OK ? 1 : 0;  // one number is a call of ours, which refuses the arguments
    }
    emit(MARKER_test_reject_user_sbi_call, "calls=%u refused=%u harts_before=%u harts_after=%u", (unsigned)calls,
         (unsigned)refused, (unsigned)before, (unsigned)harts());
}
