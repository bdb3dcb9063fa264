// SPDX-License-Identifier: Apache-2.0
// timed: who wakes with whom, how many one may have, and what becomes of those whose owner is gone.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/claim.h"
#include "apps/selftest/services/guest.h"
#include "apps/selftest/services/sprinter.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"
#include "services/timed/protocol.h"

enum timers_constants {
    SLEEPERS = 64,
    SLEEPER_STACK_BYTES = 4096,
    AHEAD_MILLISECONDS = 40,
    FAR_MILLISECONDS = 60000,
    IDLE_WINDOW_MILLISECONDS = 8,
    PATIENCE_MILLISECONDS = 400,
};

static uint64_t channel;             // of `bell`; written before threads start
static uint32_t bell;                // a notification that timed signals, a bit for each timer
static uint64_t due;                 // of the sleepers; written before they start
static _Atomic uint32_t registered;  // by sleepers that succeeded (release); the witness reads (acquire)

static enum abi_error ask_timed(const void *request, uint16_t bytes, struct ask_answer *answer) {
    return world_ask(world.timed, request, bytes, answer);
}

static enum abi_error register_timer(uint64_t bits, uint64_t deadline, uint64_t *timer) {
    const struct timed_register request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_REGISTER, .bytes = sizeof(request)},
        .channel = channel,
        .bits = bits,
        .deadline = deadline};
    struct ask_answer answer;
    enum abi_error error = ask_timed(&request, sizeof(request), &answer);
    if (error == ABI_OK) {
        *timer = answer.words[1];
    }
    return error;
}

static enum abi_error cancel_timer(uint64_t timer) {
    const struct timed_cancel request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_CANCEL, .bytes = sizeof(request)}, .timer = timer};
    struct ask_answer answer;
    return ask_timed(&request, sizeof(request), &answer);
}

struct timed_state {
    uint64_t of_task;
    uint64_t of_machine;
    uint64_t expiries;
    uint64_t wakeups;
};

static struct timed_state query(void) {
    const struct timed_query request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_QUERY, .bytes = sizeof(request)}};
    struct ask_answer answer;
    if (world_ask_with(world.timed, &request, sizeof(request), world.stats_read, &answer) != ABI_OK) {
        world_fail("timed does not tell how many timers there are", 0);
    }
    return (struct timed_state){.of_task = answer.words[1],
                                .of_machine = answer.words[3],
                                .expiries = answer.words[4],
                                .wakeups = answer.words[5]};
}

static void attach(void) {
    const struct timed_attach request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_ATTACH, .bytes = sizeof(request)}};
    const struct ask_question question = {.request = &request,
                                          .bytes = sizeof(request),
                                          .endpoint = world.timed,
                                          .milliseconds = ASK_PATIENCE_MILLISECONDS,
                                          .capability_rights = ABI_RIGHT_SEND};
    struct ask_question with = question;
    struct ask_answer answer;
    if (nexus_notification_create(&bell) != ABI_OK) {
        world_fail("no notification", 0);
    }
    with.capability = bell;
    enum abi_error error = ask(&with, &answer);
    if (error != ABI_OK) {
        world_fail("timed takes no notification", error);
    }
    channel = answer.words[1];
}

// One of many, of the class Idle: registers a timer of its own within the common window.
static void sleep_lightly(void *argument) {
    uint64_t number = (uint64_t)(uintptr_t)argument;
    uint64_t timer = 0;
    if (nexus_task_set_class(0, ABI_CLASS_IDLE, 0) == ABI_OK &&
        register_timer(UINT64_C(1) << number, due - number, &timer) == ABI_OK) {
        atomic_fetch_add_explicit(&registered, 1, memory_order_release);
    }
}

_Alignas(16) static uint8_t stacks[SLEEPERS][SLEEPER_STACK_BYTES];

static uint32_t start_sleepers(void) {
    uint32_t ids[SLEEPERS];
    uint32_t started = 0;
    while (started < SLEEPERS) {
        const struct nexus_thread_start start = {.entry = sleep_lightly,
                                                 .argument = (void *)(uintptr_t)started,
                                                 .stack = stacks[started],
                                                 .stack_bytes = SLEEPER_STACK_BYTES};
        if (nexus_thread_create(&start, &ids[started]) != ABI_OK) {
            break;
        }
        started++;
    }
    for (uint32_t i = 0; i < started; i++) {
        (void)!nexus_task_join(ids[i]);
    }
    return atomic_load_explicit(&registered, memory_order_acquire);
}

// Until all of them have rung, or nothing does any more. Returns which have.
static uint64_t collect(uint64_t wanted) {
    uint64_t rung = 0;
    uint64_t bits = 0;
    while (rung != wanted && nexus_notification_wait(bell, ask_deadline(PATIENCE_MILLISECONDS), &bits) == ABI_OK) {
        rung |= bits;
    }
    return rung;
}

