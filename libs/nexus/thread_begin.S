// SPDX-License-Identifier: Apache-2.0
// The C environment of a thread: nexus_thread_create made it, and passes tp as the argument.
    .text
    .globl nexus_thread_begin
nexus_thread_begin:
    .option push
    .option norelax
    la      gp, __global_pointer$
    .option pop
    mv      tp, a0
    mv      a0, a1
    call    nexus_run_thread
    unimp
