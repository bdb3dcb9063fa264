// SPDX-License-Identifier: Apache-2.0
// Copying between kernel and user memory: the only instructions of the kernel that touch user addresses, and the only
// place where SUM is set. A fault between user_copy_begin and user_copy_end continues at user_copy_fault.
    .text
    .balign 4
// a0 = to, a1 = from, a2 = bytes; returns a0 = 0, or 1 after a fault.
    .globl user_copy
user_copy:
    li      t0, 1 << 18
    csrs    sstatus, t0
    .globl user_copy_begin
user_copy_begin:
    or      t1, a0, a1
    or      t1, t1, a2
    andi    t1, t1, 7
    add     t2, a0, a2
    bnez    t1, 2f
1:  bgeu    a0, t2, user_copy_end
    ld      t3, 0(a1)
    sd      t3, 0(a0)
    addi    a1, a1, 8
    addi    a0, a0, 8
    j       1b
2:  bgeu    a0, t2, user_copy_end
    lbu     t3, 0(a1)
    sb      t3, 0(a0)
    addi    a1, a1, 1
    addi    a0, a0, 1
    j       2b
    .globl user_copy_end
user_copy_end:
    csrc    sstatus, t0
    li      a0, 0
    ret
    .globl user_copy_fault
user_copy_fault:
    li      t0, 1 << 18
    csrc    sstatus, t0
    li      a0, 1
    ret
