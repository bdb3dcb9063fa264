// SPDX-License-Identifier: Apache-2.0
// What a known piece of work costs in interrupts: a deadline that is reached costs one of the timer, one that is not costs none, and to wake
// who waits on an idle hart costs one of another hart; to wake an equal of those that are busy costs none.
//
// On each hart one task, each with one of another hart as its partner: a round is a deadline, a signal to the partner, and one from it.
// Under stress it is a call on the same hart too, and a change of a task that waits: these cost none.
#include <stdatomic.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/stealing.h"

enum budgets_constants {
    ROUNDS = 32,
    BOUND = ROUNDS + 2,  // interrupts of either kind, of each hart
    DEADLINE_MICROSECONDS = 20,
    FAR_MICROSECONDS = 10000000,
    WORKERS_MAX = 8,
    // Of the crew, under stress.
    SERVER_FIRST = WORKERS_MAX,  // of the first worker, on its hart
    SERVER_LAST,                 // of the last one
    SLEEPER,
    // Of the crew, for the second part.
    BUSY = 0,
    BUSY_TOO,
    EQUALS_FIRST,
    EQUALS = 8,
};

struct worker {
    uint32_t number;    // of its hart too
    uint32_t silent;    // notification that nobody signals
    uint32_t bell;      // and that its partner does
    uint64_t rung;      // what came and was not waited for
    uint32_t endpoint;  // of its server; 0: it has none
    uint32_t expired;
    uint32_t heard;
    uint32_t changed;
    uint32_t answered;
    struct abi_hart_statistics before;
    struct abi_hart_statistics after;
};

static struct {
    struct worker workers[WORKERS_MAX];
    uint32_t count;
    uint32_t sleeper;  // the task that waits; 0: it is not under stress
    // The step writes (release), the busy ones read (acquire).
    _Atomic bool is_over;
    // Of those that were woken (relaxed); read after they were joined.
    _Atomic uint32_t equals;
} scene;

static struct abi_hart_statistics statistics_of(uint32_t cpu) {
    struct abi_hart_statistics statistics = {0};
    (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
    return statistics;
}

// A round has one of two bits: the partner may be one round ahead.
static bool hear(struct worker *self, uint32_t round) {
    uint64_t wanted = UINT64_C(1) << (round % 2);
    uint64_t deadline = nexus_clock_read() + stealing_ticks(FAR_MICROSECONDS);
    while ((self->rung & wanted) == 0) {
        uint64_t bits = 0;
        if (nexus_notification_wait(self->bell, deadline, &bits) != ABI_OK) {
            return false;
        }
        self->rung |= bits;
    }
    self->rung &= ~wanted;
    return true;
}

static void do_more(struct worker *self, uint32_t round) {
    enum abi_class class_value = round % 2 == 0 ? ABI_CLASS_INTERACTIVE : ABI_CLASS_NORMAL;
    if (nexus_task_set_class(scene.sleeper, class_value, nexus_boot()->sched_setqos) == ABI_OK) {
        self->changed++;
    }
    struct nexus_message message = {.words = {round}};
    if (self->endpoint != 0 && nexus_ipc_call(self->endpoint, &message) == ABI_OK &&
        message.words[0] == ~(uint64_t)round) {
        self->answered++;
    }
    nexus_task_yield();
}

static void serve(void *argument) {
    const struct worker *client = argument;
    struct nexus_message message;
    for (uint32_t round = 0; round < ROUNDS && nexus_ipc_receive(client->endpoint, &message) == ABI_OK; round++) {
        message.words[0] = ~message.words[0];
        (void)!nexus_ipc_reply(&message);
    }
}

static void sleep_once(void *argument) {
    (void)argument;
    nexus_task_park();
}

static void work(void *argument) {
    struct worker *self = argument;
    uint32_t partner = self->number ^ 1;
    uint32_t bell = scene.workers[partner < scene.count ? partner : self->number].bell;
    (void)!nexus_clock_use(nexus_boot()->clock);
    uint64_t ticks = stealing_ticks(DEADLINE_MICROSECONDS);
    nexus_task_park();
    self->before = statistics_of(self->number);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint64_t bits = 0;
        uint64_t error = nexus_notification_wait(self->silent, nexus_clock_read() + ticks, &bits);
        self->expired += error == ABI_ETIMEDOUT ? 1 : 0;
        (void)!nexus_notification_signal(bell, UINT64_C(1) << (round % 2));
        self->heard += hear(self, round) ? 1 : 0;
        if (scene.sleeper != 0) {
            do_more(self, round);
        }
    }
    self->after = statistics_of(self->number);
}

