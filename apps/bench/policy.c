// SPDX-License-Identifier: Apache-2.0
// Who gets how much of a hart. Numbers come from tasks that count rounds of the same length, so they are parts of what the tasks
// got together; what the kernel and the task that looks took is nobody's.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/crew.h"
#include "apps/bench/measure.h"
#include "apps/bench/scheduling.h"

enum policy_constants {
    SHARES_LOW = 100,
    SHARES_HIGH = 300,
    RATIO = SHARES_HIGH / SHARES_LOW,
    WINDOWS = 100,
    WINDOW_MICROSECONDS = 100000,
    SECOND_MICROSECONDS = 1000000,
    PER_MILLE = 1000,
    PER_MILLION = 1000000,
    SLEEPERS = 64,
    SLEEP_MICROSECONDS = 10000,
    SLEEPERS_MICROSECONDS = 5000000,
    WINDOW_IDLE_MICROSECONDS = 8000,  // of deadlines in class Idle
    BEGIN_MICROSECONDS = 1000,        // in which a task has raised its class
};

static uint64_t one_result;

static bool sample_result(uint64_t *count) {
    *count = one_result;
    return true;
}

// A row with one sample, measured before.
static void print_result(const char *name, const char *qualifier, const char *unit, uint64_t result) {
    one_result = result;
    const struct measure_row row = {
        .name = name, .qualifier = qualifier, .unit = unit, .samples = 1, .sample = sample_result};
    measure_row(&row);
}

static uint64_t read_time(void) {
    uint64_t ticks;
    __asm__ volatile("rdtime %0" : "=r"(ticks) : : "memory");
    return ticks;
}

// Counts rounds, and notes for how long it did not run. Nearly all of a round are instructions that do nothing.
static void spin(struct crew_member *member) {
    uint64_t rounds = 0;
    uint64_t gap = 0;
    if (!crew_has_counters()) {
        return;
    }
    for (uint64_t last = read_time(); crew_goes_on();) {
        __asm__ volatile(".rept 1000\n nop\n .endr" : : : "memory");
        uint64_t now = read_time();
        gap = now - last > gap ? now - last : gap;
        last = now;
        atomic_store_explicit(&member->rounds, ++rounds, memory_order_relaxed);
        atomic_store_explicit(&member->gap, gap, memory_order_relaxed);
    }
}

static void spin_in_bursts(struct crew_member *member) {
    if (nexus_task_set_class(0, ABI_CLASS_PERF_BURST, nexus_boot()->sched_setqos) == ABI_OK) {
        spin(member);
    }
}

static uint64_t rounds_of(const struct crew *crew) {
    return atomic_load_explicit(&crew->members[0].rounds, memory_order_relaxed);
}

static struct crew spinner(enum abi_class class_, uint32_t shares, uint32_t cpu) {
    return (struct crew){.count = 1, .run = spin, .class_ = class_, .shares = shares, .harts = UINT64_C(1) << cpu};
}

static void end_both(const struct crew *one, const struct crew *other) {
    crew_dismiss();
    crew_join(one);
    crew_join(other);
}

static uint64_t part(uint64_t one, uint64_t other, uint64_t of) {
    return one * of / (one + other);
}

// How far the ratio of what two tasks got is from that of their shares.
static uint64_t ratio_error(uint64_t low, uint64_t high, uint64_t of) {
    uint64_t due = low * RATIO;
    measure_require("time for both", low != 0 ? ABI_OK : ABI_EIO);
    return (due > high ? due - high : high - due) * of / due;
}

void rows_of_shares(uint32_t cpu) {
    struct crew low = spinner(ABI_CLASS_NORMAL, SHARES_LOW, cpu);
    struct crew high = spinner(ABI_CLASS_NORMAL, SHARES_HIGH, cpu);
    crew_start(&low);
    crew_start(&high);
    measure_sleep(WINDOW_MICROSECONDS);
    const uint64_t first_low = rounds_of(&low);
    const uint64_t first_high = rounds_of(&high);
    const uint64_t begin = nexus_clock_read();
    uint64_t last_low = first_low;
    uint64_t last_high = first_high;
    uint64_t worst = 0;
    for (uint64_t window = 1; window <= WINDOWS; window++) {
        measure_sleep_until(begin + measure_microseconds(window * WINDOW_MICROSECONDS));
        uint64_t now_low = rounds_of(&low);
        uint64_t now_high = rounds_of(&high);
        uint64_t error = ratio_error(now_low - last_low, now_high - last_high, PER_MILLION);
        worst = error > worst ? error : worst;
        last_low = now_low;
        last_high = now_high;
    }
    uint64_t error = ratio_error(last_low - first_low, last_high - first_high, PER_MILLION);
    end_both(&low, &high);
    print_result("shares_error", "seconds=10", "ppm", error);
    print_result("shares_error", "milliseconds=100", "ppm", worst);
}

