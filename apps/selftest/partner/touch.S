// SPDX-License-Identifier: Apache-2.0
// Contract: touch.h. A counter that may not be read leaves what is in a0: zero.
    .option norvc
    .text

    .globl touch_read
touch_read:
    ld      a0, 0(a0)
    ret

    .globl touch_write
touch_write:
    sd      a1, 0(a0)
    ret

    .globl touch_execute
touch_execute:
    jr      a0

    .globl touch_landing
touch_landing:
    ret

    .globl touch_illegal
touch_illegal:
    .word   0xc0001073  // writes a counter that is read-only
    ret

    .globl touch_breakpoint
touch_breakpoint:
    ebreak
    ret

    .globl touch_atomic
touch_atomic:
    amoadd.w zero, zero, (a0)
    ret

    .globl touch_overflow
touch_overflow:
    addi    sp, sp, -16
    sd      sp, 0(sp)
    j       touch_overflow

    .globl touch_time
touch_time:
    li      a0, 0
    rdtime  a0
    ret

    .globl touch_cycle
touch_cycle:
    li      a0, 0
    rdcycle a0
    ret

    .globl touch_instret
touch_instret:
    li      a0, 0
    rdinstret a0
    ret
