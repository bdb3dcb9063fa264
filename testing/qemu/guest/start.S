# SPDX-License-Identifier: Apache-2.0
# Entry from the firmware, in S-mode without paging: a stack, then C.
    .section .text.start, "ax"
    .globl _start
_start:
    la      sp, stack_top
    call    guest_main
1:  j       1b

    .bss
    .balign 16
    .space  4096
stack_top:
