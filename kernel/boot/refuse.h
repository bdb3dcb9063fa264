// SPDX-License-Identifier: Apache-2.0
// The machine, or what it was given to boot, is not something the kernel can run on: one clear line, and the end.
#pragma once

// Prints "KINIT: FAIL <reason>" and ends the machine with ABI_EXIT_BOOT_REFUSED. Context: boot hart, before user mode.
_Noreturn void boot_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
