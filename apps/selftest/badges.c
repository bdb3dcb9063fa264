// SPDX-License-Identifier: Apache-2.0
// What may have a badge, and how deep a tree of capabilities may be.
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum { DEPTH_TO_TRY = 64 };

static const uint64_t BADGE = 77;

static uint64_t derive(uint32_t handle, uint64_t badge, uint32_t *child) {
    return nexus_capability_derive(handle, ABI_RIGHT_ALL, ABI_RIGHT_ALL, badge, child);
}

static uint64_t badge_of(uint32_t handle) {
    struct abi_capability_info info = {0};
    return nexus_capability_info(handle, &info) == ABI_OK ? info.badge : UINT64_MAX;
}

static void expect_badges(uint32_t endpoint, struct tally *tally) {
    uint32_t plain = 0;
    uint32_t badged = 0;
    uint32_t below = 0;
    uint32_t none = 0;
    (void)tally_expect(tally, derive(endpoint, 0, &plain), ABI_OK);
    (void)tally_expect(tally, derive(plain, BADGE, &badged), ABI_OK);
    (void)tally_expect(tally, derive(badged, 0, &below), ABI_OK);
    (void)tally_expect(tally, derive(badged, BADGE, &none), ABI_EINVAL);
    (void)tally_expect(tally, derive(badged, BADGE + 1, &none), ABI_EINVAL);
    (void)tally_expect(tally, derive(below, BADGE + 1, &none), ABI_EINVAL);
    (void)tally_expect(tally, badge_of(plain), 0);
    (void)tally_expect(tally, badge_of(badged), BADGE);
    (void)tally_expect(tally, badge_of(below), BADGE);
    (void)!nexus_capability_close(below);
    (void)!nexus_capability_close(badged);
    (void)!nexus_capability_close(plain);
}

// Of no kind but an endpoint.
void prove_badge_rules(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t endpoint = 0;
    uint32_t notification = 0;
    uint32_t vmo = 0;
    uint32_t none = 0;
    (void)tally_expect(&tally, nexus_endpoint_create(&endpoint), ABI_OK);
    (void)tally_expect(&tally, nexus_notification_create(&notification), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_create(1, &vmo), ABI_OK);
    const uint32_t others[] = {notification, vmo, nexus_boot()->log, nexus_boot()->clock};
    for (uint32_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        (void)tally_expect(&tally, derive(others[i], BADGE, &none), ABI_EINVAL);
    }
    if (tally.first_wrong == 0) {
        expect_badges(endpoint, &tally);
    }
    emit(MARKER_test_reject_badge, "%s", tally_text(&tally));
    (void)!nexus_capability_close(endpoint);
    (void)!nexus_capability_close(notification);
    (void)!nexus_capability_close(vmo);
}

// To an endpoint where nobody is: what may be sent would have to wait.
static uint64_t send_capability(uint32_t handle) {
    uint32_t endpoint = 0;
    if (nexus_endpoint_create(&endpoint) != ABI_OK) {
        return ABI_EIO;
    }
    struct abi_message *page = page_fresh();
    page->deadline = 0;
    page->capability_count = 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = handle};
    const struct nexus_message message = {.words = {0}};
    uint64_t error = nexus_ipc_send_page(endpoint, &message);
    page_fresh();
    (void)!nexus_capability_close(endpoint);
    return error;
}

// To a process that has nothing but its slots.
static uint64_t grant_capability(uint32_t handle) {
    const struct abi_process_limits limits = {.pages = 1};
    uint32_t process = 0;
    uint32_t there = 0;
    if (nexus_process_create(&limits, 0, &process) != ABI_OK) {
        return ABI_EIO;
    }
    uint64_t error = nexus_process_grant(process, handle, 0, 0, &there);
    (void)!nexus_capability_close(process);
    return error;
}

// Child below child; what is revoked at the top is gone to the last one.
void prove_tree_depth(uint32_t harts) {
    (void)harts;
    static uint32_t levels[DEPTH_TO_TRY];
    uint32_t count = 1;
    struct abi_process_info before = {0};
    struct abi_process_info after = {0};
    (void)!nexus_process_info(0, &before);
    uint64_t error = nexus_notification_create(&levels[0]);
    while (error == ABI_OK && count < DEPTH_TO_TRY) {
        error = derive(levels[count - 1], 0, &levels[count]);
        count += error == ABI_OK ? 1 : 0;
    }
    uint64_t beside = count < 2 ? ABI_EIO : (uint64_t)derive(levels[count - 2], 0, &levels[count - 1]);
    // The deepest one can be used, and be given to nobody.
    uint64_t used = nexus_notification_signal(levels[count - 1], 1);
    uint64_t sent = send_capability(levels[count - 1]);
    uint64_t sent_above = send_capability(levels[count - 2]);
    uint64_t granted = grant_capability(levels[count - 1]);
    uint64_t revoked = nexus_capability_revoke(levels[0]);
    uint64_t closed = nexus_capability_close(levels[0]);
    (void)!nexus_process_info(0, &after);
    emit(
        MARKER_test_reject_tree_too_deep,
        "levels=%u error=%u beside=%u used=%u sent=%u sent_above=%u granted=%u revoked=%u closed=%u before=%u after=%u",
        (unsigned)count, (unsigned)error, (unsigned)beside, (unsigned)used, (unsigned)sent, (unsigned)sent_above,
        (unsigned)granted, (unsigned)revoked, (unsigned)closed, (unsigned)before.capabilities,
        (unsigned)after.capabilities);
}
