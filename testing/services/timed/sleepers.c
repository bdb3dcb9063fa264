// SPDX-License-Identifier: Apache-2.0
#include "testing/services/timed/sleepers.h"

#include "libs/nexus/nexus.h"
#include "libs/trial/trial.h"
#include "services/timed/client.h"
#include "testing/services/timed/host.h"

enum sleepers_sizes { STACK_BYTES = 4096 };

struct sleeper {
    uint64_t deadline;
    uint64_t woken;
    enum abi_class class_;
    enum abi_error error;
    uint32_t timed;
    uint32_t thread;
};

static _Alignas(16) uint8_t stacks[SLEEPERS_MAX][STACK_BYTES];
static struct sleeper sleepers[SLEEPERS_MAX];
static uint32_t sleepers_count;

// The class is set last: what asks for others at PerfBurst uses up its burst.
static enum abi_error sleep_once(struct sleeper *self) {
    struct timed_client client;
    enum abi_error error = nexus_clock_use(nexus_start_handle("clock"));
    if (error == ABI_OK) {
        error = timed_client_open(self->timed, &client);
    }
    if (error != ABI_OK) {
        return error;
    }
    error = nexus_task_set_class(0, self->class_, nexus_start_handle("sched_setqos"));
    if (error == ABI_OK) {
        error = timed_client_sleep_until(&client, self->deadline);
    }
    self->woken = nexus_clock_read();
    timed_client_close(&client);
    return error;
}

static void sleeper_main(void *argument) {
    struct sleeper *self = argument;
    self->error = sleep_once(self);
}

void sleepers_start(uint32_t timed, uint32_t count, enum abi_class class_, uint64_t first, uint64_t step) {
    sleepers_count = count;
    for (uint32_t i = 0; i < count; i++) {
        sleepers[i] = (struct sleeper){.deadline = first + i * step, .class_ = class_, .timed = timed};
        const struct nexus_thread_start start = {
            .entry = sleeper_main, .argument = &sleepers[i], .stack = stacks[i], .stack_bytes = STACK_BYTES};
        require("thread", nexus_thread_create(&start, &sleepers[i].thread));
    }
}

void sleepers_join(enum abi_error expected) {
    for (uint32_t i = 0; i < sleepers_count; i++) {
        require("join", nexus_task_join(sleepers[i].thread));
        if (sleepers[i].error != expected) {
            trial_fail("trial", "end of a sleep", sleepers[i].error, expected);
        }
        if (sleepers[i].woken < sleepers[i].deadline) {
            trial_fail("trial", "woken early", sleepers[i].woken, sleepers[i].deadline);
        }
    }
}