static bool prepare(uint32_t harts) {
    bool is_ready = true;
    memset(&scene, 0, sizeof(scene));
    scene.count = harts < WORKERS_MAX ? harts : WORKERS_MAX;
    for (uint32_t i = 0; i < scene.count; i++) {
        struct worker *worker = &scene.workers[i];
        worker->number = i;
        is_ready = is_ready && nexus_notification_create(&worker->silent) == ABI_OK &&
                   nexus_notification_create(&worker->bell) == ABI_OK;
    }
    return is_ready;
}

static bool run_workers(void) {
    bool is_ready = true;
    for (uint32_t i = 0; i < scene.count && is_ready; i++) {
        is_ready = crew_start(i, work, &scene.workers[i], UINT64_C(1) << i);
    }
    if (!is_ready) {
        return false;
    }
    for (uint32_t i = 0; i < scene.count; i++) {
        crew_settle_on(UINT64_C(1) << i);
    }
    // Those of this hart last: they begin when this task waits.
    for (uint32_t i = scene.count; i > 0; i--) {
        (void)!nexus_task_unpark(crew_id(i - 1));
    }
    for (uint32_t i = 0; i < scene.count; i++) {
        crew_join(i);
    }
    return true;
}

static void close_bells(void) {
    for (uint32_t i = 0; i < scene.count; i++) {
        (void)!nexus_capability_close(scene.workers[i].silent);
        (void)!nexus_capability_close(scene.workers[i].bell);
    }
}

static void at_least(uint64_t *most, uint64_t value) {
    *most = value > *most ? value : *most;
}

void prove_timer_budget(uint32_t harts) {
    uint32_t expired = 0;
    uint64_t most = 0;
    bool is_ready = prepare(harts) && run_workers();
    for (uint32_t i = 0; i < scene.count && is_ready; i++) {
        const struct worker *worker = &scene.workers[i];
        expired += worker->expired;
        at_least(&most, worker->after.ticks - worker->before.ticks);
    }
    emit(MARKER_runtime_timer_budget, "expired=%u due=%u most=%u bound=%u", (unsigned)expired,
         (unsigned)(scene.count * ROUNDS), (unsigned)most, (unsigned)BOUND);
    close_bells();
}

static void be_busy(void *argument) {
    (void)argument;
    uint32_t turn = 0;
    while (!atomic_load_explicit(&scene.is_over, memory_order_acquire)) {
        stealing_be_fair(&turn);
    }
}

static void be_woken(void *argument) {
    (void)argument;
    nexus_task_park();
    atomic_fetch_add_explicit(&scene.equals, 1, memory_order_relaxed);
}

// On the last hart two that are busy, and their equals, which wait. Returns how many interrupts it costs to wake those.
static uint64_t wake_equals(void) {
    bool is_ready = true;
    stealing_begin();
    for (uint32_t i = 0; i < EQUALS; i++) {
        is_ready = is_ready && crew_start(EQUALS_FIRST + i, be_woken, NULL, victim_harts());
    }
    crew_settle_on(victim_harts());
    is_ready = is_ready && crew_start(BUSY, be_busy, NULL, victim_harts());
    is_ready = is_ready && crew_start(BUSY_TOO, be_busy, NULL, victim_harts());
    if (!is_ready) {
        return UINT64_MAX;
    }
    enum { UNTIL_BOTH_ARE_BUSY = 5000 };
    stealing_leave_hart(UNTIL_BOTH_ARE_BUSY);
    uint64_t before = statistics_of(STAGE_HART).ipis_sent;
    for (uint32_t i = 0; i < EQUALS; i++) {
        (void)!nexus_task_unpark(crew_id(EQUALS_FIRST + i));
    }
    uint64_t sent = statistics_of(STAGE_HART).ipis_sent - before;
    for (uint32_t i = 0; i < EQUALS; i++) {
        crew_join(EQUALS_FIRST + i);
    }
    atomic_store_explicit(&scene.is_over, true, memory_order_release);
    crew_join(BUSY);
    crew_join(BUSY_TOO);
    stealing_end();
    return sent;
}

