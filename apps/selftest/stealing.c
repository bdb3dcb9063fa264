// SPDX-License-Identifier: Apache-2.0
// A hart without work takes some of what waits on another one: so many and no more, not what is about to run there, not what may not
// run here, not too often.
//
// Everything is exact: hart 0 has nothing to do but this step, so it steals when the step waits; whoever is stolen keeps it busy, so that
// it steals once.
#include "apps/selftest/stealing.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum stealing_constants {
    ROUNDS = 3000,  // of work that is counted
    INTERVAL_MICROSECONDS = 1000,
    PAUSE_MICROSECONDS = 1200,  // longer than that
    LOOK_MICROSECONDS = 300,
    TRIES_MAX = 8,
    RUNNER = CREW_SIZE - 1,  // Normal, on the victim for good
};

static struct {
    uint32_t done;     // notification
    uint32_t awaited;  // written before any of them can run
    // The step writes (release), the threads read (acquire).
    _Atomic uint32_t go;
    _Atomic uint32_t stop;
    // Each is written by one thread (relaxed), and read by the step after it was joined, or as a hint.
    _Atomic uint32_t rounds[CREW_SIZE];
    _Atomic uint32_t finished;
} scene;

// --- What the steps share

bool stealing_allow(uint32_t number, uint64_t harts) {
    uint32_t task = 0;
    bool is_done =
        nexus_task_open(0, crew_id(number), &task) == ABI_OK &&
        nexus_task_set_placement(task, ABI_PLACEMENT_HARTS, harts, nexus_boot()->sched_setaffinity) == ABI_OK;
    (void)!nexus_capability_close(task);
    return is_done;
}

void stealing_start_at(uint32_t class_value) {
    (void)!nexus_task_set_class(0, (enum abi_class)class_value, nexus_boot()->sched_setqos);
}

uint64_t stealing_ticks(uint64_t microseconds) {
    enum { MICROSECONDS = 1000000 };
    struct abi_machine_info info = {0};
    (void)!nexus_machine_info(nexus_boot()->stats_read, &info);
    return info.timebase_hz * microseconds / MICROSECONDS;
}

void stealing_leave_hart(uint64_t microseconds) {
    uint32_t silent = 0;
    uint64_t bits = 0;
    if (nexus_notification_create(&silent) == ABI_OK) {
        (void)!nexus_notification_wait(silent, nexus_clock_read() + stealing_ticks(microseconds), &bits);
        (void)!nexus_capability_close(silent);
    }
}

void stealing_keep_hart(uint64_t microseconds) {
    for (uint64_t end = nexus_clock_read() + stealing_ticks(microseconds); nexus_clock_read() < end;) {
        nexus_task_yield();
    }
}

static struct abi_hart_statistics statistics_of(uint32_t cpu) {
    struct abi_hart_statistics statistics = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
    return statistics;
}

uint64_t stealing_attempts(void) {
    return statistics_of(STAGE_HART).steal_attempts;
}

uint64_t stealing_taken(void) {
    return statistics_of(STAGE_HART).steals;
}

// Of the step's own task; written before any of the others starts.
static uint32_t stage;

void stealing_begin(void) {
    (void)!nexus_task_open(0, nexus_task_self(), &stage);
}

void stealing_end(void) {
    (void)!nexus_capability_close(stage);
}

void stealing_be_fair(uint32_t *turn) {
    enum { TURNS = 1 << 15 };
    // The step stays where it is; no hart goes on before all have looked.
    if (++*turn % TURNS == 0) {
        (void)!nexus_task_set_placement(stage, ABI_PLACEMENT_HARTS, STAGE_HARTS, nexus_boot()->sched_setaffinity);
    }
}

static void reset(void) {
    atomic_store_explicit(&scene.go, 0, memory_order_relaxed);
    atomic_store_explicit(&scene.stop, 0, memory_order_relaxed);
    atomic_store_explicit(&scene.finished, 0, memory_order_relaxed);
    for (uint32_t i = 0; i < CREW_SIZE; i++) {
        atomic_store_explicit(&scene.rounds[i], 0, memory_order_relaxed);
    }
}

static void count_round(uint32_t number) {
    atomic_fetch_add_explicit(&scene.rounds[number], 1, memory_order_relaxed);
}

static uint32_t rounds_of(uint32_t number) {
    return atomic_load_explicit(&scene.rounds[number], memory_order_relaxed);
}

// Busy until the step says so.
static void be_busy(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    uint32_t turn = 0;
    while (atomic_load_explicit(&scene.stop, memory_order_acquire) == 0) {
        count_round(number);
        stealing_be_fair(&turn);
    }
}

static bool start_on_victim(uint32_t number, void (*entry)(void *)) {
    return crew_start(number, entry, (void *)(uintptr_t)number, victim_harts());
}

static void wait_for_round(uint32_t number) {
    enum { YIELDS_MAX = 100000 };
    uint32_t before = rounds_of(number);
    for (uint32_t i = 0; i < YIELDS_MAX && rounds_of(number) == before; i++) {
        nexus_task_yield();
    }
}

static void stop_all(uint32_t count) {
    atomic_store_explicit(&scene.stop, 1, memory_order_release);
    for (uint32_t i = 0; i < count; i++) {
        crew_join(i);
    }
}

// --- Work stealing

// Waits without giving up its hart; then does its work, once.
static void work(void *argument) {
    uint32_t number = (uint32_t)(uintptr_t)argument;
    uint32_t turn = 0;
    while (atomic_load_explicit(&scene.go, memory_order_acquire) == 0) {
        stealing_be_fair(&turn);
    }
    for (uint32_t i = 0; i < ROUNDS; i++) {
        count_round(number);
    }
    atomic_fetch_add_explicit(&scene.finished, 1, memory_order_relaxed);
}

// So many tasks of the victim may run on either hart, and one of them runs there.
static bool offer(uint32_t count, void (*entry)(void *)) {
    bool is_done = true;
    for (uint32_t i = 0; i < count; i++) {
        is_done = is_done && start_on_victim(i, entry);
    }
    for (uint32_t i = 0; i < count; i++) {
        is_done = is_done && stealing_allow(i, both_harts());
    }
    stealing_keep_hart(PAUSE_MICROSECONDS);
    return is_done;
}

static uint64_t steals_of_both(void) {
    return statistics_of(STAGE_HART).steals + statistics_of(crew_last_hart()).steals;
}

void prove_work_stealing(uint32_t harts) {
    (void)harts;
    enum { TASKS = 6 };
    stealing_begin();
    reset();
    uint32_t ready = offer(TASKS, work) ? TASKS : 0;
    uint64_t before = steals_of_both();
    uint64_t own = stealing_taken();
    stealing_leave_hart(LOOK_MICROSECONDS);
    uint64_t first = stealing_taken() - own;
    atomic_store_explicit(&scene.go, 1, memory_order_release);
    for (uint32_t i = 0; i < TASKS; i++) {
        crew_join(i);
    }
    uint64_t rounds = 0;
    for (uint32_t i = 0; i < TASKS; i++) {
        rounds += rounds_of(i);
    }
    emit(MARKER_work_stealing, "ready=%u first=%u stolen=%u finished=%u rounds=%u", (unsigned)ready, (unsigned)first,
         (unsigned)(steals_of_both() - before), (unsigned)atomic_load_explicit(&scene.finished, memory_order_relaxed),
         (unsigned)rounds);
}

// Of that many on the victim, one of which runs.
static void take_of(uint32_t count, uint64_t expected, struct tally *tally) {
    reset();
    (void)tally_expect(tally, offer(count, be_busy), true);
    uint64_t before = stealing_taken();
    stealing_leave_hart(LOOK_MICROSECONDS);
    (void)tally_expect(tally, stealing_taken() - before, expected);
    stop_all(count);
}

