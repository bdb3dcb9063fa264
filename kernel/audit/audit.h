// SPDX-License-Identifier: Apache-2.0
// The machine's audit: what was refused to whom, and what rarely happens. Kept in memory until somebody reads it.
// Locks: AUDIT, inside, which comes after all but that of the console's output. Context: kernel, interrupts off.
#pragma once

#include <stdint.h>

#include "abi/audit.h"

// Writes down one occurrence. What subject, first and second are is said in abi/audit.h.
void audit_record(enum abi_audit_kind kind, uint32_t subject, uint64_t first, uint32_t second);

// The same of a process: process_name tells its number.
void audit_record_of(uint32_t process, enum abi_audit_kind kind, uint32_t subject, uint64_t first, uint32_t second);

// As audit_ring_read.
uint32_t audit_read(uint64_t first_sequence, struct abi_audit_record *out, uint32_t count);
