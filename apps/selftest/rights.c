// SPDX-License-Identifier: Apache-2.0
// What may be derived from a capability, and given to others.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum {
    BOTH = ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE,
    ONE_TOO_HIGH = ABI_RIGHT_ALL + 1,
};

static void expect_derived(uint32_t from, uint32_t rights, uint32_t grantable, enum abi_error expected,
                           struct tally *tally) {
    uint32_t child = 0;
    enum abi_error error = nexus_capability_derive(from, rights, grantable, 0, &child);
    (void)tally_expect(tally, error, expected);
    if (error != ABI_OK) {
        return;
    }
    struct abi_capability_info info = {0};
    bool is_told = nexus_capability_info(child, &info) == ABI_OK && info.kind == ABI_OBJECT_NOTIFICATION &&
                   info.rights == rights && info.grantable == grantable;
    (void)tally_expect(tally, is_told, true);
    (void)!nexus_capability_close(child);
}

// In the caller's own table: no right that the parent lacks, in neither set.
void prove_rights_widened(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t root = 0;
    uint32_t narrow = 0;
    (void)tally_expect(&tally, nexus_notification_create(&root), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_derive(root, BOTH, ABI_RIGHT_SEND, 0, &narrow), ABI_OK);
    struct abi_process_info before = {0};
    struct abi_process_info after = {0};
    (void)!nexus_process_info(0, &before);
    expect_derived(narrow, BOTH, ABI_RIGHT_SEND, ABI_OK, &tally);
    expect_derived(narrow, ABI_RIGHT_RECEIVE, 0, ABI_OK, &tally);
    expect_derived(narrow, 0, ABI_RIGHT_SEND, ABI_OK, &tally);
    expect_derived(narrow, BOTH | ABI_RIGHT_MANAGE, 0, ABI_EPERM, &tally);
    expect_derived(narrow, BOTH | ABI_RIGHT_READ, 0, ABI_EPERM, &tally);
    expect_derived(narrow, BOTH, BOTH, ABI_EPERM, &tally);
    expect_derived(narrow, 0, ABI_RIGHT_USE, ABI_EPERM, &tally);
    expect_derived(narrow, ONE_TOO_HIGH, 0, ABI_EINVAL, &tally);
    expect_derived(narrow, 0, ONE_TOO_HIGH, ABI_EINVAL, &tally);
    (void)!nexus_process_info(0, &after);
    emit(MARKER_test_reject_rights_widened, "%s before=%u after=%u", tally_text(&tally), (unsigned)before.capabilities,
         (unsigned)after.capabilities);
    (void)!nexus_capability_close(narrow);
    (void)!nexus_capability_close(root);
}

static void expect_granted(const struct partner *partner, uint32_t handle, uint32_t rights, uint32_t grantable,
                           enum abi_error expected, struct tally *tally) {
    uint32_t there = 0;
    (void)tally_expect(tally, nexus_process_grant(partner->process, handle, rights, grantable, &there), expected);
}

// The same by message.
static void expect_sent(const struct partner *partner, uint32_t handle, uint32_t rights, enum abi_error expected,
                        struct tally *tally) {
    struct abi_message *page = page_fresh();
    page->deadline = 0;
    page->capability_count = 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = handle, .rights = (uint8_t)rights};
    const struct nexus_message message = {.words = {0}};
    (void)tally_expect(tally, nexus_ipc_send_page(partner->reports, &message), expected);
    page_fresh();
}

// Using and granting are separate: the holder of both rights may pass on one of them, and who gets it none.
void prove_cap_narrowing(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    struct partner partner;
    uint32_t root = 0;
    uint32_t narrow = 0;
    (void)tally_expect(&tally, partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(&tally, nexus_notification_create(&root), ABI_OK);
    (void)tally_expect(&tally, nexus_capability_derive(root, BOTH, ABI_RIGHT_SEND, 0, &narrow), ABI_OK);
    expect_granted(&partner, narrow, ABI_RIGHT_SEND, ABI_RIGHT_SEND, ABI_OK, &tally);
    expect_granted(&partner, narrow, BOTH, 0, ABI_EPERM, &tally);
    expect_granted(&partner, narrow, ABI_RIGHT_RECEIVE, 0, ABI_EPERM, &tally);
    expect_granted(&partner, narrow, ABI_RIGHT_SEND, BOTH, ABI_EPERM, &tally);
    expect_granted(&partner, narrow, ONE_TOO_HIGH, 0, ABI_EINVAL, &tally);
    // Nobody receives there: what may be sent would have to wait.
    expect_sent(&partner, narrow, ABI_RIGHT_SEND, ABI_EAGAIN, &tally);
    expect_sent(&partner, narrow, BOTH, ABI_EPERM, &tally);
    uint32_t there = partner_give(&partner, narrow, ABI_RIGHT_SEND, 0);
    uint64_t bits = 0;
    (void)tally_expect(&tally, puppet_call(&partner, ABI_SYS_NOTIFICATION_SIGNAL, there, 2, 0, 0), ABI_OK);
    (void)tally_expect(&tally, nexus_notification_wait(narrow, 0, &bits), ABI_OK);
    (void)tally_expect(&tally, bits, 2);
    emit(MARKER_cap_narrowing, "%s", tally_text(&tally));
    partner_end(&partner);
    (void)!nexus_capability_close(narrow);
    (void)!nexus_capability_close(root);
}
