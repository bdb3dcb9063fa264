// SPDX-License-Identifier: Apache-2.0
#include "services/auditd/book.h"

#include <stddef.h>

#include "libs/service/identity.h"

static void lose_records(struct book *book, struct sender *sender, uint64_t count) {
    book->records_lost += count;
    sender->lost += count;
}

static void write_lost(struct book *book, struct sender *sender, uint64_t identity) {
    const struct auditd_entry entry = {.sender = identity,
                                       .first = sender->lost,
                                       .subject = identity_recipe(identity),
                                       .count = 1,
                                       .event = AUDIT_LOST};
    sender->newest = audit_ring_add(&book->ring, &entry);
    sender->lost = 0;
}

enum abi_error book_record(struct book *book, uint64_t identity, const struct auditd_record *record, uint64_t now) {
    struct sender *sender = senders_find(&book->senders, identity, now);
    if (sender == NULL) {
        return ABI_EPERM;
    }
    lose_records(book, sender, record->lost);
    if (!sender_takes_record(sender)) {
        lose_records(book, sender, 1);
        return ABI_EBUSY;
    }
    // Where there is no place for both, the record would take that of the loss.
    if (sender->lost != 0 && audit_ring_has_places(&book->ring, identity, 2) && sender_takes_record(sender)) {
        write_lost(book, sender, identity);
    }
    const struct auditd_entry entry = {.sender = identity,
                                       .first = record->first,
                                       .second = record->second,
                                       .subject = record->subject,
                                       .count = 1,
                                       .event = record->event,
                                       .error = record->error};
    sender->newest = audit_ring_count(&book->ring, sender->newest, &entry);
    book->records++;
    return ABI_OK;
}

enum abi_error book_line(struct book *book, uint64_t identity, const struct auditd_log *log, uint64_t now) {
    struct sender *sender = senders_find(&book->senders, identity, now);
    if (sender == NULL) {
        return ABI_EPERM;
    }
    if (!sender_takes_line(sender)) {
        book->lines_lost++;
        return ABI_EBUSY;
    }
    line_ring_add(&book->lines, identity, log->text);
    return ABI_OK;
}
