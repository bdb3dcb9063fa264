// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/request.h"

#include <stdbool.h>

#include "libs/recipe/recipe.h"
#include "services/auditd/lines.h"

static const uint16_t SIZES[AUDITD_OPERATION_COUNT] = {
    [AUDITD_RECORD] = sizeof(struct auditd_record), [AUDITD_LOG] = sizeof(struct auditd_log),
    [AUDITD_QUERY] = sizeof(struct auditd_query),   [AUDITD_READ_LOG] = sizeof(struct auditd_query),
    [AUDITD_STATUS] = sizeof(struct auditd_status), [AUDITD_SENDER] = sizeof(struct auditd_sender),
};

static const struct wire_protocol PROTOCOL = {AUDITD_VERSION, AUDITD_OPERATION_COUNT, SIZES};

static bool event_is_known(uint16_t event) {
    return event >= AUDIT_KERNEL && event < AUDIT_EVENT_COUNT;
}

// What the kernel says and what auditd counts is for nobody else to tell.
static bool record_is_valid(const struct auditd_record *record) {
    return event_is_known(record->event) && record->event != AUDIT_KERNEL && record->event != AUDIT_LOST &&
           record->error < ABI_ERROR_COUNT;
}

static bool sender_is_valid(const struct auditd_sender *sender) {
    return sender->sender <= RECIPES_MAX && (sender->reserved[0] | sender->reserved[1] | sender->reserved[2]) == 0;
}

static bool values_are_valid(const struct auditd_request *request) {
    switch (request->operation) {
        case AUDITD_RECORD:
            return record_is_valid(&request->body.record);
        case AUDITD_LOG:
            return line_text_is_valid(request->body.log.text);
        case AUDITD_QUERY:
            return request->body.query.event == AUDITD_ANY || event_is_known(request->body.query.event);
        case AUDITD_READ_LOG:
            return request->body.query.event == AUDITD_ANY;
        case AUDITD_SENDER:
            return sender_is_valid(&request->body.sender);
        default:
            return true;
    }
}

enum abi_error auditd_request_read(const void *data, size_t bytes, struct auditd_request *request) {
    struct auditd_request read = {0};
    uint16_t operation = 0;
    enum abi_error error = wire_open(&PROTOCOL, data, bytes, &read.body, &operation);
    if (error != ABI_OK) {
        return error;
    }
    read.operation = (enum auditd_operation)operation;
    if (!values_are_valid(&read)) {
        return ABI_EINVAL;
    }
    *request = read;
    return ABI_OK;
}
