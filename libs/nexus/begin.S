// SPDX-License-Identifier: Apache-2.0
// The C environment of a program. A program's own _start may come here too, with a0, a1 and sp as the program got them.
    .equ    THREAD_BYTES, 32  // struct nexus_thread

    .text
    .globl nexus_begin
nexus_begin:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    mv      s0, a0
    mv      s1, a1
    mv      a0, sp
    call    nexus_thread_place
    addi    sp, a0, -THREAD_BYTES
    mv      tp, a0
    call    nexus_thread_fill
    mv      a0, s0
    mv      a1, s1
    call    nexus_run_main
    unimp
