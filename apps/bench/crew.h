// SPDX-License-Identifier: Apache-2.0
// Many tasks that do one thing until they are told to end, ready all at once. Their stacks are small and they have no thread-local
// memory: what they run calls neither stdio nor measure_require.
// Context: one thread, pinned, at crew_init's class; members do not run before that one waits.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/object.h"

enum crew_limits { CREW_MAX = 1001 };  // members of all crews together

struct crew_member {
    void (*run)(struct crew_member *);
    _Atomic uint64_t rounds;  // what it did; by itself, relaxed
    _Atomic uint64_t gap;     // the longest time in ticks that it did not run; by itself, relaxed
    uint32_t id;
};

struct crew {
    // What it is to be: before crew_start.
    uint32_t count;
    void (*run)(struct crew_member *);
    enum abi_class class_;  // not PerfBurst: a member gets there by itself
    uint32_t shares;        // of each
    uint64_t harts;         // set of cpus
    // For crew_start.
    struct crew_member *members;
};

// The class of the thread that starts crews: above what it measures. Once, by that thread.
void crew_init(void);

// When this returns all members are ready. A failure ends the benchmark.
void crew_start(struct crew *crew);

// Tells the members of all crews to end. crew_join waits for those of one.
void crew_dismiss(void);
void crew_join(const struct crew *crew);

// By a member. Shall it go on? Relaxed.
bool crew_goes_on(void);

// By a member that reads counters, before it does: its deadlines are precise from then on. False: it was refused.
bool crew_has_counters(void);
