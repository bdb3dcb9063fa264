// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/contest.h"

#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"

enum contest_details {
    STARTER = CONTESTANTS_MAX,  // of the crew, behind the contestants
    WORK_STEPS = 400,           // between two looks
    PER_SECOND = 1000,
    LOOKS_PER_MILLISECOND = PER_SECOND / CONTEST_LOOK_MICROSECONDS,
};

struct contest contest;

// Whoever looked last: exchanged by the contestants (relaxed: it orders nothing, and they are on one hart).
static _Atomic uint32_t last_looker;

static uint64_t millisecond;  // written before the contestants start

uint64_t contest_millisecond(void) {
    return millisecond;
}

struct abi_hart_statistics contest_statistics(void) {
    struct abi_hart_statistics statistics = {0};
    uint32_t cpu = (uint32_t)__builtin_ctzll(contest.harts);
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
    return statistics;
}

void contest_prepare(uint32_t hart_count, uint32_t count, uint64_t milliseconds) {
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    millisecond = info.timebase_hz / PER_SECOND;
    memset(&contest, 0, sizeof(contest));
    atomic_store_explicit(&last_looker, 0, memory_order_relaxed);
    contest.count = count;
    contest.milliseconds = milliseconds;
    contest.harts = UINT64_C(1) << (hart_count - 1);
    for (uint32_t i = 0; i < count; i++) {
        contest.members[i].base_class = ABI_CLASS_NORMAL;
        contest.members[i].shares = ABI_SHARES_DEFAULT;
    }
}

static void note(struct contestant *self, uint64_t time) {
    if (!self->has_open_turn) {
        if (self->turn_count == CONTEST_TURNS_MAX) {
            return;
        }
        self->turns[self->turn_count++] = (struct contest_turn){.begin = time, .end = time};
        self->has_open_turn = true;
    }
    struct contest_turn *turn = &self->turns[self->turn_count - 1];
    if (time - turn->end > millisecond / LOOKS_PER_MILLISECOND) {
        turn->held += time - turn->end;
    }
    turn->end = time;
}

// That nobody else has looked since the time of the last look makes that time sure.
static void look(struct contestant *self) {
    uint32_t number = (uint32_t)(self - contest.members) + 1;
    bool had_all_since = atomic_exchange_explicit(&last_looker, number, memory_order_relaxed) == number;
    if (had_all_since) {
        note(self, self->last_look);
    } else {
        self->has_open_turn = false;
    }
    self->last_look = contest_time();
}

void contest_work(struct contestant *self, uint64_t until) {
    do {
        for (uint32_t i = 0; i < WORK_STEPS; i++) {
            __asm__ volatile("");
        }
        look(self);
    } while (self->last_look < until);
}

static void compete(void *argument) {
    struct contestant *self = argument;
    const struct abi_boot *boot = nexus_boot();
    bool is_ready = nexus_clock_use(boot->clock) == ABI_OK &&
                    nexus_task_set_shares(0, self->shares, boot->sched_setshares) == ABI_OK &&
                    nexus_task_set_class(0, self->base_class, boot->sched_setqos) == ABI_OK;
    if (self->wait == NULL) {
        nexus_task_park();
    } else {
        self->wait(self);
    }
    if (is_ready && self->act == NULL) {
        contest_work(self, contest.end);
    } else if (is_ready) {
        self->act(self);
    }
}

// On their hart, above them: they are ready at the same time.
static void start_all(void *argument) {
    (void)argument;
    if (nexus_clock_use(nexus_boot()->clock) != ABI_OK ||
        nexus_task_set_class(0, ABI_CLASS_PERF_BURST, nexus_boot()->sched_setqos) != ABI_OK) {
        return;
    }
    contest.begin = contest_time();
    contest.end = contest.begin + contest.milliseconds * millisecond;
    for (uint32_t i = 0; i < contest.count; i++) {
        if (contest.members[i].wait == NULL) {
            (void)!nexus_task_unpark(crew_id(i));
        }
    }
}

bool contest_run(void) {
    uint32_t started = 0;
    while (started < contest.count && crew_start(started, compete, &contest.members[started], contest.harts)) {
        started++;
    }
    crew_settle_on(contest.harts);
    bool is_started = started == contest.count && crew_start(STARTER, start_all, NULL, contest.harts);
    if (is_started) {
        crew_join(STARTER);
    }
    for (uint32_t i = 0; i < started; i++) {
        if (is_started) {
            crew_join(i);
        } else {
            crew_kill(i);
        }
    }
    return is_started && contest.begin != 0;
}

// The next turn of all, after those that were taken: of the one that began first.
static uint32_t first_of(const uint32_t *taken) {
    uint32_t first = contest.count;
    for (uint32_t i = 0; i < contest.count; i++) {
        const struct contestant *member = &contest.members[i];
        if (taken[i] < member->turn_count && member->turns[taken[i]].begin < contest.end &&
            (first == contest.count ||
             member->turns[taken[i]].begin < contest.members[first].turns[taken[first]].begin)) {
            first = i;
        }
    }
    return first;
}

// Two turns of one contestant with nobody's between them are one.
static void add(struct contest_log *log, uint32_t who, const struct contest_turn *turn) {
    struct contest_stretch *last = log->count == 0 ? NULL : &log->stretches[log->count - 1];
    if (last != NULL) {
        uint64_t gap = turn->begin - last->end;
        last->held += gap > millisecond / LOOKS_PER_MILLISECOND ? gap : 0;
        last->end = turn->begin;
    }
    if (last == NULL || last->who != who) {
        last = &log->stretches[log->count++];
        *last = (struct contest_stretch){.who = who, .begin = turn->begin};
    }
    last->end = turn->end < contest.end ? turn->end : contest.end;
    last->held += turn->held;
}

const struct contest_log *contest_log(void) {
    static struct contest_log log;
    uint32_t taken[CONTESTANTS_MAX] = {0};
    log.count = 0;
    for (uint32_t who = first_of(taken); who < contest.count; who = first_of(taken)) {
        add(&log, who, &contest.members[who].turns[taken[who]++]);
    }
    if (log.count != 0) {
        log.stretches[log.count - 1].end = contest.end;
    }
    return &log;
}
