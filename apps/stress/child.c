// SPDX-License-Identifier: Apache-2.0
// A process that lives for a moment: enum stress_child.
#include "libs/nexus/nexus.h"
#include "libs/trial/dice.h"
#include "apps/stress/protocol.h"

enum child_sizes {
    BURST_CALLS_MAX = 32,
    PAUSE_TICKS = 100,
};

// Ends the program when the call fails.
static void call(struct dice *dice, uint64_t request) {
    struct nexus_message message = {.words = {request, 0}};
    for (uint32_t i = STRESS_WORD_CONTENT; i < ABI_MESSAGE_WORDS; i++) {
        message.words[i] = dice_roll(dice);
    }
    const struct nexus_message sent = message;
    if (nexus_ipc_call(nexus_start_handle("short"), &message) != ABI_OK) {
        nexus_process_exit(STRESS_STATUS_CALL);
    }
    if (!stress_is_answer(sent.words, message.words)) {
        nexus_process_exit(STRESS_STATUS_ANSWER);
    }
}

// In bursts: where harts take turns, a hart that always has something to do leaves the others no time, and so whoever is to
// end this. Comes back when something fails.
static int call_for_ever(struct dice *dice) {
    uint32_t pause = 0;
    uint64_t bits = 0;
    if (nexus_clock_use(nexus_start_handle("clock")) != ABI_OK || nexus_notification_create(&pause) != ABI_OK) {
        return STRESS_STATUS_FAILED;
    }
    do {
        for (uint64_t i = dice_below(dice, BURST_CALLS_MAX); i != 0; i--) {
            call(dice, STRESS_REQUEST_LOOSE);
        }
    } while (nexus_notification_wait(pause, nexus_clock_read() + PAUSE_TICKS, &bits) == ABI_ETIMEDOUT);
    return STRESS_STATUS_PAUSE;
}

int main(void) {
    struct dice dice = dice_make(nexus_start_argument(STRESS_ARGUMENT_SEED), 0);
    switch (nexus_start_argument(STRESS_ARGUMENT_INDEX)) {
        case STRESS_CHILD_EXITS:
            for (uint64_t i = 0; i < nexus_start_argument(STRESS_ARGUMENT_CALLS); i++) {
                call(&dice, STRESS_REQUEST_CALL);
            }
            return (int)nexus_start_argument(STRESS_ARGUMENT_CALLS);
        case STRESS_CHILD_CALLS:
            return call_for_ever(&dice);
        default:
            // Once with a permit, were there one.
            for (;;) {
                nexus_task_park();
            }
    }
}
