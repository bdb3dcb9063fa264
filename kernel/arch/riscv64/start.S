// SPDX-License-Identifier: Apache-2.0
// The first instructions of every hart. The MMU is off and the code runs at its physical address; all data is reached
// relative to the program counter until translation is on.
// Source: RISC-V SBI 1.0, "Hart State Management" (register state at entry); Linux RISC-V boot protocol (a0, a1).
#include "kernel/arch/riscv64/offsets.h"

    .section .text.start, "ax"

// Boot hart: a0 = hart id, a1 = physical address of the device tree.
    .globl kernel_start
kernel_start:
    rdinstret s2
    csrw    sie, zero
    csrw    sscratch, zero
    la      t0, boot_claim
    li      t1, 1
    amoswap.w.aqrl t1, t1, (t0)
    bnez    t1, misdirected_hart
    mv      s0, a0
    mv      s1, a1

    la      t0, kernel_bss_begin
    la      t1, kernel_bss_end
1:  sd      zero, 0(t0)
    sd      zero, 8(t0)
    sd      zero, 16(t0)
    sd      zero, 24(t0)
    addi    t0, t0, 32
    bltu    t0, t1, 1b

    la      sp, boot_stack_top
    la      a0, kernel_start
    call    early_paging_build          // a0 = value for satp

    // There is no identity mapping: the fetch after satp is written faults, and the trap vector is the next line's
    // virtual address.
    ld      t0, start_high_address
    la      t1, start_high
    sub     t2, t0, t1                  // virtual - physical
    add     sp, sp, t2
    csrw    stvec, t0
    sfence.vma
    csrw    satp, a0
    nop

    .balign 4
start_high:
    la      t0, early_trap_entry
    csrw    stvec, t0
    mv      tp, zero
    mv      gp, zero
    mv      a0, s0
    mv      a1, s1
    mv      a2, s2
    la      a3, kernel_start
    sub     a3, a3, t2                  // where the image was loaded
    call    kernel_main
    unimp

// A fault before the boot hart has its per-hart structure.
    .balign 4
early_trap_entry:
    la      sp, boot_stack_top
    csrr    a0, scause
    csrr    a1, sepc
    csrr    a2, stval
    call    early_fault
    unimp

    .balign 8
start_high_address:
    .dword  start_high
secondary_high_address:
    .dword  secondary_high

// OpenSBI 1.1 marks a hart as starting before it stores where: a hart that is just entering the firmware's wait loop may be
// sent to the boot entry instead. It is the hart that is being started, so the record is its own; any other hart sleeps.
misdirected_hart:
    fence   rw, rw
    la      a1, hart_start_record
    ld      t0, START_SATP(a1)
    beqz    t0, 1f
    ld      t0, START_HART(a1)
    beq     t0, a0, secondary_start
1:  wfi
    j       1b

// Other harts: a0 = hart id, a1 = physical address of their struct hart_start_record.
    .globl secondary_start
    .balign 4
secondary_start:
    csrw    sie, zero
    csrw    sscratch, zero
    ld      t1, START_SATP(a1)
    ld      tp, START_CPU(a1)
    ld      sp, START_STACK_TOP(a1)
    ld      t2, START_ENTRY(a1)
    ld      t0, secondary_high_address
    csrw    stvec, t0
    sfence.vma
    csrw    satp, t1
    nop
    .balign 4
secondary_high:
    la      t0, trap_entry
    csrw    stvec, t0
    mv      gp, zero
    jr      t2

    .section .data.boot_claim, "aw"
    .balign 4
boot_claim:                             // 1 once the boot hart has come by; not in .bss, which that hart clears
    .word   0

    .section .bss.boot_stack, "aw", @nobits
    .balign 16
boot_stack:
    .skip   8192
boot_stack_top:
