// SPDX-License-Identifier: Apache-2.0
// Contract: attack_call.h. Every register that the kernel must not keep holds something when it is entered.
    .equ    SAVED_PATTERN, 0x5aa50000  // ATTACK_SAVED_PATTERN
    .equ    FRAME_BYTES, 128
    .equ    FRAME_RESULT, 104
    .equ    FRAME_S0, 112
    .equ    RESULT_T, 64
    .equ    RESULT_S, 120
    .equ    RESULT_GP, 216
    .equ    RESULT_TP, 224

    .text
    .globl attack_call
attack_call:
    addi    sp, sp, -FRAME_BYTES
    sd      ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd      s\n, 8 * (\n + 1)(sp)
    li      s\n, SAVED_PATTERN + \n
    .endr
    sd      a1, FRAME_RESULT(sp)
    mv      t6, a0
    .irp n, 0,1,2,3,4,5
    li      t\n, -1
    .endr
    .irp n, 0,1,2,3,4,5,6,7
    ld      a\n, 8 * \n(t6)
    .endr
    li      t6, -1
    ecall
    sd      s0, FRAME_S0(sp)
    ld      s0, FRAME_RESULT(sp)
    .irp n, 0,1,2,3,4,5,6,7
    sd      a\n, 8 * \n(s0)
    .endr
    .irp n, 0,1,2,3,4,5,6
    sd      t\n, RESULT_T + 8 * \n(s0)
    .endr
    ld      t0, FRAME_S0(sp)
    sd      t0, RESULT_S(s0)
    .irp n, 1,2,3,4,5,6,7,8,9,10,11
    sd      s\n, RESULT_S + 8 * \n(s0)
    .endr
    sd      gp, RESULT_GP(s0)
    sd      tp, RESULT_TP(s0)
    ld      ra, 0(sp)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld      s\n, 8 * (\n + 1)(sp)
    .endr
    addi    sp, sp, FRAME_BYTES
    ret

    .globl attack_stray_task
attack_stray_task:
    li      a0, 0
    li      a7, 2  // ABI_SYS_TASK_EXIT
    ecall
    unimp
