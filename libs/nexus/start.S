// SPDX-License-Identifier: Apache-2.0
// Where a program begins: the kernel enters with sp set and every other register zero.
    .section .text.start, "ax"
    .globl _start
_start:
    j       nexus_begin