void prove_steal_bound(uint32_t harts) {
    (void)harts;
    static const struct {
        uint32_t count;
        uint32_t taken;
    } cases[] = {{1, 0}, {2, 1}, {3, 1}, {4, 2}, {7, 3}, {8, 4}, {9, 4}, {12, 4}};
    struct tally tally = {0};
    for (uint32_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        take_of(cases[i].count, cases[i].taken, &tally);
    }
    emit(MARKER_test_reject_steal_above_bound, "%s", tally_text(&tally));
}

// --- Which tasks

void prove_steal_affinity(uint32_t harts) {
    (void)harts;
    enum { TASKS = 5 };
    uint32_t ready = 0;
    uint32_t elsewhere = 0;
    reset();
    for (uint32_t i = 0; i < TASKS; i++) {
        ready += start_on_victim(i, be_busy) ? 1 : 0;
    }
    stealing_keep_hart(PAUSE_MICROSECONDS);
    uint64_t attempts = stealing_attempts();
    uint64_t taken = stealing_taken();
    stealing_leave_hart(3 * PAUSE_MICROSECONDS);
    attempts = stealing_attempts() - attempts;
    taken = stealing_taken() - taken;
    for (uint32_t i = 0; i < TASKS; i++) {
        uint32_t task = 0;
        struct abi_task_info info = {0};
        if (nexus_task_open(0, crew_id(i), &task) != ABI_OK ||
            nexus_task_info(task, nexus_boot()->stats_read, &info) != ABI_OK || info.cpu != crew_last_hart()) {
            elsewhere++;
        }
        (void)!nexus_capability_close(task);
    }
    stop_all(TASKS);
    emit(MARKER_test_reject_steal_outside_affinity, "ready=%u attempts=%u taken=%u elsewhere=%u", (unsigned)ready,
         (unsigned)attempts, (unsigned)taken, (unsigned)elsewhere);
}

// Idle tasks behind a Normal one wait on the victim as long as these steps take.
static bool begin_waiting_line(void) {
    reset();
    bool is_done = start_on_victim(RUNNER, be_busy);
    wait_for_round(RUNNER);
    return is_done;
}

static void end_waiting_line(void) {
    atomic_store_explicit(&scene.stop, 1, memory_order_release);
    crew_join(RUNNER);
}

static void run_once(void *argument) {
    count_round((uint32_t)(uintptr_t)argument);
    if (atomic_fetch_add_explicit(&scene.finished, 1, memory_order_release) + 1 == scene.awaited) {
        (void)!nexus_notification_signal(scene.done, 1);
    }
}

// Until so many have finished; not so long that the victim would run them in the end.
static void wait_until_finished(uint32_t count) {
    enum { DONE_MICROSECONDS = 80000 };
    uint64_t bits = 0;
    scene.awaited = count;
    if (nexus_notification_create(&scene.done) == ABI_OK) {
        (void)!nexus_notification_wait(scene.done, nexus_clock_read() + stealing_ticks(DONE_MICROSECONDS), &bits);
        (void)!nexus_capability_close(scene.done);
    }
}

// The one that may be taken came first, so that it is due before all of those that may not. Returns how many were taken.
static uint64_t take_past_others(uint32_t *its_rounds) {
    enum { TASKS = 5 };
    bool is_ready = begin_waiting_line();
    stealing_start_at(ABI_CLASS_IDLE);
    is_ready = is_ready && start_on_victim(0, run_once) && stealing_allow(0, both_harts());
    for (uint32_t i = 1; i < TASKS; i++) {
        is_ready = is_ready && start_on_victim(i, run_once);
    }
    stealing_start_at(ABI_CLASS_NORMAL);
    stealing_keep_hart(PAUSE_MICROSECONDS);
    uint64_t taken = stealing_taken();
    wait_until_finished(1);
    taken = stealing_taken() - taken;
    *its_rounds = rounds_of(0);
    end_waiting_line();
    stop_all(TASKS);
    return is_ready ? taken : 0;
}