// One second of a lower class and of a higher one.
static void measure_class_order(uint32_t cpu) {
    struct crew lower = spinner(ABI_CLASS_IDLE, ABI_SHARES_DEFAULT, cpu);
    struct crew higher = spinner(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT, cpu);
    crew_start(&lower);
    crew_start(&higher);
    measure_sleep(SECOND_MICROSECONDS);
    uint64_t permille = part(rounds_of(&lower), rounds_of(&higher), PER_MILLE);
    uint64_t gap = atomic_load_explicit(&lower.members[0].gap, memory_order_relaxed);
    end_both(&lower, &higher);
    print_result("lower_class_part", NULL, "permille", permille);
    print_result("lower_class_wait", NULL, "microseconds", gap / measure_microseconds(1));
}

// One second of a task that would like to run at PerfBurst all the time, beside one of class Interactive.
static void measure_burst(uint32_t cpu) {
    struct crew burst = spinner(ABI_CLASS_NORMAL, ABI_SHARES_DEFAULT, cpu);
    struct crew other = spinner(ABI_CLASS_INTERACTIVE, ABI_SHARES_DEFAULT, cpu);
    burst.run = spin_in_bursts;
    crew_start(&burst);
    measure_sleep(BEGIN_MICROSECONDS);
    crew_start(&other);
    uint64_t before = rounds_of(&burst);
    measure_sleep(SECOND_MICROSECONDS);
    uint64_t permille = part(rounds_of(&burst) - before, rounds_of(&other), PER_MILLE);
    end_both(&burst, &other);
    print_result("burst_part", NULL, "permille", permille);
}

void rows_of_classes(uint32_t cpu) {
    measure_class_order(cpu);
    measure_burst(cpu);
}

// --- timer_interrupts

static uint32_t nobody;  // notification: nobody signals it
static _Atomic uint64_t common_deadline;

static uint64_t interrupts(void) {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < measure_harts(); cpu++) {
        struct abi_hart_statistics statistics = {0};
        measure_require("hart_statistics", nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics));
        sum += statistics.ticks;
    }
    return sum;
}

// Of all harts; without the one that ends this task's sleep.
static uint64_t interrupts_in(uint64_t microseconds) {
    uint64_t before = interrupts();
    measure_sleep(microseconds);
    return interrupts() - before - 1;
}

// Without the clock: its deadlines have the window of its class.
static void sleep_again_and_again(struct crew_member *member) {
    (void)member;
    while (crew_goes_on()) {
        uint64_t bits = 0;
        (void)!nexus_notification_wait(nobody, nexus_clock_read() + measure_microseconds(SLEEP_MICROSECONDS), &bits);
    }
}

static void sleep_once(struct crew_member *member) {
    uint64_t bits = 0;
    uint64_t own = measure_microseconds(1) * (uint64_t)member->id % measure_microseconds(WINDOW_IDLE_MICROSECONDS);
    (void)!nexus_notification_wait(nobody, atomic_load_explicit(&common_deadline, memory_order_relaxed) + own, &bits);
}

static struct crew sleepers(void (*run)(struct crew_member *)) {
    return (struct crew){.count = SLEEPERS,
                         .run = run,
                         .class_ = ABI_CLASS_IDLE,
                         .shares = ABI_SHARES_DEFAULT,
                         .harts = (UINT64_C(1) << measure_harts()) - 1};
}

static uint64_t count_for_sleepers(void) {
    struct crew crew = sleepers(sleep_again_and_again);
    crew_start(&crew);
    measure_sleep(SLEEP_MICROSECONDS);
    uint64_t count = interrupts_in(SLEEPERS_MICROSECONDS);
    crew_dismiss();
    crew_join(&crew);
    return count;
}

// Each has a deadline of its own, and all deadlines lie between two ends of windows.
static uint64_t count_for_one_window(void) {
    enum { WINDOWS_AHEAD = 4 };
    uint64_t window = measure_microseconds(WINDOW_IDLE_MICROSECONDS);
    uint64_t deadline = (nexus_clock_read() / window + WINDOWS_AHEAD) * window + 1;
    atomic_store_explicit(&common_deadline, deadline, memory_order_relaxed);
    struct crew crew = sleepers(sleep_once);
    crew_start(&crew);
    measure_sleep_until(deadline - window / 2);
    uint64_t count = interrupts_in(2 * WINDOW_IDLE_MICROSECONDS);
    crew_join(&crew);
    return count;
}

void rows_of_timer_interrupts(void) {
    measure_require("notification_create", nexus_notification_create(&nobody));
    const uint64_t idle = interrupts_in(SLEEPERS_MICROSECONDS);
    print_result("timer_interrupts", "sleepers=0", "interrupts", idle);
    print_result("timer_interrupts", "sleepers=64", "interrupts", count_for_sleepers());
    print_result("timer_interrupts", "windows=1", "interrupts", count_for_one_window());
    measure_require("capability_close", nexus_capability_close(nobody));
}