void prove_ipi_budget(uint32_t harts) {
    uint32_t heard = 0;
    uint64_t sent = 0;
    uint64_t received = 0;
    bool is_ready = prepare(harts) && run_workers();
    for (uint32_t i = 0; i < scene.count && is_ready; i++) {
        const struct worker *worker = &scene.workers[i];
        heard += worker->heard;
        at_least(&sent, worker->after.ipis_sent - worker->before.ipis_sent);
        at_least(&received, worker->after.ipis_received - worker->before.ipis_received);
    }
    uint64_t for_equals = wake_equals();
    emit(MARKER_runtime_ipi_budget, "heard=%u due=%u sent=%u received=%u bound=%u equals=%u for_equals=%u",
         (unsigned)heard, (unsigned)(scene.count * ROUNDS), (unsigned)sent, (unsigned)received, (unsigned)BOUND,
         (unsigned)atomic_load_explicit(&scene.equals, memory_order_relaxed), (unsigned)for_equals);
    close_bells();
}

static bool start_server(uint32_t number, uint32_t worker) {
    struct worker *client = &scene.workers[worker];
    return nexus_endpoint_create(&client->endpoint) == ABI_OK &&
           crew_start(number, serve, client, UINT64_C(1) << worker);
}

static bool prepare_stress(uint32_t harts) {
    return prepare(harts) && start_server(SERVER_FIRST, 0) && start_server(SERVER_LAST, scene.count - 1) &&
           crew_start(SLEEPER, sleep_once, NULL, victim_harts()) &&
           nexus_task_open(0, crew_id(SLEEPER), &scene.sleeper) == ABI_OK;
}

static void end_stress(void) {
    crew_join(SERVER_FIRST);
    crew_join(SERVER_LAST);
    (void)!nexus_task_unpark(crew_id(SLEEPER));
    crew_join(SLEEPER);
    (void)!nexus_capability_close(scene.sleeper);
    (void)!nexus_capability_close(scene.workers[0].endpoint);
    (void)!nexus_capability_close(scene.workers[scene.count - 1].endpoint);
}

// All of it at once, on all harts: each piece is accounted for, and no hart has more interrupts than the pieces that need one. Where a task
// waits behind another one, a hart that idles may look once more for each deadline that it waits for.
void prove_runtime_stress(uint32_t harts) {
    struct worker sum = {0};
    uint64_t ticks = 0;
    uint64_t sent = 0;
    uint64_t received = 0;
    bool is_ready = prepare_stress(harts) && run_workers();
    for (uint32_t i = 0; i < scene.count && is_ready; i++) {
        const struct worker *worker = &scene.workers[i];
        sum.expired += worker->expired;
        sum.heard += worker->heard;
        sum.changed += worker->changed;
        sum.answered += worker->answered;
        at_least(&ticks, worker->after.ticks - worker->before.ticks);
        at_least(&sent, worker->after.ipis_sent - worker->before.ipis_sent);
        at_least(&received, worker->after.ipis_received - worker->before.ipis_received);
    }
    emit(MARKER_runtime_stress,
         "due=%u expired=%u heard=%u changed=%u answered=%u ticks=%u sent=%u received=%u bound=%u",
         (unsigned)(scene.count * ROUNDS), (unsigned)sum.expired, (unsigned)sum.heard, (unsigned)sum.changed,
         (unsigned)sum.answered, (unsigned)ticks, (unsigned)sent, (unsigned)received, (unsigned)BOUND);
    end_stress();
    close_bells();
}
