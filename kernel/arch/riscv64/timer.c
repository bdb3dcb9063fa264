// SPDX-License-Identifier: Apache-2.0
// The supervisor timer: stimecmp where Sstc exists, the firmware otherwise.
// Source: RISC-V "stimecmp / vstimecmp" (Sstc) 1.0; SBI 1.0, "Timer Extension".
#include "kernel/arch/timer.h"

#include "kernel/arch/firmware.h"
#include "kernel/arch/riscv64/csr.h"

// Written once on the boot hart before any other hart starts; read by all.
static bool has_sstc;

void timer_choose_device(bool sstc) {
    has_sstc = sstc;
}

uint64_t time_now_ticks(void) {
    return CSR_READ(time);
}

void timer_program(uint64_t deadline_ticks) {
    if (has_sstc) {
        CSR_WRITE(0x14d, deadline_ticks);  // stimecmp
    } else {
        firmware_set_timer(deadline_ticks);
    }
}

void timer_cancel(void) {
    timer_program(UINT64_MAX);
}
