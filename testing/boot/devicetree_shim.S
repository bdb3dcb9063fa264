# SPDX-License-Identifier: Apache-2.0
# Stands between firmware and kernel: hands the kernel a device tree of the test's choosing instead of the machine's.
# QEMU's loader device puts both into memory. a0, the hart id, is left as it is.
    .section .text.start, "ax"
    .globl _start
_start:
    li      a1, SHIM_DEVICETREE
    li      t0, SHIM_KERNEL
    jr      t0
