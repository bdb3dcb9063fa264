// SPDX-License-Identifier: Apache-2.0
// The first user instruction reads the counter.
    .section .text.start, "ax"
    .globl _start
_start:
    rdinstret a0
    la      t0, bench_first_instruction
    sd      a0, 0(t0)
    j       nexus_begin
