// SPDX-License-Identifier: Apache-2.0
// The kernel's half of every address space: image, direct map, stacks, device registers. All of its top-level entries
// exist before the first user space is made, so that user spaces copy them once.
// Context: boot hart, before other harts run.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/boot/devicetree.h"
#include "kernel/memory/page_table.h"

// Replaces the early map of all physical memory by the exact one: every memory range that is not reserved, without the
// kernel's own text and rodata, which therefore have no writable alias. Errors: ENOMEM, ENOSPC.
ABI_MUST_USE enum abi_error kernel_space_init(const struct boot_info *boot);

// Maps whole pages; the range must not be mapped yet. Errors: ENOMEM, EINVAL (flags, alignment, already mapped).
ABI_MUST_USE enum abi_error kernel_space_map(uint64_t address, uint64_t physical, uint64_t bytes, uint32_t flags);

// Maps device registers somewhere and returns where. Errors: ENOMEM, EINVAL.
ABI_MUST_USE enum abi_error kernel_space_map_device(struct physical_range registers, uint64_t *address);

// Installs one page in a table tree, making tables as needed. Errors: ENOMEM, EINVAL (already mapped, bad flags).
ABI_MUST_USE enum abi_error table_map(uint64_t root_physical, uint64_t address, uint64_t physical, uint32_t level,
                                      uint32_t flags);
