// SPDX-License-Identifier: Apache-2.0
// An Interactive caller on this hart; on another one two servers of class Idle, and a Normal task that always wants to run.
//
// No clock: a witness of a lower class on the caller's hart runs when the caller waits, so what it writes says that the call has come as far
// as it can. Whoever competes asks for its hart again then, and gets it before the server if the class was not lent.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum across_crew {
    MIDDLE,       // serves callers, and calls END for them
    END,          // serves MIDDLE and the caller
    COMPETITOR,   // Normal, never waits while it competes
    SLOW_CLIENT,  // Idle: what it asks keeps MIDDLE and END at work
    WITNESS,      // on the caller's hart
};

enum question {
    QUICK = 1,
    SLOW,  // END lets the competitor go first in the middle of its work
};

enum across_constants {
    SERVER_HARTS = 1 << 1,
    YIELDS_MAX = 100000,
};

enum told { COMPETING = 1, COMPETED = 2 };

static struct {
    uint32_t to_middle;
    uint32_t to_end;
    uint32_t told;  // notification
    uint32_t sent_before;
    uint32_t served_before;
    // The witness writes (release), the competitor reads (acquire).
    _Atomic uint32_t calls_sent;
    // END writes (release), the competitor reads (acquire).
    _Atomic uint32_t served;
    // The competitor writes, and signals COMPETED.
    uint32_t overtaken;
} scene;

static void be_idle(void) {
    (void)!nexus_task_set_class(0, ABI_CLASS_IDLE, 0);
}

static void serve_middle(void *argument) {
    (void)argument;
    be_idle();
    struct nexus_message message;
    enum abi_error error = nexus_ipc_receive(scene.to_middle, &message);
    while (error == ABI_OK && nexus_ipc_call(scene.to_end, &message) == ABI_OK) {
        error = nexus_ipc_reply_receive(scene.to_middle, &message);
    }
}

static void serve_end(void *argument) {
    (void)argument;
    be_idle();
    struct nexus_message message;
    enum abi_error error = nexus_ipc_receive(scene.to_end, &message);
    while (error == ABI_OK) {
        if (message.words[0] == SLOW) {
            (void)!nexus_task_unpark(crew_id(COMPETITOR));
        }
        atomic_fetch_add_explicit(&scene.served, 1, memory_order_release);
        error = nexus_ipc_reply_receive(scene.to_end, &message);
    }
}

// Asks for the hart until the call is there, and once more.
static void compete(void *argument) {
    (void)argument;
    for (;;) {
        nexus_task_park();
        scene.sent_before = atomic_load_explicit(&scene.calls_sent, memory_order_relaxed);
        scene.served_before = atomic_load_explicit(&scene.served, memory_order_relaxed);
        (void)!nexus_notification_signal(scene.told, COMPETING);
        for (uint32_t i = 0; i < YIELDS_MAX; i++) {
            if (atomic_load_explicit(&scene.calls_sent, memory_order_acquire) != scene.sent_before) {
                break;
            }
            nexus_task_yield();
        }
        nexus_task_yield();
        uint32_t served = atomic_load_explicit(&scene.served, memory_order_acquire);
        scene.overtaken = served == scene.served_before ? 1 : 0;
        (void)!nexus_notification_signal(scene.told, COMPETED);
    }
}

static void ask_slowly(void *argument) {
    (void)argument;
    be_idle();
    struct nexus_message message = {.words = {SLOW}};
    (void)!nexus_ipc_call(scene.to_middle, &message);
}

static void witness_call(void *argument) {
    (void)argument;
    for (;;) {
        nexus_task_park();
        atomic_fetch_add_explicit(&scene.calls_sent, 1, memory_order_release);
    }
}

static void wait_for(uint64_t bits) {
    uint64_t seen = 0;
    uint64_t more = 0;
    while ((seen & bits) != bits && nexus_notification_wait(scene.told, ABI_DEADLINE_NEVER, &more) == ABI_OK) {
        seen |= more;
    }
}

// While the competitor competes. Returns 1 when it came before the server.
static uint32_t call_past_competitor(uint32_t endpoint, uint32_t *answers) {
    wait_for(COMPETING);
    (void)!nexus_task_unpark(crew_id(WITNESS));
    struct nexus_message message = {.words = {QUICK}};
    *answers += nexus_ipc_call(endpoint, &message) == ABI_OK ? 1 : 0;
    wait_for(COMPETED);
    return scene.overtaken;
}

static bool begin(void) {
    return nexus_endpoint_create(&scene.to_middle) == ABI_OK && nexus_endpoint_create(&scene.to_end) == ABI_OK &&
           nexus_notification_create(&scene.told) == ABI_OK && crew_start(MIDDLE, serve_middle, NULL, SERVER_HARTS) &&
           crew_start(END, serve_end, NULL, SERVER_HARTS) && crew_start(COMPETITOR, compete, NULL, SERVER_HARTS) &&
           crew_start(WITNESS, witness_call, NULL, STAGE_HARTS);
}

static void finish(void) {
    crew_kill(COMPETITOR);
    crew_kill(WITNESS);
    (void)!nexus_capability_close(scene.to_middle);
    (void)!nexus_capability_close(scene.to_end);
    crew_join(MIDDLE);
    crew_join(END);
    (void)!nexus_capability_close(scene.told);
}

static void settle(void) {
    crew_settle();
    crew_settle_on(SERVER_HARTS);
}

void prove_inheritance_across(uint32_t harts) {
    (void)harts;
    uint32_t answers = 0;
    if (begin()) {
        settle();
        enum abi_error raised = nexus_task_set_class(0, ABI_CLASS_INTERACTIVE, nexus_boot()->sched_setqos);
        (void)!nexus_task_unpark(crew_id(COMPETITOR));
        uint32_t overtaken = call_past_competitor(scene.to_end, &answers);
        // MIDDLE waits for END at class Idle when the call comes.
        settle();
        (void)!crew_start(SLOW_CLIENT, ask_slowly, NULL, SERVER_HARTS);
        uint32_t overtaken_in_chain = call_past_competitor(scene.to_middle, &answers);
        crew_join(SLOW_CLIENT);
        (void)!nexus_task_set_class(0, ABI_CLASS_NORMAL, 0);
        emit(MARKER_ipc_class_across_harts, "raised=%u overtaken=%u overtaken_in_chain=%u answers=%u served=%u",
             (unsigned)raised, (unsigned)overtaken, (unsigned)overtaken_in_chain, (unsigned)answers,
             (unsigned)atomic_load_explicit(&scene.served, memory_order_acquire));
    }
    finish();
}
