// SPDX-License-Identifier: Apache-2.0
#include "libs/service/ask.h"

#include <string.h>

#include "libs/fault/fault.h"
#include "libs/nexus/clock.h"
#include "libs/nexus/ipc.h"
#include "libs/nexus/start.h"
#include "libs/nexus/thread.h"

enum ask_units { MILLISECONDS = 1000 };

uint64_t ask_deadline(uint32_t milliseconds) {
    return nexus_clock_read() + nexus_ticks_per_second() * milliseconds / MILLISECONDS;
}

static uint64_t deadline_of(const struct ask_question *question) {
    uint32_t milliseconds = fault_is(FAULT_ask_waits_longer) ? 2 * question->milliseconds : question->milliseconds;
    return milliseconds == 0 ? ABI_DEADLINE_NEVER : ask_deadline(milliseconds);
}

static void fill_page(const struct ask_question *question) {
    struct abi_message *page = nexus_message_page();
    page->deadline = deadline_of(question);
    page->accept = 0;
    page->bytes = question->bytes;
    memcpy(page->data, question->request, question->bytes);
    page->capability_count = question->capability == 0 ? 0 : 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = question->capability,
                                                            .rights = question->capability_rights,
                                                            .grantable = question->capability_grantable};
}

// What the page was told for this call does not hold for the next one.
static void clear_page(void) {
    struct abi_message *page = nexus_message_page();
    page->deadline = ABI_DEADLINE_NEVER;
    page->capability_count = 0;
}

static enum abi_error ask_once(const struct ask_question *question, struct ask_answer *answer) {
    fill_page(question);
    struct nexus_message message = {0};
    enum abi_error error = nexus_ipc_call_page(question->endpoint, &message);
    const struct abi_message *page = nexus_message_page();
    if (error == ABI_OK) {
        memcpy(answer->words, message.words, sizeof(answer->words));
        answer->bytes = page->bytes;
        answer->data = page->data;
        error = message.words[0] < ABI_ERROR_COUNT ? (enum abi_error)message.words[0] : ABI_EIO;
    }
    clear_page();
    return error;
}

enum abi_error ask(const struct ask_question *question, struct ask_answer *answer) {
    if (question->bytes > ABI_MESSAGE_MAX_BYTES) {
        return ABI_EINVAL;
    }
    enum abi_error error = ask_once(question, answer);
    if (error != ABI_OK && fault_is(FAULT_ask_asks_again)) {
        error = ask_once(question, answer);
    }
    return error;
}
