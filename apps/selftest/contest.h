// SPDX-License-Identifier: Apache-2.0
// Busy tasks that want the same hart, and who of them had it when. Each notes the times at which it was sure to be running: nobody else
// had run since it had looked before. What it does not know of is a moment at the ends of a turn.
// Units: time in ticks of the time base.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/machine.h"
#include "abi/object.h"

enum contest_limits {
    CONTESTANTS_MAX = 3,
    CONTEST_TURNS_MAX = 160,  // of one contestant
    CONTEST_STRETCHES_MAX = CONTESTANTS_MAX * CONTEST_TURNS_MAX,
    // A task that runs looks at the time more often than that, unless its hart was held up.
    CONTEST_LOOK_MICROSECONDS = 100,
};

struct contest_turn {
    uint64_t begin;
    uint64_t end;
    uint64_t held;  // in which the hart was held up: by the host, where harts run in parallel
};

struct contestant {
    enum abi_class base_class;
    uint32_t shares;
    // How it waits for the contest to begin; null: it is unparked. And what it does then; null: contest_work until the end.
    void (*wait)(struct contestant *self);
    void (*act)(struct contestant *self);
    uint32_t turn_count;
    struct contest_turn turns[CONTEST_TURNS_MAX];
    bool has_open_turn;  // its own, as the two below
    uint64_t last_look;
};

// The one that there is at a time.
struct contest {
    struct contestant members[CONTESTANTS_MAX];  // numbers of the crew
    uint32_t count;
    uint64_t harts;         // a set of one
    uint64_t milliseconds;  // how long it lasts
    uint64_t begin;         // when all were ready
    uint64_t end;
};

extern struct contest contest;

// Nothing is known of the last one any more. `hart_count`: of the machine. Tasks that are busy all the time keep away from the stage where
// they can.
void contest_prepare(uint32_t hart_count, uint32_t count, uint64_t milliseconds);

// Returns when all have ended. False: one could not be started. Context: the stage.
bool contest_run(void);

// For a contestant: is busy until that time.
void contest_work(struct contestant *self, uint64_t until);

// All that is known of who had the hart, in order: what a turn does not account for belongs to the turn before.
struct contest_stretch {
    uint32_t who;
    uint64_t begin;
    uint64_t end;
    uint64_t held;
};

struct contest_log {
    struct contest_stretch stretches[CONTEST_STRETCHES_MAX];
    uint32_t count;
};

// Up to the end of the contest. Valid until it is asked for again.
const struct contest_log *contest_log(void);

// Counters that the calling task may read (nexus_clock_use).
static inline uint64_t contest_time(void) {
    uint64_t time = 0;
    __asm__ volatile("rdtime %0" : "=r"(time));
    return time;
}

uint64_t contest_millisecond(void);

// Of the hart of the contest.
struct abi_hart_statistics contest_statistics(void);
