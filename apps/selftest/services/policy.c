// SPDX-License-Identifier: Apache-2.0
// policyd, through execd and directly.
#include <stdint.h>
#include <string.h>

#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/guest.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"
#include "services/policyd/protocol.h"

static struct abi_task_info own_info(void) {
    struct abi_task_info info;
    if (nexus_task_info(0, 0, &info) != ABI_OK) {
        world_fail("the kernel does not tell about the witness", 0);
    }
    return info;
}

static enum abi_error escalate(enum abi_class class_, uint16_t shares) {
    const struct execd_escalate request = {
        .header = {.version = EXECD_VERSION, .operation = EXECD_ESCALATE, .bytes = sizeof(request)},
        .class_ = (uint8_t)class_,
        .placement = ABI_PLACEMENT_ANY,
        .shares = shares};
    struct ask_answer answer;
    return world_ask(world.execd, &request, sizeof(request), &answer);
}

static struct policyd_query query_of(enum policy_operation operation, uint64_t value) {
    return (struct policyd_query){
        .header = {.version = POLICYD_VERSION, .operation = POLICYD_QUERY, .bytes = sizeof(struct policyd_query)},
        .operation = (uint16_t)operation,
        .subject = (uint16_t)world.own_recipe,
        .value = value};
}

static enum abi_error ask_policy(const struct policyd_query *query) {
    struct ask_answer answer;
    return world_ask(world.policyd, query, sizeof(*query), &answer);
}

void prove_policy_allow(void) {
    struct abi_task_info before = own_info();
    enum abi_error answer = escalate((enum abi_class)before.base_class, 400);
    emit(MARKER_policy_allow, "before=%u answer=%u after=%u", before.shares, answer, own_info().shares);
}

void prove_policy_deny(void) {
    struct abi_task_info before = own_info();
    struct policyd_query query = query_of(POLICY_SET_CLASS, ABI_CLASS_PERF_BURST);
    enum abi_error answer = ask_policy(&query);
    enum abi_error refused = escalate(ABI_CLASS_PERF_BURST, before.shares);
    struct abi_task_info after = own_info();
    emit(MARKER_policy_deny, "answer=%u refused=%u before=%u after=%u shares=%u", answer, refused, before.base_class,
         after.base_class, after.shares);
}

void prove_policy_spoof(void) {
    struct policyd_query own = query_of(POLICY_SET_SHARES, 400);
    struct policyd_query forged = own;
    forged.subject = (uint16_t)world_recipe("timed");
    emit(MARKER_policy_spoof_denied, "own=%u forged=%u", ask_policy(&own), ask_policy(&forged));
}

void prove_policy_malformed(void) {
    world_pause();
    struct policyd_query bad[] = {
        query_of(POLICY_OPERATION_COUNT, 0),
        query_of((enum policy_operation)0, 0),
        query_of(POLICY_SET_CLASS, ABI_CLASS_COUNT),
        query_of(POLICY_SET_SHARES, 0),
        query_of(POLICY_SET_SHARES, ABI_SHARES_MAX + 1),
    };
    uint32_t tried = sizeof(bad) / sizeof(bad[0]);
    uint32_t refused = 0;
    for (uint32_t i = 0; i < tried; i++) {
        refused += ask_policy(&bad[i]) == ABI_EINVAL ? 1 : 0;
    }
    struct policyd_query good = query_of(POLICY_SET_SHARES, 400);
    emit(MARKER_policy_malformed, "tried=%u refused=%u good=%u", tried, refused, ask_policy(&good));
}

// No rule speaks of it at all.
void prove_policy_unpolicied(void) {
    world_pause();
    struct policyd_query query = query_of(POLICY_KILL, 0);
    query.object = world_recipe("timed");
    emit(MARKER_policy_unpolicied_denied, "answer=%u", ask_policy(&query));
}

void prove_policy_oversized(void) {
    uint8_t large[ABI_MESSAGE_MAX_BYTES] = {0};
    struct policyd_query query = query_of(POLICY_SET_SHARES, 400);
    enum abi_error right = ask_policy(&query);
    query.header.bytes = sizeof(large);
    memcpy(large, &query, sizeof(query));
    struct ask_answer answer;
    enum abi_error whole = world_ask(world.policyd, large, sizeof(large), &answer);
    query.header.bytes = sizeof(query) + 1;
    memcpy(large, &query, sizeof(query));
    enum abi_error by_one = world_ask(world.policyd, large, sizeof(query) + 1, &answer);
    emit(MARKER_policy_oversized, "right=%u by_one=%u whole=%u", right, by_one, whole);
}

// Every decision is written down before it is answered: so many more as were asked for.
void prove_policy_audit(void) {
    world_pause();
    uint16_t policyd = (uint16_t)world_recipe("policyd");
    struct policyd_query good = query_of(POLICY_SET_SHARES, 400);
    struct policyd_query bad = query_of(POLICY_SET_CLASS, ABI_CLASS_PERF_BURST);
    enum { ROUNDS = 3 };
    uint64_t before = world_count_records(policyd, AUDIT_POLICY_DENIED);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        (void)ask_policy(&bad);
    }
    emit(MARKER_policy_deny_audit, "denied=%u written=%u", ROUNDS,
         (unsigned)(world_count_records(policyd, AUDIT_POLICY_DENIED) - before));
    before = world_count_records(policyd, AUDIT_POLICY_ALLOWED);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        (void)ask_policy(&good);
    }
    emit(MARKER_policy_allow_audit, "allowed=%u written=%u", ROUNDS,
         (unsigned)(world_count_records(policyd, AUDIT_POLICY_ALLOWED) - before));
}

// The rules would allow the guest PerfBurst; its recipe says Interactive at most.
void prove_recipe_bound(void) {
    emit(MARKER_test_reject_recipe_bound, "answer=%u", world_run_guest(GUEST_ESCALATE));
}

void prove_shares_bound(void) {
    world_pause();
    enum abi_class class_ = (enum abi_class)own_info().base_class;
    struct policyd_query at_bound = query_of(POLICY_SET_SHARES, 500);
    struct policyd_query beyond = query_of(POLICY_SET_SHARES, 501);
    enum abi_error allowed = ask_policy(&at_bound);
    enum abi_error denied = ask_policy(&beyond);
    enum abi_error applied = escalate(class_, 500);
    enum abi_error refused = escalate(class_, 501);
    emit(MARKER_test_reject_shares_above_500, "allowed=%u denied=%u applied=%u refused=%u shares=%u", allowed, denied,
         applied, refused, own_info().shares);
}