// An emulator may keep this hart without a turn until the victim has run those that wait: then once more.
void prove_steal_skips(uint32_t harts) {
    (void)harts;
    uint64_t taken = 0;
    uint32_t its_rounds = 0;
    for (uint32_t i = 0; i < TRIES_MAX && taken == 0; i++) {
        taken = take_past_others(&its_rounds);
    }
    emit(MARKER_steal_rejected_head_skipped, "taken=%u its_rounds=%u", (unsigned)taken, (unsigned)its_rounds);
}

// --- How often

struct pace {
    uint64_t before;  // time of the record before the last attempt's first one
    uint64_t least;   // ticks between an attempt and the next one, not less
    uint64_t last;    // time of the last record
    uint8_t event;    // of the last record that tells of the scheduler's own work
    uint32_t seen;    // attempts that took something
};

// A record is written after what it tells of; so what came before a theft is not later than the attempt, and the theft not earlier.
static void look_at(struct pace *pace, const struct abi_trace_record *record) {
    bool goes_on = pace->event == ABI_TRACE_STEAL || pace->event == ABI_TRACE_WAKE || pace->event == ABI_TRACE_MIGRATE;
    if (record->event == ABI_TRACE_STEAL && !goes_on) {
        if (pace->seen++ != 0 && record->time - pace->before < pace->least) {
            pace->least = record->time - pace->before;
        }
        pace->before = pace->last;
    }
    pace->last = record->time;
    pace->event = record->event;
}

static uint64_t next_position(void) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    uint64_t next = 0;
    uint32_t count = 0;
    while (nexus_trace_read(nexus_boot()->stats_read, STAGE_HART, next, records, ABI_TRACE_READ_MAX, &count) ==
               ABI_OK &&
           count != 0) {
        next = records[count - 1].position + 1;
    }
    return next;
}

static struct pace pace_since(uint64_t position) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    struct pace pace = {.least = UINT32_MAX};
    uint32_t count = 0;
    while (nexus_trace_read(nexus_boot()->stats_read, STAGE_HART, position, records, ABI_TRACE_READ_MAX, &count) ==
               ABI_OK &&
           count != 0) {
        for (uint32_t i = 0; i < count; i++) {
            look_at(&pace, &records[i]);
        }
        position = records[count - 1].position + 1;
    }
    return pace;
}

// Four that wait, and end as soon as they run: they are not taken all at once, since half is the most.
static struct pace take_in_turn(uint32_t *finished) {
    enum { TASKS = 4 };
    bool is_ready = begin_waiting_line();
    stealing_start_at(ABI_CLASS_IDLE);
    for (uint32_t i = 0; i < TASKS; i++) {
        is_ready = is_ready && start_on_victim(i, run_once) && stealing_allow(i, both_harts());
    }
    stealing_start_at(ABI_CLASS_NORMAL);
    stealing_keep_hart(PAUSE_MICROSECONDS);
    uint64_t position = next_position();
    (void)!nexus_trace_control(nexus_boot()->stats_read, true);
    wait_until_finished(TASKS);
    (void)!nexus_trace_control(nexus_boot()->stats_read, false);
    *finished = atomic_load_explicit(&scene.finished, memory_order_acquire);
    struct pace pace = pace_since(position);
    end_waiting_line();
    stop_all(TASKS);
    return pace;
}

// As prove_steal_skips.
void prove_steal_interval(uint32_t harts) {
    (void)harts;
    struct pace pace = {.seen = 0};
    uint32_t finished = 0;
    for (uint32_t i = 0; i < TRIES_MAX && pace.seen < 2; i++) {
        pace = take_in_turn(&finished);
    }
    emit(MARKER_steal_interval, "attempts=%u finished=%u least=%u interval=%u", (unsigned)pace.seen, (unsigned)finished,
         (unsigned)pace.least, (unsigned)stealing_ticks(INTERVAL_MICROSECONDS));
}
