// SPDX-License-Identifier: Apache-2.0
// Entry from user mode and from the kernel itself, and the way back.
//
// While user code runs, sscratch holds the hart's struct cpu; while the kernel runs it holds zero and tp is the struct
// cpu, so user code never influences which hart the kernel thinks it is on. Interrupts are off in the kernel, so a
// trap from there is a fault.
//
// A system call is a function call: t0-t6, a2-a7 are dead across it and come back zero, and s0-s11 are saved only in
// case another task runs next; when the same task resumes they are still in place, as is gp, which the kernel never uses.
// Once a call has blocked its task, CPU_CURRENT is null: the saved state is whole, and may belong to another hart already.
//
// A call or an answer that finds its partner waiting goes to it in a straight line (kernel/ipc/fastpath.h): the words stay in
// a1-a6 from one task's ecall to the return of the other's.
#include "kernel/arch/riscv64/offsets.h"

    .macro for_saved_registers instruction, base
    \instruction    s0, FRAME_X(8)(\base)
    \instruction    s1, FRAME_X(9)(\base)
    \instruction    s2, FRAME_X(18)(\base)
    \instruction    s3, FRAME_X(19)(\base)
    \instruction    s4, FRAME_X(20)(\base)
    \instruction    s5, FRAME_X(21)(\base)
    \instruction    s6, FRAME_X(22)(\base)
    \instruction    s7, FRAME_X(23)(\base)
    \instruction    s8, FRAME_X(24)(\base)
    \instruction    s9, FRAME_X(25)(\base)
    \instruction    s10, FRAME_X(26)(\base)
    \instruction    s11, FRAME_X(27)(\base)
    .endm

    // All but t0, which serves as the base, and t1.
    .macro for_temporary_registers instruction, base
    \instruction    t2, FRAME_X(7)(\base)
    \instruction    a0, FRAME_X(10)(\base)
    \instruction    a1, FRAME_X(11)(\base)
    \instruction    a2, FRAME_X(12)(\base)
    \instruction    a3, FRAME_X(13)(\base)
    \instruction    a4, FRAME_X(14)(\base)
    \instruction    a5, FRAME_X(15)(\base)
    \instruction    a6, FRAME_X(16)(\base)
    \instruction    a7, FRAME_X(17)(\base)
    \instruction    t3, FRAME_X(28)(\base)
    \instruction    t4, FRAME_X(29)(\base)
    \instruction    t5, FRAME_X(30)(\base)
    \instruction    t6, FRAME_X(31)(\base)
    .endm

    .macro clear_dead_registers
    li      t0, 0
    li      t1, 0
    li      t2, 0
    li      t3, 0
    li      t4, 0
    li      t5, 0
    li      t6, 0
    li      a2, 0
    li      a3, 0
    li      a4, 0
    li      a5, 0
    li      a6, 0
    li      a7, 0
    .endm

    .text
    .balign 64
    .globl trap_entry
trap_entry:
    csrrw   tp, sscratch, tp
    beqz    tp, entry_from_kernel
    sd      t0, CPU_SCRATCH(tp)
    ld      t0, CPU_CURRENT(tp)
    sd      t1, FRAME_T1(t0)
    sd      sp, FRAME_SP(t0)
    csrr    t1, scause
    addi    t1, t1, -8                  // environment call from user mode
    bnez    t1, entry_interrupt_or_fault

    sd      ra, FRAME_RA(t0)
    for_saved_registers sd, t0
    csrr    t1, sepc
    addi    t1, t1, 4
    sd      t1, FRAME_PC(t0)
    csrrw   t1, sscratch, zero
    sd      t1, FRAME_TP(t0)
    sd      gp, FRAME_GP(t0)
    sd      zero, FRAME_KIND(t0)        // FRAME_CALL
    ld      sp, CPU_STACK_TOP(tp)
    li      t1, SYSTEM_CALL_SLOTS
    bgeu    a7, t1, unknown_call
    la      t1, system_call_table
    slli    t2, a7, 3
    add     t1, t1, t2
    ld      t1, 0(t1)
    jalr    t1                          // returns enum abi_error in a0, value in a1
call_exit:
    ld      t0, CPU_EXIT_WORK(tp)
    bnez    t0, call_exit_with_work
    ld      t0, CPU_CURRENT(tp)
    ld      t1, FRAME_PC(t0)
    csrw    sepc, t1
    csrw    sscratch, tp
    ld      ra, FRAME_RA(t0)
    ld      sp, FRAME_SP(t0)
    ld      tp, FRAME_TP(t0)
    clear_dead_registers
    sret

    // What system_call_table has for the two calls with a fast path.
    .globl ipc_call_entry
ipc_call_entry:
    sd      a0, CPU_SCRATCH(tp)
    jal     ipc_fast_call
    bnez    a0, leave_fast
    ld      a0, CPU_SCRATCH(tp)
    call    system_call_ipc_call
    j       call_exit

    .globl ipc_reply_receive_entry
