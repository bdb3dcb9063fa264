// SPDX-License-Identifier: Apache-2.0
// auditd: who may fill it, who may read it, and whether all of it is there.
#include <stdint.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/guest.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"

static enum abi_error record(uint32_t number) {
    const struct auditd_record request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_RECORD, .bytes = sizeof(request)},
        .event = AUDIT_ESCALATION,
        .subject = number};
    struct ask_answer answer;
    return world_ask(world.auditd, &request, sizeof(request), &answer);
}

struct audit_state {
    uint64_t written;
    uint64_t lost;
    uint64_t lost_of_kernel;
};

static struct audit_state status(void) {
    const struct auditd_status request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_STATUS, .bytes = sizeof(request)}};
    struct ask_answer answer;
    enum abi_error error = world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer);
    if (error != ABI_OK) {
        world_fail("auditd does not tell its state", error);
    }
    return (struct audit_state){.written = answer.words[1], .lost = answer.words[2], .lost_of_kernel = answer.words[3]};
}

// More than a sender may write in a window: some are refused, all of those are counted, and somebody else still gets through.
void prove_audit_flood(void) {
    world_pause();
    enum { FLOOD = 2 * AUDITD_SENDER_RECORDS };
    struct audit_state before = status();
    uint32_t refused = 0;
    uint32_t accepted = 0;
    for (uint32_t i = 0; i < FLOOD; i++) {
        enum abi_error error = record(i);
        accepted += error == ABI_OK ? 1 : 0;
        refused += error == ABI_EBUSY ? 1 : 0;
    }
    uint32_t counted = (uint32_t)(status().lost - before.lost);
    emit(MARKER_test_reject_audit_flood, "sent=%u answered=%u refused=%u counted=%u other=%u", FLOOD,
         accepted + refused, refused, counted, world_run_guest(GUEST_RECORD));
}

static uint64_t records_of_others(void) {
    return world_count_records(AUDITD_ANY, AUDITD_ANY) - world_count_records((uint16_t)world.own_recipe, AUDITD_ANY);
}

// More than there are places, within the allowance of each window: what others have written down stays.
void prove_audit_eviction(void) {
    // Each with room for the record of what was lost before.
    enum { ROUNDS = 6, ROUND = AUDITD_SENDER_RECORDS - 1, FLOOD = ROUNDS * ROUND };
    uint64_t before = records_of_others();
    uint32_t accepted = 0;
    for (uint32_t i = 0; i < FLOOD; i++) {
        if (i % ROUND == 0) {
            world_pause();
        }
        accepted += record(i) == ABI_OK ? 1 : 0;
    }
    uint64_t after = records_of_others();
    emit(MARKER_test_reject_audit_eviction, "sent=%u places=%u accepted=%u others=%u lost=%u", FLOOD, AUDITD_RECORDS,
         accepted, (unsigned)before, (unsigned)(before > after ? before - after : 0));
}

void prove_audit_reader(void) {
    const struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_QUERY, .bytes = sizeof(request)},
        .sender = AUDITD_ANY,
        .event = AUDITD_ANY};
    struct ask_answer answer;
    enum abi_error without = world_ask(world.auditd, &request, sizeof(request), &answer);
    enum abi_error other = world_ask_with(world.auditd, &request, sizeof(request), world.stats_read, &answer);
    enum abi_error with = world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer);
    emit(MARKER_test_reject_audit_reader, "without=%u other=%u with=%u", without, other, with);
}

// A request that is none is written down by who refuses it: whose it was, and what it wanted to be.
void prove_refusal_written(void) {
    const struct wire_header none = {.version = EXECD_VERSION, .operation = EXECD_KILL, .bytes = sizeof(none)};
    uint16_t execd = (uint16_t)world_recipe("execd");
    uint64_t before = world_count_records(execd, AUDIT_REQUEST_REFUSED);
    struct ask_answer answer;
    enum abi_error refused = world_ask(world.execd, &none, sizeof(none), &answer);
    uint64_t after = world_count_records(execd, AUDIT_REQUEST_REFUSED);
    const struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_QUERY, .bytes = sizeof(request)},
        .sender = execd,
        .event = AUDIT_REQUEST_REFUSED,
        .last = 1};
    struct auditd_entry entry = {0};
    if (world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer) == ABI_OK &&
        answer.words[1] == 1) {
        memcpy(&entry, answer.data, sizeof(entry));
    }
    emit(MARKER_refusal_written, "refused=%u written=%u error=%u operation=%u sender=%u own=%u", refused,
         (unsigned)(after - before), entry.error, (unsigned)entry.first, entry.subject, world.own_recipe);
}

static enum abi_error write_line(const char *text) {
    struct auditd_log request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_LOG, .bytes = sizeof(request)}};
    strncpy(request.text, text, sizeof(request.text) - 1);
    struct ask_answer answer;
    return world_ask(world.auditd, &request, sizeof(request), &answer);
}

void prove_log_text(void) {
    emit(MARKER_test_reject_log_text, "plain=%u newline=%u escape=%u", write_line("a line"), write_line("two\nlines"),
         write_line("\x1b[2J"));
}

// From the oldest that is kept to the newest there is no gap, and what was written is there, each as often as it happened.
void prove_audit_complete(void) {
    struct auditd_query request = {
        .header = {.version = AUDITD_VERSION, .operation = AUDITD_QUERY, .bytes = sizeof(request)},
        .sender = AUDITD_ANY,
        .event = AUDITD_ANY};
    struct ask_answer answer;
    uint64_t last = 0;
    uint32_t gaps = 0;
    uint32_t read = 0;
    uint64_t counted = 0;
    for (;;) {
        if (world_ask_with(world.auditd, &request, sizeof(request), world.audit_read, &answer) != ABI_OK) {
            world_fail("the audit cannot be read", 1);
        }
        if (answer.words[1] == 0) {
            break;
        }
        for (uint64_t i = 0; i < answer.words[1]; i++) {
            struct auditd_entry entry;
            memcpy(&entry, answer.data + i * sizeof(entry), sizeof(entry));
            gaps += last != 0 && entry.sequence != last + 1 ? 1 : 0;
            last = entry.sequence;
            read++;
            counted += entry.event == AUDIT_KERNEL || entry.event == AUDIT_LOST ? 0 : entry.count;
        }
        request.position = answer.words[2];
    }
    struct audit_state state = status();
    emit(MARKER_audit_complete, "read=%u gaps=%u counted=%u written=%u lost_of_kernel=%u", read, gaps,
         (unsigned)counted, (unsigned)state.written, (unsigned)state.lost_of_kernel);
}
