// SPDX-License-Identifier: Apache-2.0
#include "libs/service/serve.h"

#include <string.h>

#include "libs/fault/fault.h"
#include "libs/nexus/capability.h"
#include "libs/nexus/ipc.h"
#include "libs/nexus/thread.h"

// One service in a process: what is large is not on its stack.
static struct serve_request request;
static struct serve_reply reply;

static void take_request(const struct nexus_message *message) {
    const struct abi_message *page = nexus_message_page();
    memset(&request, 0, sizeof(request));
    request.badge = message->badge;
    request.task = nexus_message_sender(message);
    request.class_ = nexus_message_class(message);
    request.kind = nexus_message_kind(message);
    memcpy(request.words, message->words, sizeof(request.words));
    request.bytes = page->bytes;
    memcpy(request.data, page->data, page->bytes);
    for (uint32_t i = 0; i < page->capability_count; i++) {
        request.capabilities[i] = page->capabilities[i].handle;
    }
}

static void close_leftovers(void) {
    for (uint32_t i = 0; i < ABI_MESSAGE_CAPABILITIES; i++) {
        if (request.capabilities[i] != 0) {
            (void)!nexus_capability_close(request.capabilities[i]);
        }
    }
}

// True if somebody waits for what is now in `reply`.
static bool handle(const struct serve_service *service, const struct nexus_message *message) {
    if (nexus_message_kind(message) == ABI_MESSAGE_NOTIFICATION) {
        service->notified(message->words[0]);
        return false;
    }
    take_request(message);
    memset(&reply, 0, sizeof(reply));
    service->request(&request, &reply);
    close_leftovers();
    if (fault_is(FAULT_unknown_unanswered) && reply.words[0] == ABI_ENOSYS) {
        return false;
    }
    return request.kind == ABI_MESSAGE_CALL || request.kind == ABI_MESSAGE_FAULT;
}

static void prepare_page(const struct serve_service *service, bool answers) {
    struct abi_message *page = nexus_message_page();
    page->deadline = ABI_DEADLINE_NEVER;
    page->accept = service->accept;
    page->capability_count = 0;
    page->bytes = answers ? reply.bytes : 0;
    if (answers) {
        memcpy(page->data, reply.data, reply.bytes);
    }
}

enum abi_error serve_run(const struct serve_service *service) {
    struct nexus_message message = {0};
    bool answers = false;
    for (;;) {
        prepare_page(service, answers);
        enum abi_error error;
        if (answers) {
            memcpy(message.words, reply.words, sizeof(message.words));
            error = nexus_ipc_reply_receive_page(service->endpoint, &message);
        } else {
            error = nexus_ipc_receive_page(service->endpoint, &message);
        }
        if (error == ABI_OK) {
            answers = handle(service, &message);
        } else if (answers) {
            // The one who asked is gone, and nothing was received.
            answers = false;
        } else {
            return error;
        }
    }
}
