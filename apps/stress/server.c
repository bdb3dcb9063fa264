// SPDX-License-Identifier: Apache-2.0
// A server: one thread answers calls of words and hands some of them on, the other answers calls with data and capabilities. A
// request that is not as it must be ends the server, which the coordinator sees.
#include <stdatomic.h>
#include <stdbool.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/board.h"
#include "apps/stress/protocol.h"

enum server_sizes { STACK_BYTES = 4096 };

_Alignas(16) static uint8_t page_stack[STACK_BYTES];

// Written by main before the other thread starts.
static struct stress_server_line *line;

static void count(enum stress_served served, uint64_t number) {
    atomic_fetch_add_explicit(&line->counts[served], number, memory_order_relaxed);
}

static void require(bool holds) {
    if (!holds) {
        nexus_process_exit(STRESS_STATUS_FAILED);
    }
}

// Forward only: calls of servers never make a circle.
static void hand_on(const struct nexus_message *request) {
    uint32_t next = nexus_start_handle("next");
    if (next == 0 || request->words[STRESS_WORD_FLAGS] == 0) {
        return;
    }
    struct nexus_message message = *request;
    message.words[STRESS_WORD_FLAGS]--;
    count(STRESS_SERVED_FORWARDED, 1);
    require(nexus_ipc_call(next, &message) == ABI_OK);
    require(stress_is_answer(request->words, message.words));
}

static void serve_calls(void) {
    uint32_t endpoint = nexus_start_handle("short");
    struct nexus_message message;
    require(nexus_ipc_receive(endpoint, &message) == ABI_OK);
    while (message.words[STRESS_WORD_REQUEST] != STRESS_REQUEST_STOP) {
        if (message.words[STRESS_WORD_REQUEST] == STRESS_REQUEST_CALL) {
            count(STRESS_SERVED_CALLS, 1);
            hand_on(&message);
        } else {
            require(message.words[STRESS_WORD_REQUEST] == STRESS_REQUEST_LOOSE);
            count(STRESS_SERVED_LOOSE, 1);
        }
        stress_make_answer(message.words);
        require(nexus_ipc_reply_receive(endpoint, &message) == ABI_OK);
    }
    require(nexus_ipc_reply(&message) == ABI_OK);
}

static void look_into(uint32_t vmo, uint64_t content, uint32_t number, bool keep) {
    uint64_t address = 0;
    require(nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &address) == ABI_OK);
    require(((volatile uint64_t *)address)[stress_vmo_index(content)] == stress_vmo_word(content, number));
    if (!keep) {
        require(nexus_vmo_unmap(0, address) == ABI_OK);
        require(nexus_capability_close(vmo) == ABI_OK);
    }
}

static void take_capabilities(const struct abi_message *page, uint64_t flags, uint64_t content) {
    uint32_t vmos = page->capability_count;
    count(STRESS_SERVED_CAPABILITIES_ARRIVED, vmos);
    if ((flags & STRESS_PAGE_SIGNAL) != 0) {
        require(vmos != 0);
        uint32_t notification = page->capabilities[--vmos].handle;
        require(nexus_notification_signal(notification, stress_signal_bits(content)) == ABI_OK);
        require(nexus_capability_close(notification) == ABI_OK);
    }
    for (uint32_t i = 0; i < vmos; i++) {
        look_into(page->capabilities[i].handle, content, i, (flags & STRESS_PAGE_KEEP) != 0);
    }
}

static void check_data(const struct abi_message *page, uint64_t content) {
    require(page->bytes == stress_page_bytes(content));
    for (uint32_t i = 0; i < page->bytes; i++) {
        require(page->data[i] == stress_page_byte(content, i));
    }
}

// Returns the notification that goes along, to be closed when it has gone; or 0.
static uint32_t fill_answer(struct abi_message *page, uint64_t flags, uint64_t content) {
    for (uint32_t i = 0; i < page->bytes; i++) {
        page->data[i] = stress_page_answer_byte(content, i);
    }
    page->capability_count = 0;
    uint32_t notification = 0;
    if ((flags & STRESS_PAGE_RETURN) != 0) {
        require(nexus_notification_create(&notification) == ABI_OK);
        require(nexus_notification_signal(notification, stress_return_bits(content)) == ABI_OK);
        page->capabilities[0] = (struct abi_message_capability){.handle = notification, .rights = ABI_RIGHT_RECEIVE};
        page->capability_count = 1;
        count(STRESS_SERVED_CAPABILITIES_RETURNED, 1);
    }
    return notification;
}

static void receive_page(uint32_t endpoint, struct nexus_message *message, struct abi_message *page) {
    page->deadline = ABI_DEADLINE_NEVER;
    page->accept = ABI_MESSAGE_CAPABILITIES;
    page->capability_count = 0;
    page->bytes = 0;
    require(nexus_ipc_receive_page(endpoint, message) == ABI_OK);
}

static void answer_page(uint32_t endpoint, struct nexus_message *message, struct abi_message *page) {
    uint64_t flags = message->words[STRESS_WORD_FLAGS];
    uint32_t notification = fill_answer(page, flags, message->words[STRESS_WORD_CONTENT]);
    page->deadline = ABI_DEADLINE_NEVER;
    page->accept = ABI_MESSAGE_CAPABILITIES;
    stress_make_answer(message->words);
    if (notification == 0) {
        require(nexus_ipc_reply_receive_page(endpoint, message) == ABI_OK);
        return;
    }
    // What it gave away stays with the caller: a capability that is closed leaves what was derived from it to its parent.
    require(nexus_ipc_reply_page(message) == ABI_OK);
    require(nexus_capability_close(notification) == ABI_OK);
    receive_page(endpoint, message, page);
}

static void serve_pages(void *argument) {
    (void)argument;
    uint32_t endpoint = nexus_start_handle("page");
    struct abi_message *page = nexus_message_page();
    struct nexus_message message;
    receive_page(endpoint, &message, page);
    while (message.words[STRESS_WORD_REQUEST] != STRESS_REQUEST_STOP) {
        require(message.words[STRESS_WORD_REQUEST] == STRESS_REQUEST_PAGE);
        uint64_t content = message.words[STRESS_WORD_CONTENT];
        count(STRESS_SERVED_PAGE_CALLS, 1);
        check_data(page, content);
        take_capabilities(page, message.words[STRESS_WORD_FLAGS], content);
        answer_page(endpoint, &message, page);
    }
    require(nexus_ipc_reply(&message) == ABI_OK);
}

int main(void) {
    uint64_t address = 0;
    require(nexus_vmo_map(0, nexus_start_handle("board"), 0, 0, STRESS_BOARD_PAGES, ABI_RIGHT_READ | ABI_RIGHT_WRITE,
                          &address) == ABI_OK);
    line = &((struct stress_board *)address)->servers[nexus_start_argument(STRESS_ARGUMENT_INDEX)];
    const struct nexus_thread_start start = {.entry = serve_pages,
                                             .stack = page_stack,
                                             .stack_bytes = STACK_BYTES,
                                             .harts = UINT64_MAX,
                                             .authority = nexus_start_handle("affinity")};
    uint32_t id = 0;
    require(nexus_thread_create(&start, &id) == ABI_OK);
    serve_calls();
    require(nexus_task_join(id) == ABI_OK);
    return 0;
}