ipc_reply_receive_entry:
    sd      a0, CPU_SCRATCH(tp)
    jal     ipc_fast_reply_receive
    bnez    a0, leave_fast
    ld      a0, CPU_SCRATCH(tp)
    call    system_call_ipc_reply_receive
    j       call_exit

    // a0 = the partner; a1-a6 = the words.
leave_fast:
    for_saved_registers ld, a0
    ld      gp, FRAME_GP(a0)
    ld      t1, FRAME_PC(a0)
    csrw    sepc, t1
    csrw    sscratch, tp
    ld      ra, FRAME_RA(a0)
    ld      sp, FRAME_SP(a0)
    ld      a7, FRAME_A7(a0)
    ld      t0, FRAME_T0(a0)
    ld      tp, FRAME_TP(a0)
    li      a0, 0
    li      t1, 0
    li      t2, 0
    li      t3, 0
    li      t4, 0
    li      t5, 0
    li      t6, 0
    sret

unknown_call:
    call    system_call_unknown
    j       call_exit

call_exit_with_work:
    ld      t0, CPU_CURRENT(tp)
    beqz    t0, leave_to_next_task      // blocked: the result is in the frame, or will be
    ld      t1, FRAME_KIND(t0)
    bnez    t1, leave_to_next_task      // the call will be repeated: a0 is an argument, not a result
    sd      a0, FRAME_A0(t0)
    sd      a1, FRAME_A1(t0)
    j       leave_to_next_task

entry_interrupt_or_fault:
    for_temporary_registers sd, t0
    for_saved_registers sd, t0
    sd      ra, FRAME_RA(t0)
    sd      gp, FRAME_GP(t0)
    ld      t1, CPU_SCRATCH(tp)
    sd      t1, FRAME_T0(t0)
    csrr    t1, sepc
    sd      t1, FRAME_PC(t0)
    csrrw   t1, sscratch, zero
    sd      t1, FRAME_TP(t0)
    li      t1, 1                       // FRAME_FULL
    sd      t1, FRAME_KIND(t0)
    ld      sp, CPU_STACK_TOP(tp)
    csrr    a0, scause
    csrr    a1, stval
    call    trap_from_user
    ld      t0, CPU_EXIT_WORK(tp)
    bnez    t0, leave_to_next_task
    ld      t0, CPU_CURRENT(tp)           // the same task: s0-s11 and gp are in place
    j       leave_full

// Entered at boot, when a hart goes looking for its first task, when a task has ended, and at every exit that may change the
// task.
    .globl leave_to_next_task
leave_to_next_task:
    ld      sp, CPU_STACK_TOP(tp)
    call    scheduler_leave             // a0 = the task to run
    mv      t0, a0
    for_saved_registers ld, t0
    ld      gp, FRAME_GP(t0)
    ld      t1, FRAME_KIND(t0)
    bnez    t1, leave_full
    ld      t1, FRAME_PC(t0)
    csrw    sepc, t1
    csrw    sscratch, tp
    ld      ra, FRAME_RA(t0)
    ld      sp, FRAME_SP(t0)
    ld      a0, FRAME_A0(t0)
    ld      a1, FRAME_A1(t0)
    ld      tp, FRAME_TP(t0)
    clear_dead_registers
    sret

leave_full:
    ld      t1, FRAME_PC(t0)
    csrw    sepc, t1
    csrw    sscratch, tp
    for_temporary_registers ld, t0
    ld      ra, FRAME_RA(t0)
    ld      sp, FRAME_SP(t0)
    ld      tp, FRAME_TP(t0)
    ld      t1, FRAME_T1(t0)
    ld      t0, FRAME_T0(t0)
    sret

// A fault in the kernel, on a stack of its own: the kernel stack may be what overflowed. tp is zero here and sscratch
// the struct cpu; swap them back.
entry_from_kernel:
    csrrw   tp, sscratch, tp
    sd      sp, CPU_SCRATCH(tp)
    ld      sp, CPU_IN_EMERGENCY(tp)
    bnez    sp, fault_in_fault
    li      sp, 1
    sd      sp, CPU_IN_EMERGENCY(tp)
    ld      sp, CPU_EMERGENCY_TOP(tp)
    addi    sp, sp, -KERNEL_FRAME_BYTES
    .irp    n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    sd      x\n, KERNEL_FRAME_X(\n)(sp)
    .endr
    ld      t0, CPU_SCRATCH(tp)
    sd      t0, KERNEL_FRAME_X(2)(sp)
    csrr    t0, sepc
    sd      t0, KERNEL_FRAME_PC(sp)
    mv      a0, sp
    csrr    a1, scause
    csrr    a2, stval
    call    trap_from_kernel            // returns only for a fault of a user copy, with the program counter to go on at
    csrw    sepc, a0
    sd      zero, CPU_IN_EMERGENCY(tp)
    .irp    n, 1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    ld      x\n, KERNEL_FRAME_X(\n)(sp)
    .endr
    ld      sp, KERNEL_FRAME_X(2)(sp)
    sret

// A fault while a fault was being reported: the report is broken off.
fault_in_fault:
    ld      sp, CPU_EMERGENCY_TOP(tp)
    csrr    a0, sepc
    call    panic_in_panic
    unimp
