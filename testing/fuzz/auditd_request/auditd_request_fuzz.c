// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are sent to auditd: nothing outside them is read, what is accepted has values of the protocol only, and what is not
// changes nothing.
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "libs/recipe/recipe.h"
#include "services/auditd/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool promise) {
    if (!promise) {
        abort();
    }
}

static void check_text(const char *text) {
    size_t length = strnlen(text, AUDITD_TEXT_BYTES);
    check(length < AUDITD_TEXT_BYTES);
    for (size_t i = 0; i < AUDITD_TEXT_BYTES; i++) {
        check(i < length ? text[i] >= 0x20 && text[i] < 0x7f : text[i] == 0);
    }
}

static void check_request(const struct auditd_request *request, const uint8_t *data, size_t size) {
    check(memcmp(&request->body, data, size) == 0);
    switch (request->operation) {
        case AUDITD_RECORD:
            check(size == sizeof(struct auditd_record) && request->body.record.event > AUDIT_KERNEL);
            check(request->body.record.event < AUDIT_LOST && request->body.record.error < ABI_ERROR_COUNT);
            break;
        case AUDITD_LOG:
            check(size == sizeof(struct auditd_log));
            check_text(request->body.log.text);
            break;
        case AUDITD_QUERY:
        case AUDITD_READ_LOG:
            check(size == sizeof(struct auditd_query));
            break;
        case AUDITD_SENDER:
            check(size == sizeof(struct auditd_sender) && request->body.sender.sender <= RECIPES_MAX);
            break;
        default:
            check(request->operation == AUDITD_STATUS && size == sizeof(struct auditd_status));
            break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct auditd_request request;
    struct auditd_request untouched;
    memset(&request, 0x5a, sizeof(request));
    memset(&untouched, 0x5a, sizeof(untouched));
    if (auditd_request_read(data, size, &request) == ABI_OK) {
        check_request(&request, data, size);
    } else {
        check(memcmp(&request, &untouched, sizeof(request)) == 0);
    }
    return 0;
}
