// SPDX-License-Identifier: Apache-2.0
// The processes of the stress trial and what they share, in the hands of the coordinator. Whatever fails ends the trial.
#pragma once

#include <stdint.h>

#include "apps/stress/tally.h"
#include "apps/stress/witness.h"

struct crew_plan {
    uint64_t seed;
    uint64_t milliseconds;
    uint64_t patience_milliseconds;  // in which every wait of a healthy machine is over
};

// Makes everything and starts everybody.
void crew_begin(const struct crew_plan *plan);

// Lets them work for the time of the plan, and then until each has finished what it does and something more.
void crew_work(const struct crew_plan *plan, struct witness *witness);

// Stops everybody, clients first, reads what they counted, and gives everything back.
void crew_end(struct stress_tally *tally);
