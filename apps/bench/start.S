// SPDX-License-Identifier: Apache-2.0
// The first user instruction reads the counter.
    .section .text.start, "ax"
    .globl _start
_start:
    rdinstret t1  // a0 and a1 are for nexus_begin
    la      t0, bench_first_instruction
    sd      t1, 0(t0)
    j       nexus_begin
