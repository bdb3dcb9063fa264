// SPDX-License-Identifier: Apache-2.0
// Where the attacker's faults arrive: a thread of the judging program that has the faulting process ended.
#pragma once

#include <stdint.h>

// Starts the desk. Returns the endpoint to supervise with: kept until fault_desk_end.
uint32_t fault_desk_begin(void);

// Ends it, and returns how many faults it was told of.
uint64_t fault_desk_end(void);
