// SPDX-License-Identifier: Apache-2.0
// The rows of the benchmark's second program, which is about the scheduling policy. As rows.h.
#pragma once

#include <stdint.h>

// pick_next and wake beside many ready tasks.
void rows_of_ready_tasks(uint32_t cpu);

// steal from many ready tasks.
void rows_of_stealing(uint32_t victim, uint32_t thief);

// affinity_round_trip.
void rows_of_moving(uint32_t from, uint32_t to);

// shares_error over 10 seconds and in the worst window.
void rows_of_shares(uint32_t cpu);

// lower_class_part, lower_class_wait, burst_part.
void rows_of_classes(uint32_t cpu);

// timer_interrupts.
void rows_of_timer_interrupts(void);
