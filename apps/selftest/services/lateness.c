// SPDX-License-Identifier: Apache-2.0
// Nothing else is busy, so what is measured beyond the window of the class is what it takes to take the interrupt, to find out who is
// due, to signal and to wake: some 10 us. The marker allows 0.1 ms, because an emulator that gives harts turns may end one in between.
#include "apps/selftest/services/lateness.h"

#include <stdint.h>

#include "abi/object.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"

enum lateness_constants {
    TIMERS = 63,                 // a bit each, and one is the client library's
    AHEAD_MICROSECONDS = 60000,  // for all of them to be registered
    STEP_MICROSECONDS = 503,     // a prime: the deadlines fall on all parts of a window
    PATIENCE_MICROSECONDS = 50000,
    MICROSECONDS = 1000000,
};

struct lateness {
    uint32_t rung;
    uint32_t early;
    uint64_t most;  // in ticks
};

static uint64_t ticks(uint64_t microseconds) {
    return nexus_ticks_per_second() * microseconds / MICROSECONDS;
}

static uint64_t deadline_of(uint64_t first, uint32_t number) {
    return first + ticks((uint64_t)number * STEP_MICROSECONDS);
}

static uint64_t register_all(const struct timed_client *client, uint64_t first) {
    uint64_t registered = 0;
    for (uint32_t i = 0; i < TIMERS; i++) {
        uint64_t bit = UINT64_C(1) << i;
        uint64_t timer = 0;
        if (timed_client_register(client, bit, deadline_of(first, i), &timer) == ABI_OK && timer != 0) {
            registered |= bit;
        }
    }
    return registered;
}

static void note(struct lateness *lateness, uint64_t bits, uint64_t first, uint64_t now) {
    for (uint32_t i = 0; i < TIMERS; i++) {
        uint64_t deadline = deadline_of(first, i);
        if ((bits >> i & 1) == 0) {
            continue;
        }
        lateness->rung++;
        if (now < deadline) {
            lateness->early++;
        } else if (now - deadline > lateness->most) {
            lateness->most = now - deadline;
        }
    }
}

// Returns how late the latest one was, in microseconds.
static unsigned measure(const struct timed_client *client, enum abi_class class_, struct lateness *all) {
    struct lateness lateness = {0};
    if (nexus_task_set_class(0, class_, 0) == ABI_OK) {
        uint64_t first = nexus_clock_read() + ticks(AHEAD_MICROSECONDS);
        uint64_t missing = register_all(client, first);
        uint64_t end = deadline_of(first, TIMERS) + ticks(PATIENCE_MICROSECONDS);
        uint64_t bits = 0;
        while (missing != 0 && nexus_notification_wait(client->notification, end, &bits) == ABI_OK) {
            note(&lateness, bits, first, nexus_clock_read());
            missing &= ~bits;
        }
    }
    all->rung += lateness.rung;
    all->early += lateness.early;
    return (unsigned)(lateness.most * MICROSECONDS / nexus_ticks_per_second());
}

void prove_lateness(const struct timed_client *client) {
    struct lateness all = {0};
    unsigned burst = measure(client, ABI_CLASS_PERF_BURST, &all);
    unsigned interactive = measure(client, ABI_CLASS_INTERACTIVE, &all);
    unsigned normal = measure(client, ABI_CLASS_NORMAL, &all);
    unsigned idle = measure(client, ABI_CLASS_IDLE, &all);
    emit(MARKER_timed_lateness, "rung=%u early=%u burst_us=%u interactive_us=%u normal_us=%u idle_us=%u", all.rung,
         all.early, burst, interactive, normal, idle);
}
