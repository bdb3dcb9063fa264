// SPDX-License-Identifier: Apache-2.0
// The pages that a process pays for: its memory objects, page tables and message pages. Asked before they are taken.
// Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/error.h"

struct process;

// A null payer: nobody pays. Errors: ENOMEM (it would be more than the process may have).
ABI_MUST_USE enum abi_error quota_take_pages(struct process *payer, uint32_t count);

// The pages are given back; more than were taken is a panic.
void quota_give_pages(struct process *payer, uint32_t count);

// A page, all zero, that the process pays for. Errors: ENOMEM; nothing was paid then. Locks: FRAMES, inside.
ABI_MUST_USE enum abi_error quota_take_zeroed_page(struct process *payer, uint64_t *physical);
void quota_give_page(struct process *payer, uint64_t physical);
