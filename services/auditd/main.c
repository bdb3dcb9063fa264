// SPDX-License-Identifier: Apache-2.0
// auditd: takes what others write down, fetches what the kernel does, and shows it to whoever may read it. It calls nobody.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "libs/fault/fault.h"
#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/service/serve.h"
#include "libs/service/shown.h"
#include "libs/service/wire.h"
#include "services/auditd/book.h"
#include "services/auditd/request.h"

enum auditd_constants {
    MILLISECONDS = 1000,
    // So many readings see all that the kernel keeps, and the newest twice. What is written meanwhile is there the next time.
    READINGS_MAX = ABI_AUDIT_RECORDS / ABI_AUDIT_READ_MAX + 2,
};

enum auditd_exit {
    EXIT_NO_CLOCK = 1,   // nobody said how fast the clock runs: there would be no rate limit
    EXIT_NO_KERNEL = 2,  // the kernel's records cannot be read
    EXIT_NO_ENDPOINT = 3,
};

static struct book book;
static uint64_t fetched_at;  // when the kernel was asked last

static enum abi_error fetch_from_kernel(uint64_t now) {
    fetched_at = now;
    struct abi_audit_record read[ABI_AUDIT_READ_MAX];
    uint64_t from = kernel_records_from(&book.kernel);
    for (uint32_t i = 0; i < READINGS_MAX; i++) {
        uint32_t count = 0;
        enum abi_error error =
            nexus_audit_read(nexus_start_handle("audit_read"), from, read, ABI_AUDIT_READ_MAX, &count);
        if (error != ABI_OK || count == 0) {
            return error;
        }
        kernel_records_take(&book.kernel, &book.ring, read, count);
        from = read[count - 1].sequence + 1;
    }
    return ABI_OK;
}

// To hold the kernel's own authority to read is what makes a reader: there is no list of them here.
static bool is_reader(const struct serve_request *request) {
    if (fault_is(FAULT_audit_read_by_anybody)) {
        return true;
    }
    return shown_is(request->capabilities[0], ABI_OBJECT_AUDIT_READ, ABI_RIGHT_USE);
}

static void send_entries(const struct auditd_query *query, struct serve_reply *reply) {
    struct auditd_entry entries[AUDITD_ENTRIES_SENT];
    uint32_t count = audit_ring_query(&book.ring, query, entries, &reply->words[2]);
    reply->words[1] = count;
    reply->bytes = (uint16_t)(count * sizeof(entries[0]));
    memcpy(reply->data, entries, reply->bytes);
}

static void send_lines(const struct auditd_query *query, struct serve_reply *reply) {
    struct auditd_line lines[AUDITD_LINES_SENT];
    uint32_t count = line_ring_query(&book.lines, query, lines, &reply->words[2]);
    reply->words[1] = count;
    reply->bytes = (uint16_t)(count * sizeof(lines[0]));
    memcpy(reply->data, lines, reply->bytes);
}

static void send_status(struct serve_reply *reply) {
    reply->words[1] = book.records;
    reply->words[2] = book.records_lost;
    reply->words[3] = book.kernel.lost;
    reply->words[4] = book.lines.shelf.newest;
    reply->words[5] = book.lines_lost;
}

static void send_share(uint32_t sender, struct serve_reply *reply) {
    const struct book_share share = book_share_of(&book, sender);
    reply->words[1] = share.records;
    reply->words[2] = share.records_replaced;
    reply->words[3] = share.records_untold;
    reply->words[4] = share.lines;
    reply->words[5] = share.lines_replaced;
}

static void show(const struct auditd_request *read, struct serve_reply *reply) {
    switch (read->operation) {
        case AUDITD_QUERY:
            send_entries(&read->body.query, reply);
            break;
        case AUDITD_READ_LOG:
            send_lines(&read->body.query, reply);
            break;
        case AUDITD_SENDER:
            send_share(read->body.sender.sender, reply);
            break;
        default:
            send_status(reply);
            break;
    }
}

// A request that is none is written down as its sender's own, and within its allowance.
static void note_refused(const struct serve_request *request, enum abi_error error, uint64_t now) {
    const struct auditd_record record = {.event = AUDIT_REQUEST_REFUSED,
                                         .error = (uint16_t)error,
                                         .subject = identity_recipe(request->badge),
                                         .first = wire_operation(request->data, request->bytes)};
    (void)!book_record(&book, request->badge, &record, now);
}

static enum abi_error handle(const struct serve_request *request, struct serve_reply *reply, uint64_t now) {
    struct auditd_request read;
    enum abi_error error = auditd_request_read(request->data, request->bytes, &read);
    if (error != ABI_OK) {
        note_refused(request, error, now);
        return error;
    }
    if (read.operation == AUDITD_RECORD) {
        return book_record(&book, request->badge, &read.body.record, now);
    }
    if (read.operation == AUDITD_LOG) {
        return book_line(&book, request->badge, &read.body.log, now);
    }
    if (!is_reader(request)) {
        note_refused(request, ABI_EPERM, now);
        return ABI_EPERM;
    }
    // Begun with success, so what fails now was not written down by the kernel, or is there the next time.
    (void)!fetch_from_kernel(now);
    show(&read, reply);
    return ABI_OK;
}

static void take_request(struct serve_request *request, struct serve_reply *reply) {
    uint64_t now = nexus_clock_read();
    // For what others write down it is enough to look now and then: they wait, and many harts may want to write there.
    if (now - fetched_at >= book.senders.window_ticks) {
        (void)!fetch_from_kernel(now);
    }
    reply->words[0] = handle(request, reply, now);
}

int main(void) {
    book.senders.window_ticks = nexus_ticks_per_second() * AUDITD_WINDOW_MILLISECONDS / MILLISECONDS;
    if (book.senders.window_ticks == 0) {
        return EXIT_NO_CLOCK;
    }
    if (fetch_from_kernel(nexus_clock_read()) != ABI_OK) {
        return EXIT_NO_KERNEL;
    }
    const struct serve_service service = {
        .endpoint = nexus_start_handle("endpoint"), .accept = 1, .request = take_request};
    if (service.endpoint == 0) {
        return EXIT_NO_ENDPOINT;
    }
    printf("auditd: ready\n");
    (void)!serve_run(&service);
    return EXIT_NO_ENDPOINT;
}
