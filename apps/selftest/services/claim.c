// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/services/claim.h"

#include <string.h>

#include "abi/message.h"
#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "services/timed/protocol.h"

enum claim_constants {
    AHEAD_MILLISECONDS = 60,
    BYTE_VALUES = 256,
};

#define EACH_BYTE UINT64_C(0x0101010101010101)

static uint64_t window(void) {
    return nexus_ticks_per_second() * CLAIM_WINDOW_MILLISECONDS / 1000;
}

uint64_t claim_due(void) {
    return (ask_deadline(AHEAD_MILLISECONDS) / window() + 1) * window();
}

static enum abi_error register_one(const struct claim *claim, uint64_t deadline) {
    uint64_t class_ = claim->class_;
    const struct timed_register request = {
        .header = {.version = TIMED_VERSION, .operation = TIMED_REGISTER, .bytes = sizeof(request)},
        .channel = claim->channel,
        // Some bits there have to be: those above what a class takes.
        .bits = (ABI_CLASS_COUNT | class_) * EACH_BYTE,
        .deadline = deadline - deadline % BYTE_VALUES + class_};
    struct nexus_message message = {0};
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message.words[i] = class_ * EACH_BYTE;
    }
    struct abi_message *page = nexus_message_page();
    page->deadline = ask_deadline(ASK_PATIENCE_MILLISECONDS);
    page->accept = 0;
    page->capability_count = 0;
    page->bytes = sizeof(request);
    memcpy(page->data, &request, sizeof(request));
    enum abi_error error = nexus_ipc_call_page(claim->timed, &message);
    page->deadline = ABI_DEADLINE_NEVER;
    return error == ABI_OK ? (enum abi_error)message.words[0] : error;
}

uint32_t claim_register(const struct claim *claim, uint64_t due) {
    uint64_t step = window() / (CLAIM_TIMERS + 1);
    uint32_t registered = 0;
    for (uint32_t i = 0; i < CLAIM_TIMERS; i++) {
        registered += register_one(claim, due - i * step - step / 2) == ABI_OK ? 1 : 0;
    }
    return registered;
}
