// SPDX-License-Identifier: Apache-2.0
// What a message page may not say.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum {
    TOO_MANY = ABI_MESSAGE_CAPABILITIES + 1,
    NO_RIGHT = ABI_RIGHT_ALL + 1,
};

// Nobody is at the endpoint, and nobody waits: a page that is let through is EAGAIN.
static const struct abi_message refused[] = {
    {.bytes = ABI_MESSAGE_MAX_BYTES + 1},
    {.bytes = UINT16_MAX},
    {.capability_count = TOO_MANY},
    {.capability_count = UINT8_MAX},
    {.accept = TOO_MANY},
    {.accept = UINT8_MAX},
    {.reserved = 1},
};

static const struct abi_message_capability refused_capabilities[] = {
    {.rights = NO_RIGHT},
    {.grantable = NO_RIGHT},
    {.reserved = 1},
};

typedef enum abi_error (*page_call)(uint32_t endpoint);

static enum abi_error call(uint32_t endpoint) {
    struct nexus_message message = {.words = {0}};
    return nexus_ipc_call_page(endpoint, &message);
}
static enum abi_error send(uint32_t endpoint) {
    const struct nexus_message message = {.words = {0}};
    return nexus_ipc_send_page(endpoint, &message);
}
static enum abi_error receive(uint32_t endpoint) {
    struct nexus_message message;
    return nexus_ipc_receive_page(endpoint, &message);
}
static enum abi_error reply_receive(uint32_t endpoint) {
    struct nexus_message message = {.words = {0}};
    return nexus_ipc_reply_receive_page(endpoint, &message);
}

static const page_call calls[] = {call, send, receive, reply_receive};

enum { CALLS = sizeof(calls) / sizeof(calls[0]) };

static enum abi_error try_header(page_call call, uint32_t endpoint, const struct abi_message *header) {
    struct abi_message *page = page_fresh();
    page->deadline = 0;
    page->bytes = header->bytes;
    page->capability_count = header->capability_count;
    page->accept = header->accept;
    page->reserved = header->reserved;
    enum abi_error error = call(endpoint);
    page_fresh();
    return error;
}

static enum abi_error try_capability(page_call call, uint32_t endpoint, const struct abi_message_capability *sent) {
    struct abi_message *page = page_fresh();
    page->deadline = 0;
    page->capability_count = 1;
    page->capabilities[0] = *sent;
    enum abi_error error = call(endpoint);
    page_fresh();
    return error;
}

static bool try_headers(page_call call, uint32_t endpoint, struct tally *tally) {
    for (uint32_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (!tally_expect(tally, try_header(call, endpoint, &refused[i]), ABI_EINVAL)) {
            return false;
        }
    }
    // As much as there may be.
    const struct abi_message most = {.bytes = ABI_MESSAGE_MAX_BYTES, .accept = ABI_MESSAGE_CAPABILITIES};
    return tally_expect(tally, try_header(call, endpoint, &most), ABI_EAGAIN);
}

static void try_capabilities(page_call call, uint32_t endpoint, struct tally *tally) {
    for (uint32_t i = 0; i < sizeof(refused_capabilities) / sizeof(refused_capabilities[0]); i++) {
        struct abi_message_capability sent = refused_capabilities[i];
        sent.handle = endpoint;
        (void)tally_expect(tally, try_capability(call, endpoint, &sent), ABI_EINVAL);
    }
    const struct abi_message_capability nothing = {.handle = UINT32_MAX};
    const struct abi_message_capability all = {.handle = endpoint, .rights = ABI_RIGHT_ALL, .grantable = ABI_RIGHT_ALL};
    (void)tally_expect(tally, try_capability(call, endpoint, &nothing), ABI_EBADF);
    (void)tally_expect(tally, try_capability(call, endpoint, &all), ABI_EAGAIN);
}

void prove_message_header(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t endpoint = 0;
    bool is_refused = tally_expect(&tally, nexus_endpoint_create(&endpoint), ABI_OK);
    for (uint32_t i = 0; i < CALLS && is_refused; i++) {
        is_refused = try_headers(calls[i], endpoint, &tally);
    }
    for (uint32_t i = 0; i < CALLS && is_refused; i++) {
        try_capabilities(calls[i], endpoint, &tally);
    }
    emit(MARKER_test_reject_message_header, "%s", tally_text(&tally));
    (void)!nexus_capability_close(endpoint);
}
