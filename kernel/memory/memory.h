// SPDX-License-Identifier: Apache-2.0
// Physical memory: which frames there are, and reaching them.
// Locks: FRAMES, inside. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "kernel/boot/devicetree.h"

// Takes stock of the machine's memory: everything the device tree lists, minus what it reserves, minus the kernel image,
// the device tree itself and the boot archive. Errors: ENOMEM, ENOSPC (memory is cut into too many pieces).
// Context of these three: boot hart, once in this order, before other harts run.
ABI_MUST_USE enum abi_error memory_init(const struct boot_info *boot, struct physical_range devicetree);

// Whole pages in a row, for good; what they hold is undefined. As often as needed. Errors: EINVAL (0 bytes), ENOMEM.
ABI_MUST_USE enum abi_error memory_carve(uint64_t bytes, uint64_t *physical);

// From now on there are page frames, and nothing is carved any more.
void memory_start(void);

// One page frame; its contents are undefined. Errors: ENOMEM.
ABI_MUST_USE enum abi_error memory_take_page(uint64_t *physical);

// One page frame, all zero. Errors: ENOMEM.
ABI_MUST_USE enum abi_error memory_take_zeroed_page(uint64_t *physical);

// Gives back what memory_take_page or memory_take_zeroed_page gave; anything else is a panic.
void memory_give_page(uint64_t physical);

// Page frames by their number in this machine, which 32 bits are enough for.
uint32_t memory_frame_number(uint64_t physical);
uint64_t memory_frame_physical(uint32_t number);

uint64_t memory_free_bytes(void);
uint64_t memory_total_bytes(void);

// Where physical memory is in the kernel's direct map. Device registers are not reached this way.
void *memory_at(uint64_t physical);
