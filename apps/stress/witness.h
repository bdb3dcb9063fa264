// SPDX-License-Identifier: Apache-2.0
// Reads what all harts write down, half of the time, while the workers work, and holds that against where its task may run. What it cannot read in
// time it counts.
#pragma once

#include <stdint.h>

#include "apps/stress/board.h"

struct witness {
    uint64_t looks;
    uint64_t records;  // that were read and tell where a task ran
    uint64_t judged;   // of them, with the task's harts known at that time
    uint64_t missed;   // records that were overwritten before they were read
    uint64_t positions[ABI_HARTS_MAX];
};

void witness_begin(struct witness *witness);

// Reads what is there. A task that ran where it may not ends the trial.
void witness_look(struct witness *witness, const struct stress_board *board);

// Fails when too little was judged for a verdict.
void witness_end(const struct witness *witness);
