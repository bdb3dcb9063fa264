// SPDX-License-Identifier: Apache-2.0
// Every field of every request of every service, with every value that somebody may have forgotten, and every size: each gets an answer, and
// the services live on.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/trial/dice.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/requests.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"

enum fields_constants {
    BITS_PER_BYTE = 8,
    WORD_BYTES = sizeof(uint64_t),
    BEYOND_BYTES = 16,  // sizes of each operation go so far beyond its own; one operation of each service has all
};

static const struct requests_field header_fields[] = {
    {offsetof(struct wire_header, version), sizeof(uint16_t)},
    {offsetof(struct wire_header, operation), sizeof(uint16_t)},
    {offsetof(struct wire_header, bytes), sizeof(uint32_t)},
};

// So far.
static struct {
    struct dice dice;
    uint32_t fields;
    uint32_t requests;
    uint32_t replies;
    uint32_t wrong_sizes;
    uint32_t refused_sizes;
    uint32_t in_window;
} tried;

static enum abi_error send(const struct requests_case *one, const union requests_data *data, uint16_t bytes) {
    struct ask_answer answer = {0};
    if (tried.replies != tried.requests) {
        return ABI_EPIPE;  // one went unanswered: that is told, and the rest would only take long
    }
    enum abi_error error = one->capability == 0 ? world_ask(one->endpoint, data, bytes, &answer)
                                                : world_ask_with(one->endpoint, data, bytes, one->capability, &answer);
    tried.requests++;
    // Written by the answer only.
    tried.replies += answer.data != NULL ? 1 : 0;
    return error;
}

static void send_with(const struct requests_case *one, uint32_t offset, uint32_t bytes, uint64_t value) {
    union requests_data data = one->valid;
    memcpy(data.bytes + offset, &value, bytes);
    (void)!send(one, &data, (uint16_t)one->valid.header.bytes);
    tried.in_window++;
    if (one->allowance != 0 && tried.in_window >= one->allowance) {
        world_pause();
        tried.in_window = 0;
    }
}

static void send_values(const struct requests_case *one, uint32_t offset, uint32_t bytes) {
    uint64_t own = 0;
    memcpy(&own, one->valid.bytes + offset, bytes);
    uint64_t sign = UINT64_C(1) << (bytes * BITS_PER_BYTE - 1);
    const uint64_t values[] = {0, 1, UINT64_MAX, sign, sign - 1, own + 1, own - 1, dice_roll(&tried.dice)};
    for (uint32_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        send_with(one, offset, bytes, values[i]);
    }
}

static void send_bytes(const struct requests_case *one, const struct requests_field *field) {
    for (uint32_t i = 0; i < field->bytes; i++) {
        uint32_t offset = field->offset + i;
        send_with(one, offset, 1, 0);
        send_with(one, offset, 1, UINT8_MAX);
        send_with(one, offset, 1, dice_roll(&tried.dice));
    }
}

static void try_field(const struct requests_case *one, const struct requests_field *field) {
    tried.fields++;
    if (field->bytes <= WORD_BYTES) {
        send_values(one, field->offset, field->bytes);
    }
    if (field->bytes > 1) {
        send_bytes(one, field);
    }
}

// What a request of another size than its operation's is answered with.
static void try_sizes(const struct requests_case *one, uint32_t last) {
    for (uint32_t bytes = 0; bytes <= last && bytes <= ABI_MESSAGE_MAX_BYTES; bytes++) {
        union requests_data data = one->valid;
        if (bytes == one->valid.header.bytes) {
            continue;
        }
        data.header.bytes = bytes;
        for (uint32_t i = one->valid.header.bytes; i < bytes; i++) {
            data.bytes[i] = (uint8_t)dice_roll(&tried.dice);
        }
        tried.wrong_sizes++;
        tried.refused_sizes += send(one, &data, (uint16_t)bytes) == ABI_EINVAL ? 1 : 0;
    }
}

static void try_case(const struct requests_case *one, bool is_last_of_service) {
    tried.in_window = 0;
    if (one->allowance != 0) {
        world_pause();
    }
    for (uint32_t i = 0; i < one->field_count; i++) {
        try_field(one, &one->fields[i]);
    }
    for (uint32_t i = 0; i < sizeof(header_fields) / sizeof(header_fields[0]); i++) {
        try_field(one, &header_fields[i]);
    }
    try_sizes(one, is_last_of_service ? ABI_MESSAGE_MAX_BYTES : one->valid.header.bytes + BEYOND_BYTES);
    // As it was before, also where a field was the sender's class.
    (void)!send(one, &one->valid, (uint16_t)one->valid.header.bytes);
}

// What each service counts as long as it lives: timed's launch, and what auditd and policyd have written and decided. execd takes the caller with it, and
// a consoled that was started again knows nobody who holds the terminal.
struct lives {
    uint64_t timed;
    uint64_t written;
    uint64_t decided;
};

static struct lives lives_of(const struct requests_case cases[REQUESTS_COUNT]) {
    struct execd_status_answer timed = {0};
    struct lives lives = {0};
    if (!world_status(world_recipe("timed"), &timed)) {
        world_fail("execd does not tell about timed", 0);
    }
    lives.timed = timed.launch;
    for (uint32_t i = 0; i < REQUESTS_COUNT; i++) {
        const struct requests_case *one = &cases[i];
        uint16_t operation = one->valid.header.operation;
        struct ask_answer answer = {0};
        if (one->endpoint == world.auditd && operation == AUDITD_STATUS) {
            (void)!world_ask_with(one->endpoint, &one->valid, sizeof(struct auditd_status), one->capability, &answer);
            lives.written = answer.words[1];
        } else if (one->endpoint == world.policyd && operation == POLICYD_QUERY) {
            (void)!world_ask(one->endpoint, &one->valid, sizeof(struct policyd_query), &answer);
            lives.decided = answer.words[1];
        }
    }
    return lives;
}

static uint64_t attach(uint32_t bell) {
    const struct timed_attach request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_ATTACH, .bytes = sizeof(request)}};
    struct ask_answer answer;
    enum abi_error error = world_ask_with(world.timed, &request, sizeof(request), bell, &answer);
    if (error != ABI_OK) {
        world_fail("timed takes no notification", error);
    }
    return answer.words[1];
}

static struct requests_case cases[REQUESTS_COUNT];

void prove_fields_answered(void) {
    uint32_t bell = 0;
    if (nexus_notification_create(&bell) != ABI_OK) {
        world_fail("no notification", 0);
    }
    tried.dice = dice_make(nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_NONCE, 0, 0, 0).value, 1);
    requests_make(bell, attach(bell), cases);
    world_pause();
    struct lives before = lives_of(cases);
    for (uint32_t i = 0; i < REQUESTS_COUNT; i++) {
        try_case(&cases[i], i + 1 == REQUESTS_COUNT || cases[i + 1].endpoint != cases[i].endpoint);
    }
    world_pause();
    struct lives after = lives_of(cases);
    uint32_t restarts = (after.timed != before.timed ? 1 : 0) + (after.written <= before.written ? 1 : 0) +
                        (after.decided <= before.decided ? 1 : 0) + (world_read_terminal() == ABI_OK ? 0 : 1);
    emit(MARKER_fields_answered,
         "operations=%u fields=%u requests=%u replies=%u wrong_sizes=%u refused_sizes=%u restarts=%u", REQUESTS_COUNT,
         tried.fields, tried.requests, tried.replies, tried.wrong_sizes, tried.refused_sizes, restarts);
}
