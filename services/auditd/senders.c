// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/senders.h"

#include <stddef.h>

#include "libs/fault/fault.h"
#include "libs/service/identity.h"

struct sender *senders_find(struct senders *senders, uint64_t identity, uint64_t now) {
    uint32_t recipe = identity_recipe(identity);
    if (recipe == IDENTITY_KERNEL || recipe > RECIPES_MAX) {
        return NULL;
    }
    struct sender *sender = &senders->places[recipe - 1];
    // A window begins with what comes first after the one before it.
    bool has_passed = now >= sender->window_begin && now - sender->window_begin >= senders->window_ticks;
    if (!sender->has_window || has_passed) {
        sender->has_window = true;
        sender->window_begin = now;
        sender->records_left = AUDITD_SENDER_RECORDS;
        sender->lines_left = AUDITD_SENDER_LINES;
    }
    return sender;
}

static bool take(uint32_t *left) {
    if (*left == 0) {
        return fault_is(FAULT_audit_unlimited);
    }
    --*left;
    return true;
}

bool sender_takes_record(struct sender *sender) {
    return take(&sender->records_left);
}

bool sender_takes_line(struct sender *sender) {
    return take(&sender->lines_left);
}
