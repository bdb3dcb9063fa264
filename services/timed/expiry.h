// SPDX-License-Identifier: Apache-2.0
// The heap of timers, earliest expiry first. Private to timers.c.
#pragma once

#include "services/timed/timers.h"

#ifdef __cplusplus
extern "C" {
#endif

// The timer's expiry is set, and it is in no heap.
void expiry_insert(struct timers *timers, uint16_t timer);

// The timer is in the heap.
void expiry_remove(struct timers *timers, uint16_t timer);

#ifdef __cplusplus
}
#endif
