// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/programs.h"
#include "apps/bench/rows.h"

static struct server server;

// From this task's call until the server's code goes on.
static bool sample_call(uint64_t *count) {
    uint64_t words[ABI_MESSAGE_WORDS] = {0};
    struct measured_call call = measure_exchange(ABI_SYS_IPC_CALL, server.endpoint, words);
    measure_require("ipc_call", (enum abi_error)call.error);
    *count = measure_between(call.before, words[0]);
    return true;
}

// From the server's answer until this task goes on.
static bool sample_reply_receive(uint64_t *count) {
    uint64_t words[ABI_MESSAGE_WORDS] = {0};
    struct measured_call call = measure_exchange(ABI_SYS_IPC_CALL, server.endpoint, words);
    measure_require("ipc_call", (enum abi_error)call.error);
    *count = measure_between(words[1], call.after);
    return true;
}

// This task's whole call, with the SERVER_LOOP_INSTRUCTIONS of the server. Words are put in place before and looked at
// behind what counts; the kernel passes on all six in any case.
static bool round_trip(uint64_t word_count, uint64_t *count) {
    uint64_t words[ABI_MESSAGE_WORDS] = {0};
    for (uint64_t i = 0; i < word_count; i++) {
        words[i] = ~i;
    }
    struct measured_call call = measure_exchange(ABI_SYS_IPC_CALL, server.endpoint, words);
    measure_require("ipc_call", (enum abi_error)call.error);
    for (uint64_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        measure_require("words of an answer", words[i] == (i < word_count ? ~i : 0) ? ABI_OK : ABI_EIO);
    }
    *count = measure_between(call.before, call.after);
    return true;
}

static bool sample_no_words(uint64_t *count) {
    return round_trip(0, count);
}

static bool sample_four_words(uint64_t *count) {
    return round_trip(4, count);
}

// The same with a full message page, there and back.
static bool sample_page(uint64_t *count) {
    static uint8_t fill;
    struct abi_message *page = nexus_message_page();
    uint64_t words[ABI_MESSAGE_WORDS] = {0};
    page->bytes = ABI_MESSAGE_MAX_BYTES;
    memset(page->data, ++fill, ABI_MESSAGE_MAX_BYTES);
    struct measured_call call = measure_exchange(ABI_SYS_IPC_CALL_PAGE, server.endpoint, words);
    measure_require("ipc_call_page", (enum abi_error)call.error);
    bool came_back =
        page->bytes == ABI_MESSAGE_MAX_BYTES && page->data[0] == fill && page->data[ABI_MESSAGE_MAX_BYTES - 1] == fill;
    measure_require("data of an answer", came_back ? ABI_OK : ABI_EIO);
    *count = measure_between(call.before, call.after);
    return true;
}

static void measure_with(enum server_role role, uint32_t cpu, const struct measure_row *rows, size_t count) {
    server_start(&server, role, cpu);
    for (size_t i = 0; i < count; i++) {
        measure_row(&rows[i]);
    }
    server_end(&server);
}

void rows_of_ipc(uint32_t cpu) {
    enum { SAMPLES = MEASURE_SAMPLES_MAX };
    const struct measure_row one_way[] = {
        {.name = "ipc_call", .qualifier = "words=0", .samples = SAMPLES, .sample = sample_call},
        {.name = "ipc_reply_receive", .qualifier = "words=0", .samples = SAMPLES, .sample = sample_reply_receive},
    };
    const struct measure_row words[] = {
        {.name = "ipc_round_trip", .qualifier = "words=0", .samples = SAMPLES, .sample = sample_no_words},
        {.name = "ipc_round_trip", .qualifier = "words=4", .samples = SAMPLES, .sample = sample_four_words},
    };
    const struct measure_row page[] = {
        {.name = "ipc_round_trip", .qualifier = "bytes=512", .samples = SAMPLES, .sample = sample_page},
    };
    measure_with(SERVER_STAMP, cpu, one_way, sizeof(one_way) / sizeof(one_way[0]));
    measure_with(SERVER_ECHO, cpu, words, sizeof(words) / sizeof(words[0]));
    measure_with(SERVER_ECHO_PAGE, cpu, page, sizeof(page) / sizeof(page[0]));
}
