// SPDX-License-Identifier: Apache-2.0
// Requests that are none, to every service: each gets an error, and the service is there afterwards. The witness holds the terminal.
#include <stdint.h>
#include <string.h>

#include "libs/trial/dice.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"

enum garbage_constants {
    ROUNDS = 100,
    SERVICES = 5,
    SEED = 7,
};

// Sizes that requests have.
static const uint16_t sizes[] = {8, 16, 24, 32, 40, 48};

// Half of it has the size of a request; but none has the size that it says.
static uint16_t make_garbage(struct dice *dice, uint8_t data[ABI_MESSAGE_MAX_BYTES]) {
    uint16_t bytes = dice_hits(dice, 2) ? sizes[dice_below(dice, sizeof(sizes) / sizeof(sizes[0]))]
                                        : (uint16_t)dice_below(dice, ABI_MESSAGE_MAX_BYTES + 1);
    for (uint32_t i = 0; i < ABI_MESSAGE_MAX_BYTES; i++) {
        data[i] = (uint8_t)dice_roll(dice);
    }
    struct wire_header header = {.version = 1,
                                 .operation = (uint16_t)dice_below(dice, 6),
                                 .bytes = (uint32_t)(bytes + 1 + dice_below(dice, 100))};
    memcpy(data, &header, sizeof(header));
    return bytes;
}

void prove_garbage_answered(void) {
    const uint32_t endpoints[SERVICES] = {world.execd, world.policyd, world.auditd, world.consoled, world.timed};
    struct dice dice = dice_make(SEED, 0);
    uint32_t refused = 0;
    for (uint32_t i = 0; i < ROUNDS * SERVICES; i++) {
        uint8_t data[ABI_MESSAGE_MAX_BYTES];
        uint16_t bytes = make_garbage(&dice, data);
        struct ask_answer answer;
        refused += world_ask(endpoints[i % SERVICES], data, bytes, &answer) == ABI_EINVAL ? 1 : 0;
    }
    struct execd_status_answer status;
    uint32_t restarts = 0;
    for (uint32_t recipe = 1; world_status(recipe, &status); recipe++) {
        restarts += strcmp(status.name, "timed") == 0 ? status.restarts : 0;
    }
    // A consoled that had ended would not know any more who holds the terminal.
    emit(MARKER_garbage_answered, "sent=%u refused=%u restarts=%u terminal=%u", ROUNDS * SERVICES, refused, restarts,
         world_read_terminal());
}
