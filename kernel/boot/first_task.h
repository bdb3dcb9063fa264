// SPDX-License-Identifier: Apache-2.0
// The first user program: the file "init" of the boot archive. The only program whose ELF file the kernel reads.
#pragma once

#include <stdint.h>

#include "kernel/boot/devicetree.h"
#include "kernel/task/task.h"

// Loads the program and makes its first task on this hart, ready to be woken. On any defect it prints what is wrong and
// ends the machine with ABI_EXIT_BOOT_REFUSED.
struct task *first_task_load(const struct boot_info *boot, struct cpu_id home);

// The boot hart's instruction counter at the kernel's first instruction, for benchmarks.
void first_task_set_entry_instructions(uint64_t instructions);
uint64_t first_task_entry_instructions(void);
