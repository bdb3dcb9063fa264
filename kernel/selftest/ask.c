// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/ask.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/boot/command_line.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/shootdown.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/ladder.h"
#include "kernel/selftest/selftest.h"
#include "kernel/timer/timer.h"

enum ask_constants {
    // Of virtual time; where harts run in parallel the clock is the host's, and "watchdog=MILLISECONDS" makes room for it.
    WATCHDOG_MILLISECONDS = 50,
    LOCK_ROUNDS = 4000,  // of all harts; "lock_rounds=NUMBER" where a lock that is handed over costs a turn of the host
    FRAMES_AT_ONCE = 2,
};

struct selftest_findings selftest_findings;

// Written once on the boot hart before the ladder begins.
static uint64_t watchdog_milliseconds = WATCHDOG_MILLISECONDS;
static uint64_t lock_rounds = LOCK_ROUNDS;

uint64_t ask_watchdog_milliseconds(void) {
    return watchdog_milliseconds;
}

void ask_init(const char *command_line) {
    (void)command_line_number(command_line, "watchdog", &watchdog_milliseconds);
    (void)command_line_number(command_line, "lock_rounds", &lock_rounds);
}

// Written by the boot hart before it pings (the mailbox orders it), read by the pinged hart.
static enum selftest_job current_job;

// Set by the stalling hart (release), read by the boot hart (acquire); and the other way round.
static _Atomic bool stalled;
static _Atomic bool released;

struct cpu *ask_peer(void) {
    return percpu_get((struct cpu_id){cpu_current()->id.value == 0 ? 1 : 0});
}

struct ask_watch ask_watch(void) {
    return (struct ask_watch){.deadline_ticks = time_now_ticks() + timer_rate_hz() * watchdog_milliseconds / 1000};
}

void ask_wait_round(struct ask_watch *watch, enum marker marker, const char *what) {
    spin_round(watch->round++);
    if (time_now_ticks() >= watch->deadline_ticks) {
        marker_fail(marker, what);
    }
}

void ask_let_pass(uint32_t milliseconds) {
    uint64_t deadline_ticks = time_now_ticks() + timer_rate_hz() * milliseconds / 1000;
    for (uint32_t round = 0; time_now_ticks() < deadline_ticks; round++) {
        spin_round(round);
    }
}

uint64_t ask_answers(const struct cpu *cpu) {
    return atomic_load_explicit(&cpu->pings_answered, memory_order_acquire);
}

void ask_wait_for_answer(const struct cpu *cpu, uint64_t before, enum marker marker) {
    struct ask_watch watch = ask_watch();
    while (ask_answers(cpu) == before) {
        ask_wait_round(&watch, marker, "a hart does not answer");
    }
}

static void ping(struct cpu *cpu, enum marker marker) {
    if (ipi_send(cpu->id, IPI_PING) != ABI_OK) {
        marker_fail(marker, "a ping was refused");
    }
}

void ask_and_wait(struct cpu *cpu, enum selftest_job job, enum marker marker) {
    uint64_t before = ask_answers(cpu);
    current_job = job;
    ping(cpu, marker);
    ask_wait_for_answer(cpu, before, marker);
    current_job = JOB_ANSWER;
}

// Whoever is asked may wait for this hart, if `serves`: then it answers.
static void wait_for_others(const uint64_t *before, bool serves, enum marker marker) {
    for (uint32_t number = 0; number < percpu_count(); number++) {
        const struct cpu *cpu = percpu_get((struct cpu_id){number});
        struct ask_watch watch = ask_watch();
        while (cpu != cpu_current() && ask_answers(cpu) == before[number]) {
            if (serves) {
                ipi_receive(cpu_current());
            }
            ask_wait_round(&watch, marker, "a hart does not answer");
        }
    }
    current_job = JOB_ANSWER;
}

static void ping_others(enum selftest_job job, uint64_t *before, enum marker marker) {
    current_job = job;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        struct cpu *cpu = percpu_get((struct cpu_id){number});
        before[number] = ask_answers(cpu);
        if (cpu != cpu_current()) {
            ping(cpu, marker);
        }
    }
}

void ask_all_others(enum selftest_job job, enum marker marker) {
    uint64_t before[ABI_HARTS_MAX];
    ping_others(job, before, marker);
    wait_for_others(before, false, marker);
}

