// SPDX-License-Identifier: Apache-2.0
// Where a program begins: with sp, a0 (address of its start record, or 0) and a1 (its message page); every other register is zero.
    .section .text.start, "ax"
    .globl _start
_start:
    j       nexus_begin
