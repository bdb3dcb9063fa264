// SPDX-License-Identifier: Apache-2.0
// An Interactive caller, two servers of class Idle, and a Normal task that would like to run meanwhile: all on one hart.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"

enum inheritance_crew {
    MIDDLE,       // serves the caller, and calls END for it
    END,          // serves MIDDLE
    COMPETITOR,   // Normal
    SLOW_CLIENT,  // Idle: what it asks keeps END at work
};

enum question {
    QUICK = 1,
    SLOW,     // END wakes the caller in the middle of its work
    LOOK_ON,  // END looks at the competitor's turns when it has answered
};

static struct {
    uint32_t to_middle;
    uint32_t to_end;
    uint32_t midway;  // notification: END is in the middle of a slow answer
    uint32_t served_by_end;
    uint32_t turns_at_end;  // as END saw them after its answer
} scene;

// Turns that the competitor got: it adds (release), the caller reads (acquire).
static _Atomic uint32_t competitor_turns;

static uint32_t turns(void) {
    return atomic_load_explicit(&competitor_turns, memory_order_acquire);
}

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
            (void)!nexus_notification_signal(scene.midway, 1);
        }
        scene.served_by_end++;
        if (message.words[0] == LOOK_ON) {
            (void)!nexus_ipc_reply(&message);
            scene.turns_at_end = turns();
            error = nexus_ipc_receive(scene.to_end, &message);
        } else {
            error = nexus_ipc_reply_receive(scene.to_end, &message);
        }
    }
}

static void compete(void *argument) {
    (void)argument;
    for (;;) {
        nexus_task_park();
        atomic_fetch_add_explicit(&competitor_turns, 1, memory_order_release);
    }
}

static void ask_slowly(void *argument) {
    (void)argument;
    be_idle();
    struct nexus_message message = {.words = {SLOW}};
    (void)!nexus_ipc_call(scene.to_end, &message);
}

typedef enum abi_error ask(uint32_t endpoint, struct nexus_message *message);

// The call that never takes the kernel's fast path.
static enum abi_error ask_with_page(uint32_t endpoint, struct nexus_message *message) {
    page_fresh();
    return nexus_ipc_call_page(endpoint, message);
}

// Turns that the competitor got between being ready and the answer; UINT32_MAX: there was no answer.
static uint32_t call_past_competitor(uint32_t endpoint, ask *ask, enum question question) {
    uint32_t before = turns();
    (void)!nexus_task_unpark(crew_id(COMPETITOR));
    struct nexus_message message = {.words = {question}};
    enum abi_error error = ask(endpoint, &message);
    return error == ABI_OK ? turns() - before : UINT32_MAX;
}

// The server is at work for somebody else, at class Idle, when the call comes.
static uint32_t queue_past_competitor(void) {
    uint64_t bits = 0;
    if (!crew_start(SLOW_CLIENT, ask_slowly, NULL, STAGE_HARTS) ||
        nexus_notification_wait(scene.midway, ABI_DEADLINE_NEVER, &bits) != ABI_OK) {
        return UINT32_MAX;
    }
    uint32_t got = call_past_competitor(scene.to_end, nexus_ipc_call, QUICK);
    crew_join(SLOW_CLIENT);
    return got;
}

static bool begin(void) {
    return nexus_endpoint_create(&scene.to_middle) == ABI_OK && nexus_endpoint_create(&scene.to_end) == ABI_OK &&
           nexus_notification_create(&scene.midway) == ABI_OK && crew_start(MIDDLE, serve_middle, NULL, STAGE_HARTS) &&
           crew_start(END, serve_end, NULL, STAGE_HARTS) && crew_start(COMPETITOR, compete, NULL, STAGE_HARTS);
}

static void finish(void) {
    crew_kill(COMPETITOR);
    (void)!nexus_capability_close(scene.to_middle);
    (void)!nexus_capability_close(scene.to_end);
    crew_join(MIDDLE);
    crew_join(END);
    (void)!nexus_capability_close(scene.midway);
}

static enum abi_error raise_class(void) {
    return nexus_task_set_class(0, ABI_CLASS_INTERACTIVE, nexus_boot()->sched_setqos);
}

static void lower_class(void) {
    (void)!nexus_task_set_class(0, ABI_CLASS_NORMAL, 0);
    crew_settle();
}

// While it serves, and behind a server that it calls.
static void prove_lent(void) {
    enum abi_error raised = raise_class();
    uint32_t overtaken = call_past_competitor(scene.to_end, ask_with_page, QUICK);
    uint32_t overtaken_in_chain = call_past_competitor(scene.to_middle, nexus_ipc_call, QUICK);
    lower_class();
    emit(MARKER_qos_inheritance, "raised=%u overtaken=%u overtaken_in_chain=%u served=%u turns_after=%u",
         (unsigned)raised, (unsigned)overtaken, (unsigned)overtaken_in_chain, (unsigned)scene.served_by_end,
         (unsigned)turns());
}

// The competitor, which was ready all the time, comes before the server that has answered.
static void prove_given_back(void) {
    enum abi_error raised = raise_class();
    uint32_t before = turns();
    uint32_t overtaken = call_past_competitor(scene.to_end, nexus_ipc_call, LOOK_ON);
    lower_class();
    emit(MARKER_ipc_class_given_back, "raised=%u overtaken=%u before=%u at_end=%u", (unsigned)raised,
         (unsigned)overtaken, (unsigned)before, (unsigned)scene.turns_at_end);
}

static void prove_lent_from_queue(void) {
    enum abi_error raised = raise_class();
    uint32_t overtaken = queue_past_competitor();
    lower_class();
    emit(MARKER_ipc_queue_inheritance, "raised=%u overtaken=%u served=%u turns_after=%u", (unsigned)raised,
         (unsigned)overtaken, (unsigned)scene.served_by_end, (unsigned)turns());
}

void prove_inheritance(uint32_t harts) {
    (void)harts;
    if (begin()) {
        crew_settle();
        prove_lent();
        prove_given_back();
        prove_lent_from_queue();
    }
    finish();
}
