// SPDX-License-Identifier: Apache-2.0
// A message of every part, there and back, to a process on the same hart and to one on the last hart.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"

struct findings {
    uint32_t answers;
    uint32_t words;
    uint32_t bytes;
    uint32_t capabilities;  // that came back and name what was sent
};

static uint8_t pattern(uint32_t index) {
    return (uint8_t)(index * 7 + index / 256 + 1);
}

static uint64_t word_pattern(uint32_t index) {
    return UINT64_C(0x0123456789abcdef) * (index + 1);
}

// Each is a capability to the same notification: what is signalled through what comes back is seen here.
static void pack(struct abi_message *page, struct nexus_message *message, uint32_t notification) {
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message->words[i] = word_pattern(i);
    }
    for (uint32_t i = 0; i < ABI_MESSAGE_MAX_BYTES; i++) {
        page->data[i] = pattern(i);
    }
    for (uint32_t i = 0; i < ABI_MESSAGE_CAPABILITIES; i++) {
        page->capabilities[i] = (struct abi_message_capability){
            .handle = notification, .rights = ABI_RIGHT_SEND, .grantable = ABI_RIGHT_SEND};
    }
    page->bytes = ABI_MESSAGE_MAX_BYTES;
    page->capability_count = ABI_MESSAGE_CAPABILITIES;
    page->accept = ABI_MESSAGE_CAPABILITIES;
}

static void unpack(const struct abi_message *page, const struct nexus_message *message, uint32_t notification,
                   struct findings *findings) {
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        findings->words += message->words[i] == ~word_pattern(i) ? 1 : 0;
    }
    for (uint32_t i = 0; i < page->bytes; i++) {
        findings->bytes += page->data[i] == (uint8_t)~pattern(i) ? 1 : 0;
    }
    for (uint32_t i = 0; i < page->capability_count; i++) {
        uint64_t bits = 0;
        uint32_t handle = page->capabilities[i].handle;
        bool named = nexus_notification_signal(handle, UINT64_C(1) << i) == ABI_OK &&
                     nexus_notification_wait(notification, 0, &bits) == ABI_OK && bits == UINT64_C(1) << i;
        findings->capabilities += named ? 1 : 0;
        (void)!nexus_capability_close(handle);
    }
}

static void exchange(uint32_t hart, uint32_t notification, struct findings *findings) {
    struct partner echo;
    if (partner_start(&echo, PARTNER_ECHO, 0, UINT64_C(1) << hart) != ABI_OK) {
        return;
    }
    struct abi_message *page = page_fresh();
    struct nexus_message message = {0};
    pack(page, &message, notification);
    if (nexus_ipc_call_page(echo.orders, &message) == ABI_OK) {
        findings->answers++;
        unpack(page, &message, notification, findings);
    }
    partner_end(&echo);
}

void prove_payload(uint32_t harts) {
    struct findings findings = {0};
    uint32_t notification = 0;
    if (nexus_notification_create(&notification) == ABI_OK) {
        exchange(STAGE_HART, notification, &findings);
        exchange(harts - 1, notification, &findings);
        (void)!nexus_capability_close(notification);
    }
    emit(MARKER_ipc_payload_roundtrip, "answers=%u words=%u bytes=%u capabilities=%u", (unsigned)findings.answers,
         (unsigned)findings.words, (unsigned)findings.bytes, (unsigned)findings.capabilities);
}
