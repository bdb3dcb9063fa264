// SPDX-License-Identifier: Apache-2.0
// The C environment. A program's own _start may come here too.
    .text
    .globl nexus_begin
nexus_begin:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    la      tp, nexus_thread_words
    call    nexus_run_main
    unimp
