// SPDX-License-Identifier: Apache-2.0
// Control and status registers of supervisor mode, as inline functions.
// Source: RISC-V Privileged Architecture 1.12.
#pragma once

#include <stdint.h>

#define CSR_READ(name)                                         \
    ({                                                         \
        uint64_t csr_value;                                    \
        __asm__ volatile("csrr %0, " #name : "=r"(csr_value)); \
        csr_value;                                             \
    })
#define CSR_WRITE(name, value) __asm__ volatile("csrw " #name ", %0" : : "rK"((uint64_t)(value)) : "memory")
#define CSR_SET(name, bits) __asm__ volatile("csrs " #name ", %0" : : "rK"((uint64_t)(bits)) : "memory")
#define CSR_CLEAR(name, bits) __asm__ volatile("csrc " #name ", %0" : : "rK"((uint64_t)(bits)) : "memory")

enum sstatus_bits {
    SSTATUS_SIE = 1 << 1,
    SSTATUS_SPIE = 1 << 5,
    SSTATUS_SPP = 1 << 8,
    SSTATUS_VS = 3 << 9,
    SSTATUS_FS = 3 << 13,
    SSTATUS_FS_INITIAL = 1 << 13,
    SSTATUS_FS_CLEAN = 2 << 13,
    SSTATUS_FS_DIRTY = 3 << 13,
    SSTATUS_SUM = 1 << 18,
    SSTATUS_MXR = 1 << 19,
};

// Bits of sie and sip.
enum sie_bits {
    SIE_SOFTWARE = 1 << 1,
    SIE_TIMER = 1 << 5,
    SIE_EXTERNAL = 1 << 9,
};

enum scounteren_bits {
    SCOUNTEREN_CYCLE = 1 << 0,
    SCOUNTEREN_TIME = 1 << 1,
    SCOUNTEREN_INSTRET = 1 << 2,
};

#define SATP_MODE_SV39 (UINT64_C(8) << 60)
