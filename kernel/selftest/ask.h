// SPDX-License-Identifier: Apache-2.0
// Asking other harts to do something, and waiting for it with a watchdog in virtual time.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/percpu/cpu_id.h"
#include "kernel/selftest/marker.h"

struct cpu;

// What a hart does when it is pinged.
enum selftest_job {
    JOB_ANSWER,       // nothing else
    JOB_IDENTIFY,     // say who it is and whom it may write
    JOB_STALL,        // keep the mailbox unserved until ask_release
    JOB_ARM_TIMER,    // arm its own timer
    JOB_TAKE_FRAMES,  // take and give page frames
    JOB_LOOK,         // run the space of ladder_memory.c, and look at its page
    JOB_NUDGE,        // nudge another hart, once
    JOB_STORM,        // have every hart fetch anew and nudge another one, ASK_STORM_ROUNDS times
};

enum ask_storm { ASK_STORM_ROUNDS = 4 };

// What the harts of JOB_IDENTIFY found, and JOB_TAKE_FRAMES did. Written by each with fetch_add (release), read after its
// answer (acquire).
struct selftest_findings {
    _Atomic uint32_t own;
    _Atomic uint32_t foreign;
    _Atomic uint64_t stacks;  // one bit for each hart's stack slot
    _Atomic uint32_t rounds;
};
extern struct selftest_findings selftest_findings;

// Takes the watchdog's time and the rounds of the lock step from the kernel command line, if they are there.
void ask_init(const char *command_line);
uint64_t ask_watchdog_milliseconds(void);

// Another hart than this one; the machine has at least two.
struct cpu *ask_peer(void);

// Pings that a hart has answered, and waiting for one more than `before`. A ping that is sent without asking means JOB_ANSWER,
// and must be waited for before the next job is asked of anybody.
uint64_t ask_answers(const struct cpu *cpu);
void ask_wait_for_answer(const struct cpu *cpu, uint64_t before, enum marker marker);

// One hart does the job; returns when it has answered. A hart that does not is the failure of `marker`.
void ask_and_wait(struct cpu *cpu, enum selftest_job job, enum marker marker);

// Every other hart does the job, all at once; returns when all have answered.
void ask_all_others(enum selftest_job job, enum marker marker);

// This hart does the job itself.
void ask_self(enum selftest_job job);

// Every hart does JOB_STORM at the same time, this one too; returns when all have.
void ask_storm(enum marker marker);

// Asks, and returns as soon as the hart stalls.
void ask_stall(struct cpu *cpu, enum marker marker);
void ask_release(void);

// One round of waiting for something; fails `marker` when the watchdog's time since ask_watch has passed.
struct ask_watch {
    uint64_t deadline_ticks;
    uint32_t round;
};
struct ask_watch ask_watch(void);
void ask_wait_round(struct ask_watch *watch, enum marker marker, const char *what);

// Lets that much time pass while every other hart gets its turns. Units: milliseconds.
void ask_let_pass(uint32_t milliseconds);
