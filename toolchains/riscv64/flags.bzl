# SPDX-License-Identifier: Apache-2.0
"""Flags for RISC-V code, S-mode and U-mode, against picolibc."""

_PICOLIBC = "external/picolibc/usr/lib/picolibc/riscv64-unknown-elf/"

INCLUDE_DIRECTORIES = [
    "external/llvm/usr/lib/llvm-19/lib/clang/19/include",
    _PICOLIBC + "include",
]

_KERNEL_ABI = [
    "--target=riscv64-unknown-elf",
    # The kernel is integer only: user floating-point state is saved lazily (requirement B4).
    "-march=rv64imac_zicsr_zifencei",
    "-mabi=lp64",
    "-mcmodel=medany",
]

_USER_ABI = [
    "--target=riscv64-unknown-elf",
    "-march=rv64gc",
    "-mabi=lp64d",
    "-mcmodel=medany",
]

_COMPILE = [
    # Neither the host's headers nor clang's guess at a GCC installation: these two folders and no others.
    "-nostdinc",
    "-isystem" + INCLUDE_DIRECTORIES[0],
    "-isystem" + INCLUDE_DIRECTORIES[1],
    "-O2",
    "-g",
    "-fno-pic",
    "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables",
    "-ffunction-sections",
    "-fdata-sections",
]

_LINK = [
    "-static",
    "-nostdlib",
    "-Wl,--gc-sections",
    "-Wl,--build-id=none",
    "-Wl,-z,noexecstack",
    "-Wl,--fatal-warnings",
]

KERNEL_COMPILE_FLAGS = _KERNEL_ABI + _COMPILE + [
    # Link-time optimization makes the arch seam (headers resolved at link time) cost nothing.
    "-flto",
    # Small is what stays in the instruction cache. What is executed all the time asks for speed itself (kernel/build_defs.bzl).
    "-Oz",
    # A table of jumps is longer than the comparisons of the kernel's short switches.
    "-fno-jump-tables",
]

KERNEL_LINK_FLAGS = _KERNEL_ABI + _LINK + [
    "-flto",
    "-O2",
    # What an instruction counts for when the inliner weighs a call, 5 by itself: beyond this, copies cost more room than they save calls.
    "-Wl,-mllvm,-inline-instr-cost=8",
    "-L" + _PICOLIBC + "lib/release/rv64imac/lp64",
    # The C library's printf without floating point.
    "-Wl,--defsym=vfprintf=__i_vfprintf",
    "-lc",
]

USER_COMPILE_FLAGS = _USER_ABI + _COMPILE

USER_LINK_FLAGS = _USER_ABI + _LINK + [
    # Text, read-only and writable data in segments of their own: no page is writable and executable.
    "-Wl,-z,separate-code",
    "-Wl,-z,max-page-size=4096",
    "-Wl,--image-base=0x10000",
    "-L" + _PICOLIBC + "lib/release/rv64imafdc/lp64d",
    "-lc",
    "-lm",
]
