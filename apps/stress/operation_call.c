// SPDX-License-Identifier: Apache-2.0
// Calls of servers: with words only, and with data and capabilities.
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"
#include "apps/stress/protocol.h"

enum call_sizes {
    VMOS_MAX = 3,
};

static uint32_t choose_server(struct worker *worker, const uint32_t *endpoints) {
    return endpoints[dice_below(&worker->dice, STRESS_SERVERS)];
}

static void fill_words(struct worker *worker, struct nexus_message *message, uint64_t request, uint64_t flags) {
    for (uint32_t i = STRESS_WORD_CONTENT; i < ABI_MESSAGE_WORDS; i++) {
        message->words[i] = dice_roll(&worker->dice);
    }
    message->words[STRESS_WORD_REQUEST] = request;
    message->words[STRESS_WORD_FLAGS] = flags;
}

void operation_call(struct worker *worker) {
    struct nexus_message message = {0};
    fill_words(worker, &message, STRESS_REQUEST_CALL, dice_below(&worker->dice, STRESS_SERVERS));
    const struct nexus_message sent = message;
    worker_count(worker, STRESS_CALLS, 1);
    // Without a deadline, which is how it is fast: a call that hangs shows when the worker does not stop.
    worker_require_ok(worker, "call", nexus_ipc_call(choose_server(worker, worker->client->short_endpoints), &message));
    worker_require(worker, stress_is_answer(sent.words, message.words), "answer of a call", message.words[0]);
    worker_count(worker, STRESS_REPLIES, 1);
}

// A page that holds one word. Returns the handle.
static uint32_t make_vmo(const struct worker *worker, uint64_t content, uint32_t number) {
    uint32_t vmo = 0;
    uint64_t address = 0;
    worker_require_ok(worker, "VMO to send", nexus_vmo_create(1, &vmo));
    worker_count(worker, STRESS_VMOS_CREATED, 1);
    worker_require_ok(worker, "map of the VMO to send",
                      nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address));
    ((volatile uint64_t *)address)[stress_vmo_index(content)] = stress_vmo_word(content, number);
    worker_require_ok(worker, "unmap of the VMO to send", nexus_vmo_unmap(0, address));
    return vmo;
}

static void drop_vmo(const struct worker *worker, uint32_t vmo, bool kept) {
    if (kept) {
        worker_require_ok(worker, "revoke of what a server kept", nexus_capability_revoke(vmo));
    }
    worker_require_ok(worker, "close of a VMO that was sent", nexus_capability_close(vmo));
    worker_count(worker, STRESS_VMOS_CLOSED, 1);
}

static void fill_page(const struct worker *worker, uint64_t content, uint64_t flags, const uint32_t *vmos,
                      uint32_t vmo_count) {
    struct abi_message *page = nexus_message_page();
    page->deadline = worker_patience(worker);
    page->bytes = stress_page_bytes(content);
    for (uint32_t i = 0; i < page->bytes; i++) {
        page->data[i] = stress_page_byte(content, i);
    }
    uint32_t count = 0;
    for (; count < vmo_count; count++) {
        page->capabilities[count] = (struct abi_message_capability){.handle = vmos[count], .rights = ABI_RIGHT_READ};
    }
    if ((flags & STRESS_PAGE_SIGNAL) != 0) {
        page->capabilities[count++] =
            (struct abi_message_capability){.handle = worker->notification, .rights = ABI_RIGHT_SEND};
    }
    page->capability_count = (uint8_t)count;
    page->accept = (flags & STRESS_PAGE_RETURN) != 0 ? 1 : 0;
    worker_count(worker, STRESS_CAPABILITIES_SENT, count);
}

static void check_page(const struct worker *worker, uint64_t content, uint64_t flags) {
    struct abi_message *page = nexus_message_page();
    worker_require(worker, page->bytes == stress_page_bytes(content), "bytes of an answer", page->bytes);
    for (uint32_t i = 0; i < page->bytes; i++) {
        worker_require(worker, page->data[i] == stress_page_answer_byte(content, i), "data of an answer", i);
    }
    bool returned = (flags & STRESS_PAGE_RETURN) != 0;
    worker_require(worker, page->capability_count == (returned ? 1 : 0), "capabilities of an answer",
                   page->capability_count);
    if ((flags & STRESS_PAGE_SIGNAL) != 0) {
        worker_await(worker, stress_signal_bits(content), "signal of a server");
    }
    if (returned) {
        uint32_t notification = page->capabilities[0].handle;
        uint64_t bits = 0;
        worker_require_ok(worker, "wait for what came back", nexus_notification_wait(notification, 0, &bits));
        worker_require(worker, bits == stress_return_bits(content), "bits of what came back", bits);
        worker_require_ok(worker, "close of what came back", nexus_capability_close(notification));
        worker_count(worker, STRESS_CAPABILITIES_RETURNED, 1);
    }
}

void operation_page_call(struct worker *worker) {
    uint64_t flags = dice_roll(&worker->dice) & (STRESS_PAGE_KEEP | STRESS_PAGE_SIGNAL | STRESS_PAGE_RETURN);
    struct nexus_message message = {0};
    fill_words(worker, &message, STRESS_REQUEST_PAGE, flags);
    const struct nexus_message sent = message;
    uint64_t content = message.words[STRESS_WORD_CONTENT];
    uint32_t vmos[VMOS_MAX];
    uint32_t vmo_count = (uint32_t)dice_below(&worker->dice, VMOS_MAX + 1);
    for (uint32_t i = 0; i < vmo_count; i++) {
        vmos[i] = make_vmo(worker, content, i);
    }
    fill_page(worker, content, flags, vmos, vmo_count);
    worker_count(worker, STRESS_PAGE_CALLS, 1);
    worker_require_ok(worker, "page call",
                      nexus_ipc_call_page(choose_server(worker, worker->client->page_endpoints), &message));
    worker_require(worker, stress_is_answer(sent.words, message.words), "answer of a page call", message.words[0]);
    check_page(worker, content, flags);
    worker_count(worker, STRESS_PAGE_REPLIES, 1);
    for (uint32_t i = 0; i < vmo_count; i++) {
        drop_vmo(worker, vmos[i], (flags & STRESS_PAGE_KEEP) != 0);
    }
}