void ask_storm(enum marker marker) {
    uint64_t before[ABI_HARTS_MAX];
    ping_others(JOB_STORM, before, marker);
    ask_self(JOB_STORM);
    wait_for_others(before, true, marker);
}

void ask_stall(struct cpu *cpu, enum marker marker) {
    atomic_store_explicit(&stalled, false, memory_order_relaxed);
    atomic_store_explicit(&released, false, memory_order_relaxed);
    current_job = JOB_STALL;
    ping(cpu, marker);
    struct ask_watch watch = ask_watch();
    while (!atomic_load_explicit(&stalled, memory_order_acquire)) {
        ask_wait_round(&watch, marker, "a hart does not stall");
    }
    current_job = JOB_ANSWER;
}

void ask_release(void) {
    atomic_store_explicit(&released, true, memory_order_release);
}

static void identify(struct cpu *cpu) {
    uint64_t stack_pointer = cpu_stack_pointer();
    for (uint32_t number = 0; number < percpu_count(); number++) {
        struct cpu *other = percpu_get((struct cpu_id){number});
        bool owner = percpu_is_owner(other);
        atomic_fetch_add_explicit(&selftest_findings.own, owner && other == cpu ? 1u : 0u, memory_order_release);
        atomic_fetch_add_explicit(&selftest_findings.foreign, owner && other != cpu ? 1u : 0u, memory_order_release);
        if (percpu_is_on_stack(other, stack_pointer)) {
            atomic_fetch_or_explicit(&selftest_findings.stacks, cpu_set_of(other->id).bits, memory_order_release);
        }
    }
}

static void stall(void) {
    atomic_store_explicit(&stalled, true, memory_order_release);
    for (uint32_t round = 0; !atomic_load_explicit(&released, memory_order_acquire); round++) {
        spin_round(round);
    }
}

// A few pauses, another number each time: else the end of a turn would meet every round at the same instruction.
static void pause_unevenly(uint32_t *state) {
    enum { LCG_FACTOR = 1664525, LCG_STEP = 1013904223, PAUSES_MAX = 97 };
    *state = *state * LCG_FACTOR + LCG_STEP;
    for (uint32_t i = (*state >> 16) % PAUSES_MAX; i > 0; i--) {
        cpu_pause();
    }
}

// Gives up the turn with frames in hand and without: a hart that is interrupted inside the allocator then finds it changed by
// the others, at another place under each schedule seed.
static void take_frames(void) {
    uint32_t pause_state = cpu_current()->id.value;
    uint32_t rounds = (uint32_t)(lock_rounds / percpu_count());
    for (uint32_t round = 0; round < rounds; round++) {
        uint64_t frames[FRAMES_AT_ONCE];
        uint32_t taken = 0;
        while (taken < FRAMES_AT_ONCE && memory_take_page(&frames[taken]) == ABI_OK) {
            taken++;
        }
        spin_end_turn();
        while (taken > 0) {
            memory_give_page(frames[--taken]);
        }
        pause_unevenly(&pause_state);
        spin_end_turn();
    }
    atomic_fetch_add_explicit(&selftest_findings.rounds, rounds, memory_order_release);
}

// The nudges of one round merge with what another hart waits for.
static void storm(void) {
    for (uint32_t round = 0; round < ASK_STORM_ROUNDS; round++) {
        ipi_nudge(ask_peer());
        shootdown_instructions();
    }
}

static void do_job(struct cpu *cpu, enum selftest_job job) {
    switch (job) {
        case JOB_IDENTIFY:
            identify(cpu);
            break;
        case JOB_STALL:
            stall();
            break;
        case JOB_ARM_TIMER:
            timer_set_slice(cpu, time_now_ticks() + timer_rate_hz() * ROUND_MILLISECONDS / 1000);
            break;
        case JOB_TAKE_FRAMES:
            take_frames();
            break;
        case JOB_LOOK:
            ladder_look(cpu);
            break;
        case JOB_NUDGE:
            ipi_nudge(ask_peer());
            break;
        case JOB_STORM:
            storm();
            break;
        case JOB_ANSWER:
        default:
            break;
    }
}

void ask_self(enum selftest_job job) {
    do_job(cpu_current(), job);
}

void selftest_answer(struct cpu *cpu) {
    do_job(cpu, current_job);
}
