// SPDX-License-Identifier: Apache-2.0
// Calls to the supervisor execution environment.
// Source: RISC-V SBI 1.0 (calling convention, error codes, extension and function numbers).
#include "kernel/arch/firmware.h"

enum sbi_extension {
    SBI_LEGACY_PUTCHAR = 0x01,
    SBI_BASE = 0x10,
    SBI_TIME = 0x54494d45,
    SBI_IPI = 0x735049,
    SBI_HSM = 0x48534d,
    SBI_SRST = 0x53525354,
};

enum sbi_function {
    SBI_BASE_PROBE = 3,
    SBI_TIME_SET = 0,
    SBI_IPI_SEND = 0,
    SBI_HSM_START = 0,
    SBI_SRST_RESET = 0,
};

enum sbi_error {
    SBI_SUCCESS = 0,
    SBI_INVALID_PARAM = -3,
    SBI_INVALID_ADDRESS = -5,
    SBI_ALREADY_AVAILABLE = -6,
};

struct sbi_result {
    int64_t error;
    uint64_t value;
};

static struct sbi_result sbi_call(uint64_t extension, uint64_t function, uint64_t a, uint64_t b, uint64_t c) {
    register uint64_t a0 __asm__("a0") = a;
    register uint64_t a1 __asm__("a1") = b;
    register uint64_t a2 __asm__("a2") = c;
    register uint64_t a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return (struct sbi_result){.error = (int64_t)a0, .value = a1};
}

void firmware_write_byte(char byte) {
    (void)sbi_call(SBI_LEGACY_PUTCHAR, 0, (uint8_t)byte, 0, 0);
}

bool firmware_has_hart_control(void) {
    struct sbi_result result = sbi_call(SBI_BASE, SBI_BASE_PROBE, SBI_HSM, 0, 0);
    return result.error == SBI_SUCCESS && result.value != 0;
}

enum abi_error firmware_start_hart(struct hart_id hart, uint64_t entry_physical, uint64_t argument) {
    switch (sbi_call(SBI_HSM, SBI_HSM_START, hart.value, entry_physical, argument).error) {
        case SBI_SUCCESS:
            return ABI_OK;
        case SBI_INVALID_PARAM:
            return ABI_ENODEV;
        case SBI_INVALID_ADDRESS:
            return ABI_EINVAL;
        case SBI_ALREADY_AVAILABLE:
            return ABI_EBUSY;
        default:
            return ABI_EIO;
    }
}

void firmware_raise_ipi(struct hart_id hart) {
    // A mask of one bit relative to that hart: ids need not be below 64.
    (void)sbi_call(SBI_IPI, SBI_IPI_SEND, 1, hart.value, 0);
}

void firmware_set_timer(uint64_t deadline_ticks) {
    (void)sbi_call(SBI_TIME, SBI_TIME_SET, deadline_ticks, 0, 0);
}

void firmware_shut_down(void) {
    (void)sbi_call(SBI_SRST, SBI_SRST_RESET, 0, 0, 0);
}
