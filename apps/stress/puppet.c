// SPDX-License-Identifier: Apache-2.0
// It may be killed anywhere: it holds nothing, and its calls are loose ones.
#include "apps/stress/puppet.h"

#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/protocol.h"

enum puppet_sizes {
    SPIN_MICROSECONDS_MAX = 50,
    WAIT_MICROSECONDS_MAX = 100,
    CONTROLS_MAX = 200,  // in a row; the limit of a task is half of it
};

static void call(struct worker *worker, struct dice *dice) {
    struct nexus_message message = {.words = {STRESS_REQUEST_LOOSE, 0}};
    for (uint32_t i = STRESS_WORD_CONTENT; i < ABI_MESSAGE_WORDS; i++) {
        message.words[i] = dice_roll(dice);
    }
    const struct nexus_message sent = message;
    uint32_t endpoint = worker->client->short_endpoints[dice_below(dice, STRESS_SERVERS)];
    worker_require_ok(worker, "call of a puppet", nexus_ipc_call(endpoint, &message));
    worker_require(worker, stress_is_answer(sent.words, message.words), "answer to a puppet", message.words[0]);
}

// Until the limit that it was created with is used up. One whose calls are counted is not killed.
static void control(const struct worker *worker, struct dice *dice) {
    for (uint64_t i = dice_below(dice, CONTROLS_MAX); i != 0; i--) {
        worker_count(worker, STRESS_CONTROLS_ASKED, 1);
        enum abi_error error = nexus_task_set_shares(0, CONTROL_SHARES_LEAST, 0);
        worker_require(worker, error == ABI_OK || error == ABI_EBUSY, "shares of a puppet", error);
        worker_count(worker, error == ABI_OK ? STRESS_CONTROLS_DONE : STRESS_CONTROLS_REFUSED, 1);
    }
}

static void wait(struct worker *worker, uint64_t deadline) {
    uint64_t bits = 0;
    enum abi_error error = nexus_notification_wait(worker->puppet.bell, deadline, &bits);
    worker_require(worker, error == ABI_OK || error == ABI_ETIMEDOUT, "wait of a puppet", error);
    worker->puppet.may_end |= bits == PUPPET_GO;
}

static void act(struct worker *worker, struct dice *dice) {
    switch (dice_below(dice, 5)) {
        case 0:
            for (uint64_t end = worker_deadline(worker, dice_below(dice, SPIN_MICROSECONDS_MAX));
                 nexus_clock_read() < end;) {
            }
            break;
        case 1:
            nexus_task_yield();
            break;
        case 2:
            call(worker, dice);
            break;
        case 3:
            if (!worker->puppet.is_killed) {
                control(worker, dice);
            }
            break;
        default:
            wait(worker, worker_deadline(worker, dice_below(dice, WAIT_MICROSECONDS_MAX)));
    }
    atomic_fetch_add_explicit(&worker->puppet.acts, 1, memory_order_relaxed);
}

void puppet_run(void *argument) {
    struct worker *worker = argument;
    struct dice dice = dice_make(worker->puppet.seed, worker->number);
    worker_require_ok(worker, "clock of a puppet", nexus_clock_use(worker->client->clock));
    do {
        act(worker, &dice);
    } while (worker->puppet.is_killed || (!worker->puppet.may_end && !dice_hits(&dice, 4)));
    while (!worker->puppet.may_end) {
        wait(worker, worker_patience(worker));
    }
    worker_require_ok(worker, "last word of a puppet", nexus_notification_signal(worker->notification, PUPPET_GONE));
}
