// SPDX-License-Identifier: Apache-2.0
// Ends services in the middle of their work, a hundred times: execd first, with which it ends itself and is started again, then the others in
// turn, while clients ask them. Boot "services_restarts".
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"
#include "services/consoled/protocol.h"

enum breaker_constants {
    EXECD_ENDS = 10,
    OTHER_ENDS = 90,
    OTHERS = 4,
    CLIENT_STACK_BYTES = 4096,
    CLIENT_BURST = 4,
    RETURN_TRIES = 20,  // each as long as ASK_PATIENCE_MILLISECONDS at most
};

static uint32_t others[OTHERS];  // endpoints; written before the clients start

// What clients see: added to by them (relaxed), read when they have ended.
static _Atomic uint32_t answered;
static _Atomic bool is_over;  // set by the breaker (release), read by clients (acquire)

// No request, so every service answers it alike.
static enum abi_error ask_nonsense(uint32_t endpoint) {
    const struct wire_header nonsense = {.bytes = sizeof(nonsense)};
    struct ask_answer answer;
    return world_ask(endpoint, &nonsense, sizeof(nonsense), &answer);
}

static void be_client(void *argument) {
    uint32_t endpoint = others[(uintptr_t)argument];
    uint32_t nothing = 0;
    uint64_t bits = 0;
    if (nexus_notification_create(&nothing) != ABI_OK) {
        world_fail("no notification", 0);
    }
    while (!atomic_load_explicit(&is_over, memory_order_acquire)) {
        for (uint32_t i = 0; i < CLIENT_BURST; i++) {
            if (ask_nonsense(endpoint) == ABI_EINVAL) {
                atomic_fetch_add_explicit(&answered, 1, memory_order_relaxed);
            }
        }
        // Others have to run as well: an emulator that gives harts turns gives none behind one that is busy.
        (void)!nexus_notification_wait(nothing, ask_deadline(1), &bits);
    }
}

static void end_server(uint32_t endpoint) {
    uint64_t error = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_KILL_SERVER, endpoint, 0, 0).error;
    if (error != ABI_OK && error != ABI_EPIPE) {
        world_fail("a server cannot be ended", error);
    }
}

static bool comes_back(uint32_t endpoint) {
    for (uint32_t i = 0; i < RETURN_TRIES; i++) {
        if (ask_nonsense(endpoint) == ABI_EINVAL) {
            return true;
        }
    }
    return false;
}

static uint64_t free_bytes(void) {
    struct abi_machine_info info = {0};
    if (nexus_machine_info(world.stats_read, &info) != ABI_OK) {
        world_fail("the machine tells nothing", 0);
    }
    return info.memory_free_bytes;
}

// What one of its lives tells the next ones: a line of the log.
static void remember(uint64_t number) {
    struct auditd_log request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_LOG, .bytes = sizeof(request)}};
    (void)snprintf(request.text, sizeof(request.text), "%" PRIu64, number);
    struct ask_answer answer;
    if (world_ask(world.auditd, &request, sizeof(request), &answer) != ABI_OK) {
        world_fail("the log takes nothing", 0);
    }
}

static uint64_t recall(void) {
    const struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_READ_LOG, .bytes = sizeof(request)},
        .sender = AUDITD_ANY,
        .event = AUDITD_ANY};
    struct ask_answer answer;
    struct auditd_line line;
    if (world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer) != ABI_OK ||
        answer.words[1] == 0) {
        world_fail("the log has nothing", 0);
    }
    memcpy(&line, answer.data, sizeof(line));
    return strtoull(line.text, NULL, 10);
}

// How often execd has started it, itself included.
static uint32_t lives(void) {
    uint32_t count = 0;
    struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_QUERY, .bytes = sizeof(request)},
        .sender = AUDITD_ANY,
        .event = AUDIT_STARTED};
    struct ask_answer answer;
    do {
        if (world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer) != ABI_OK) {
            world_fail("the audit cannot be read", 0);
        }
        for (uint64_t i = 0; i < answer.words[1]; i++) {
            struct auditd_entry entry;
            memcpy(&entry, answer.data + i * sizeof(entry), sizeof(entry));
            count += entry.subject == world.own_recipe ? entry.count : 0;
        }
        request.position = answer.words[2];
    } while (answer.words[1] != 0);
    return count;
}

_Alignas(16) static uint8_t stacks[OTHERS][CLIENT_STACK_BYTES];

static void start_clients(uint32_t ids[OTHERS]) {
    for (uint32_t i = 0; i < OTHERS; i++) {
        const struct nexus_thread_start start = {.entry = be_client,
                                                 .argument = (void *)(uintptr_t)i,
                                                 .stack = stacks[i],
                                                 .stack_bytes = CLIENT_STACK_BYTES};
        if (nexus_thread_create(&start, &ids[i]) != ABI_OK) {
            world_fail("no client", i);
        }
    }
}

static void end_clients(const uint32_t ids[OTHERS]) {
    atomic_store_explicit(&is_over, true, memory_order_release);
    for (uint32_t i = 0; i < OTHERS; i++) {
        (void)!nexus_task_join(ids[i]);
    }
}

// Whether a consoled has said since the last time that it began: each does that before it answers anybody.
static bool has_begun(void) {
    uint64_t bits = 0;
    return nexus_notification_wait(nexus_start_handle("terminal"), 0, &bits) == ABI_OK && (bits & CONSOLED_BEGUN) != 0;
}

struct ends {
    uint32_t returned;
    uint32_t begun;  // of consoled
};

// Ends them in turn, and waits for those who come next.
static struct ends end_others(uint32_t count) {
    struct ends ends = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t endpoint = others[i % OTHERS];
        end_server(endpoint);
        ends.returned += comes_back(endpoint) ? 1 : 0;
        ends.begun += endpoint == world.consoled && has_begun() ? 1 : 0;
    }
    return ends;
}

// In pages, in either direction: how many tables a process needs depends on where the kernel puts its stack.
static uint32_t drift(uint64_t before, uint64_t after) {
    uint64_t bytes = before < after ? after - before : before - after;
    return (uint32_t)(bytes / ABI_PAGE_BYTES);
}

int main(void) {
    world_find_as("breaker");
    uint32_t life = lives();
    if (life == 2) {
        remember(free_bytes());
    }
    if (life <= EXECD_ENDS) {
        world_end_execd();
    }
    uint64_t first = recall();
    uint64_t last = free_bytes();
    others[0] = world.auditd;
    others[1] = world.policyd;
    others[2] = world.consoled;
    others[3] = world.timed;
    uint32_t ids[OTHERS];
    (void)end_others(OTHERS);
    world_pause();
    uint64_t before = free_bytes();
    start_clients(ids);
    struct ends ends = end_others(OTHER_ENDS);
    end_clients(ids);
    world_pause();
    emit(MARKER_services_restarted,
         "lives=%u returned=%u begun=%u answered=%u drift_with_execd=%u drift_with_others=%u", life, ends.returned,
         ends.begun, atomic_load_explicit(&answered, memory_order_relaxed), drift(first, last),
         drift(before, free_bytes()));
    (void)!nexus_power_off(world.power, 0);
    return 1;
}
