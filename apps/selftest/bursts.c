// SPDX-License-Identifier: Apache-2.0
// PerfBurst lasts as long as its budget, also inside a server; and a task that is alone on its hart is not interrupted.
#include "libs/nexus/nexus.h"
#include "apps/selftest/contest.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum burst_constants {
    BURSTING = 0,
    OTHER = 1,
    SERVER = 2,
    SERVED_MS = 1,  // before the server waits for something, and until when it does
    SERVED_AGAIN_MS = 2,
    SERVED_UNTIL_MS = 7,
    AFTER_BURST_MS = 60,  // the budget was used up, and does not come back so soon
    AGAINST_ABOVE_MS = 130,
    AGAINST_EQUAL_MS = 50,
    SERVING_MS = 30,
};

static uint32_t endpoint;
static uint32_t never;  // notification that nobody signals

static uint64_t microseconds(uint64_t ticks) {
    return ticks * 1000 / contest_millisecond();
}

// Time that a contestant got between two times of the contest.
static uint64_t received(uint32_t who, uint64_t from_ms, uint64_t until_ms) {
    const struct contest_log *log = contest_log();
    uint64_t from = contest.begin + from_ms * contest_millisecond();
    uint64_t until = contest.begin + until_ms * contest_millisecond();
    uint64_t sum = 0;
    for (uint32_t i = 0; i < log->count; i++) {
        const struct contest_stretch *stretch = &log->stretches[i];
        uint64_t begin = stretch->begin > from ? stretch->begin : from;
        uint64_t end = stretch->end < until ? stretch->end : until;
        sum += stretch->who == who && begin < end ? end - begin - stretch->held : 0;
    }
    return microseconds(sum);
}

static void prepare(uint32_t harts, uint32_t count, uint64_t milliseconds, enum abi_class other) {
    contest_prepare(harts, count, milliseconds);
    contest.members[BURSTING].base_class = ABI_CLASS_PERF_BURST;
    contest.members[OTHER].base_class = other;
}

// Past its budget it waits behind a higher class, until the budget comes back; it takes turns with its equals.
void prove_burst_budget(uint32_t harts) {
    uint64_t first = 0;
    uint64_t second = 0;
    uint64_t as_normal = 0;
    prepare(harts, OTHER + 1, AGAINST_ABOVE_MS, ABI_CLASS_INTERACTIVE);
    if (contest_run()) {
        first = received(BURSTING, 0, AFTER_BURST_MS);
        second = received(BURSTING, AFTER_BURST_MS, AGAINST_ABOVE_MS);
    }
    prepare(harts, OTHER + 1, AGAINST_EQUAL_MS, ABI_CLASS_NORMAL);
    if (contest_run()) {
        as_normal = received(BURSTING, 0, AGAINST_EQUAL_MS);
    }
    emit(MARKER_perfburst_budget, "first_us=%u second_us=%u as_normal_us=%u", (unsigned)first, (unsigned)second,
         (unsigned)as_normal);
}

static void call_first(struct contestant *self) {
    struct nexus_message message = {.words = {0}};
    if (nexus_ipc_call(endpoint, &message) == ABI_OK) {
        contest_work(self, contest.end);
    }
}

static void wait_for_call(struct contestant *self) {
    (void)self;
    struct nexus_message message;
    (void)!nexus_ipc_receive(endpoint, &message);
}

// In the turn of its caller, and in one of its own.
static void serve_slowly(struct contestant *self) {
    const struct nexus_message answer = {.words = {0}};
    uint64_t bits = 0;
    contest_work(self, contest.begin + SERVED_MS * contest_millisecond());
    (void)!nexus_notification_wait(never, contest.begin + SERVED_AGAIN_MS * contest_millisecond(), &bits);
    contest_work(self, contest.begin + SERVED_UNTIL_MS * contest_millisecond());
    (void)!nexus_ipc_reply(&answer);
}

// What the server used is gone for its caller.
void prove_burst_of_server(uint32_t harts) {
    uint64_t served = 0;
    uint64_t own = 0;
    prepare(harts, SERVER + 1, SERVING_MS, ABI_CLASS_INTERACTIVE);
    contest.members[BURSTING].act = call_first;
    contest.members[SERVER].wait = wait_for_call;
    contest.members[SERVER].act = serve_slowly;
    bool is_ready = nexus_endpoint_create(&endpoint) == ABI_OK && nexus_notification_create(&never) == ABI_OK;
    if (is_ready && contest_run()) {
        served = received(SERVER, 0, SERVING_MS);
        own = received(BURSTING, 0, SERVING_MS);
    }
    (void)!nexus_capability_close(endpoint);
    (void)!nexus_capability_close(never);
    emit(MARKER_perfburst_server, "served_us=%u own_us=%u both_us=%u", (unsigned)served, (unsigned)own,
         (unsigned)(served + own));
}

enum tickless_constants { ALONE_MS = 50, TOGETHER_MS = 20 };

static uint64_t ticks_alone;

static void work_alone(struct contestant *self) {
    uint64_t before = contest_statistics().ticks;
    contest_work(self, contest.end);
    ticks_alone = contest_statistics().ticks - before;
}

void prove_tickless(uint32_t harts) {
    contest_prepare(harts, 1, ALONE_MS);
    contest.members[0].act = work_alone;
    ticks_alone = UINT64_MAX;
    bool ran = contest_run();
    contest_prepare(harts, 2, TOGETHER_MS);
    uint64_t before = contest_statistics().ticks;
    ran = contest_run() && ran;
    uint64_t together = contest_statistics().ticks - before;
    emit(MARKER_tickless, "ran=%u alone=%u together=%u turns=%u", ran ? 1U : 0U, (unsigned)ticks_alone,
         (unsigned)together, (unsigned)contest_log()->count);
}