// Timers of 64 tasks, each due at another tick of one window of their class: one wake-up. Three that are windows apart: three.
void prove_timers_coalesced(void) {
    attach();
    uint64_t window = nexus_ticks_per_second() * IDLE_WINDOW_MILLISECONDS / 1000;
    due = (ask_deadline(AHEAD_MILLISECONDS) / window + 1) * window;
    struct timed_state before = query();
    uint32_t sleepers = start_sleepers();
    uint64_t rung = collect(UINT64_MAX);
    bool is_early = nexus_clock_read() + nexus_ticks_per_second() * ABI_COARSE_CLOCK_MILLISECONDS / 1000 < due;
    struct timed_state after = query();
    uint64_t first = ask_deadline(AHEAD_MILLISECONDS);
    uint64_t timer = 0;
    uint32_t apart = 0;
    for (uint64_t i = 0; i < 3; i++) {
        apart += register_timer(UINT64_C(1) << i, first + i * 3 * window, &timer) == ABI_OK ? 1 : 0;
    }
    (void)collect(7);
    struct timed_state last = query();
    emit(MARKER_timed_coalesce, "sleepers=%u rung=%u early=%u expired=%u wakeups=%u apart=%u apart_wakeups=%u",
         sleepers, (unsigned)__builtin_popcountll(rung), is_early, (unsigned)(after.expiries - before.expiries),
         (unsigned)(after.wakeups - before.wakeups), apart, (unsigned)(last.wakeups - after.wakeups));
}

// What a task sees that claims to be of the class PerfBurst: registered timers, and its own class meanwhile.
struct claimed {
    uint32_t call;  // an endpoint where somebody waits meanwhile for an answer, or 0
    uint32_t registered;
    uint32_t class_;
};

// Of the class Idle. Who calls it lends it a higher one.
static void claim_a_burst(void *argument) {
    struct claimed *claimed = argument;
    const struct claim claim = {.timed = world.timed, .channel = channel, .class_ = ABI_CLASS_PERF_BURST};
    struct nexus_message message = {0};
    struct abi_task_info info = {0};
    if (nexus_task_set_class(0, ABI_CLASS_IDLE, 0) != ABI_OK ||
        (claimed->call != 0 && nexus_ipc_receive(claimed->call, &message) != ABI_OK)) {
        return;
    }
    claimed->registered = claim_register(&claim, claim_due());
    claimed->class_ = nexus_task_info(0, 0, &info) == ABI_OK ? info.class_ : UINT32_MAX;
    if (claimed->call != 0) {
        (void)!nexus_ipc_reply(&message);
    }
}

// Returns how many wake-ups its timers took.
static uint32_t let_claim(struct claimed *claimed) {
    const struct nexus_thread_start start = {
        .entry = claim_a_burst, .argument = claimed, .stack = stacks[0], .stack_bytes = SLEEPER_STACK_BYTES};
    struct timed_state before = query();
    struct nexus_message message = {0};
    uint32_t id = 0;
    if (nexus_thread_create(&start, &id) != ABI_OK) {
        return 0;
    }
    if (claimed->call != 0) {
        (void)!nexus_ipc_call(claimed->call, &message);
    }
    (void)!nexus_task_join(id);
    uint64_t bits = 0;
    while (query().expiries - before.expiries < claimed->registered &&
           nexus_notification_wait(bell, ask_deadline(PATIENCE_MILLISECONDS), &bits) == ABI_OK) {
    }
    return (uint32_t)(query().wakeups - before.wakeups);
}

// Whoever claims another class, lower or higher, has the one that was set; nor does it change for as long as a caller lends more.
void prove_class_in_payload(void) {
    struct claimed alone = {0};
    struct claimed called = {0};
    uint32_t alone_wakeups = let_claim(&alone);
    if (nexus_endpoint_create(&called.call) != ABI_OK) {
        world_fail("no endpoint", 0);
    }
    uint32_t called_wakeups = let_claim(&called);
    (void)!nexus_capability_close(called.call);
    uint64_t before = query().wakeups;
    uint32_t burst = world_run("sprinter", SPRINTER_CLAIM);
    emit(MARKER_test_reject_class_in_payload,
         "idle=%u class=%u idle_wakeups=%u lent=%u lent_class=%u lent_wakeups=%u burst=%u burst_wakeups=%u",
         alone.registered, alone.class_, alone_wakeups, called.registered, called.class_, called_wakeups, burst,
         (unsigned)(query().wakeups - before));
}

// The sprinter has the clock, and all classes; the marker is its own.
void prove_timers_on_time(void) {
    uint32_t failed = world_run("sprinter", SPRINTER_MEASURE);
    if (failed != 0) {
        world_fail("the sprinter measures nothing", failed);
    }
}

void prove_timer_limit(void) {
    uint64_t timers[TIMED_TIMERS_PER_TASK + 1];
    enum abi_error last = ABI_OK;
    uint32_t made = 0;
    uint64_t far = ask_deadline(FAR_MILLISECONDS);
    while (made < TIMED_TIMERS_PER_TASK && last == ABI_OK) {
        last = register_timer(1, far, &timers[made]);
        made += last == ABI_OK ? 1 : 0;
    }
    enum abi_error beyond = register_timer(1, far, &timers[TIMED_TIMERS_PER_TASK]);
    uint64_t live = query().of_task;
    // Of somebody else that is no business.
    uint32_t other = world_run_guest(GUEST_REGISTER_ONE);
    enum abi_error cancelled = cancel_timer(timers[0]);
    enum abi_error again = register_timer(1, far, &timers[0]);
    for (uint32_t i = 0; i < made; i++) {
        (void)cancel_timer(timers[i]);
    }
    emit(MARKER_test_reject_timer_registration_over_limit,
         "made=%u last=%u beyond=%u live=%u other=%u cancelled=%u again=%u left=%u", made, last, beyond, (unsigned)live,
         other, cancelled, again, (unsigned)query().of_task);
}

void prove_timers_forgotten(void) {
    struct timed_state before = query();
    uint32_t left = world_run_guest(GUEST_LEAVE_TIMERS);
    emit(MARKER_timers_forgotten, "before=%u failed=%u after=%u", (unsigned)before.of_machine, left,
         (unsigned)query().of_machine);
}
