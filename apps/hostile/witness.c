// SPDX-License-Identifier: Apache-2.0
// The witness program: contract in witness_board.h.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "libs/nexus/nexus.h"
#include "apps/hostile/witness_board.h"

static struct witness_board *board;

static void count(_Atomic uint64_t *counter) {
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

// Also sends them to the attacker's table: a capability that arrives is of no use here.
static void close_arrived(const struct abi_message *page) {
    for (uint32_t i = 0; i < page->capability_count; i++) {
        // It may have been revoked meanwhile.
        (void)!nexus_capability_close(page->capabilities[i].handle);
    }
}

static bool is_request(const struct nexus_message *message, const struct abi_message *page) {
    uint64_t call = message->words[0];
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        if (message->words[i] != witness_word(call, i)) {
            return false;
        }
    }
    if (page->bytes != witness_bytes(call)) {
        return false;
    }
    for (uint32_t i = 0; i < page->bytes; i++) {
        if (page->data[i] != witness_byte(call, i)) {
            return false;
        }
    }
    return true;
}

static void make_answer(struct nexus_message *message, struct abi_message *page) {
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message->words[i] = witness_answer(message->words[i]);
    }
    for (uint32_t i = 0; i < page->bytes; i++) {
        page->data[i] = witness_answer_byte(page->data[i]);
    }
}

static enum abi_error receive(uint32_t endpoint, struct nexus_message *message, struct abi_message *page) {
    page->deadline = ABI_DEADLINE_NEVER;
    page->accept = ABI_MESSAGE_CAPABILITIES;
    page->capability_count = 0;
    page->bytes = 0;
    return nexus_ipc_receive_page(endpoint, message);
}

// Answers and receives. Somebody who does not wait for the answer any more is no harm.
static enum abi_error answer(uint32_t endpoint, struct nexus_message *message, struct abi_message *page) {
    page->deadline = ABI_DEADLINE_NEVER;
    page->accept = ABI_MESSAGE_CAPABILITIES;
    page->capability_count = 0;
    bool foreign = message->badge == WITNESS_BADGE_ATTACKER;
    enum abi_error error = nexus_ipc_reply_receive_page(endpoint, message);
    return error != ABI_OK && foreign ? receive(endpoint, message, page) : error;
}

static uint32_t serve(void) {
    uint32_t endpoint = nexus_start_handle("endpoint");
    struct abi_message *page = nexus_message_page();
    struct nexus_message message;
    enum abi_error error = receive(endpoint, &message, page);
    while (error == ABI_OK) {
        close_arrived(page);
        if (message.badge == WITNESS_BADGE_OWNER) {
            return nexus_ipc_reply(&message) == ABI_OK ? WITNESS_STATUS_OK : WITNESS_STATUS_RECEIVE;
        }
        if (message.badge != WITNESS_BADGE_CLIENT) {
            count(&board->foreign);
            // A fault that the attacker had sent here is not to be mended.
            message.words[0] = 0;
        } else if (!is_request(&message, page)) {
            return WITNESS_STATUS_REQUEST;
        } else {
            count(&board->served);
            make_answer(&message, page);
        }
        bool answerable = nexus_message_kind(&message) != ABI_MESSAGE_SEND;
        error = answerable ? answer(endpoint, &message, page) : receive(endpoint, &message, page);
    }
    return WITNESS_STATUS_RECEIVE;
}

static bool is_answer(uint64_t call, const struct nexus_message *message, const struct abi_message *page) {
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        if (message->words[i] != witness_answer(witness_word(call, i))) {
            return false;
        }
    }
    if (witness_bytes(call) == 0) {
        return true;
    }
    for (uint32_t i = 0; i < witness_bytes(call); i++) {
        if (page->data[i] != witness_answer_byte(witness_byte(call, i))) {
            return false;
        }
    }
    return page->bytes == witness_bytes(call) && page->capability_count == 0;
}

static enum abi_error make_call(uint32_t endpoint, uint64_t call, struct nexus_message *message) {
    struct abi_message *page = nexus_message_page();
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message->words[i] = witness_word(call, i);
    }
    if (witness_bytes(call) == 0) {
        return nexus_ipc_call(endpoint, message);
    }
    page->deadline = nexus_clock_read() + nexus_start_argument(WITNESS_ARGUMENT_PATIENCE_TICKS);
    page->bytes = witness_bytes(call);
    page->capability_count = 0;
    page->accept = 0;
    for (uint32_t i = 0; i < page->bytes; i++) {
        page->data[i] = witness_byte(call, i);
    }
    count(&board->pages);
    return nexus_ipc_call_page(endpoint, message);
}

static uint32_t ask(void) {
    uint32_t endpoint = nexus_start_handle("endpoint");
    uint32_t pause = nexus_start_handle("pause");
    if (nexus_clock_use(nexus_start_handle("clock")) != ABI_OK) {
        return WITNESS_STATUS_SETUP;
    }
    for (uint64_t call = 0; atomic_load_explicit(&board->stop, memory_order_relaxed) == 0; call++) {
        struct nexus_message message = {0};
        count(&board->calls);
        if (make_call(endpoint, call, &message) != ABI_OK) {
            return WITNESS_STATUS_CALL;
        }
        if (!is_answer(call, &message, nexus_message_page())) {
            return WITNESS_STATUS_ANSWER;
        }
        count(&board->replies);
        uint64_t bits = 0;
        uint64_t deadline = nexus_clock_read() + nexus_start_argument(WITNESS_ARGUMENT_PAUSE_TICKS);
        if (nexus_notification_wait(pause, deadline, &bits) != ABI_ETIMEDOUT) {
            return WITNESS_STATUS_PAUSE;
        }
    }
    return WITNESS_STATUS_OK;
}

int main(void) {
    uint64_t address = 0;
    if (nexus_vmo_map(0, nexus_start_handle("board"), 0, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &address) != ABI_OK) {
        return WITNESS_STATUS_SETUP;
    }
    board = (struct witness_board *)address;
    return (int)(nexus_start_argument(WITNESS_ARGUMENT_ROLE) == WITNESS_SERVER ? serve() : ask());
}
