// SPDX-License-Identifier: Apache-2.0
// Lives of the attacker, one after the other.
#pragma once

#include <stdint.h>

struct attack_plan {
    uint64_t seed;
    uint32_t witness;     // endpoint, as witness_begin returned it
    uint32_t supervisor;  // endpoint, as fault_desk_begin returned it
};

struct attack_sums {
    uint64_t calls;
    uint64_t lives;
    uint64_t kills;  // lives that ended because nothing moved any more
};

// One life: a process, its threads, and its end, by itself or by the judge. Fails the trial when something does not come back.
void attack_live(const struct attack_plan *plan, struct attack_sums *sums);
