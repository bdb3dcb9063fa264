// SPDX-License-Identifier: Apache-2.0
// Placements that there are not, and those that nobody gave.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

static const uint64_t FAR_HART = UINT64_C(1) << 63;

static struct {
    struct partner puppet;
    uint32_t task;  // the puppet's
    uint64_t online;
    uint64_t efficient;  // the harts that are for efficiency, and for performance
    uint64_t performant;
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

// A puppet that may run anywhere.
static bool begin(uint32_t harts) {
    memset(&scene, 0, sizeof(scene));
    scene.online = harts == 64 ? UINT64_MAX : (UINT64_C(1) << harts) - 1;
    uint32_t quarter = harts / 4 == 0 ? 1 : harts / 4;
    scene.efficient = (UINT64_C(1) << quarter) - 1;
    scene.performant = harts == 1 ? scene.online : scene.online & ~scene.efficient;
    expect(partner_start(&scene.puppet, PARTNER_PUPPET, 0, UINT64_MAX), ABI_OK);
    expect(nexus_task_open(scene.puppet.process, scene.puppet.task, &scene.task), ABI_OK);
    expect(puppet_call(&scene.puppet, ABI_SYS_TASK_SELF, 0, 0, 0, 0), ABI_OK);
    return scene.tally.first_wrong == 0;
}

static void finish(void) {
    (void)!nexus_capability_close(scene.task);
    partner_end(&scene.puppet);
}

static uint64_t place(uint64_t placement, uint64_t harts, uint32_t authority) {
    return nexus_call(ABI_SYS_TASK_SET_PLACEMENT, scene.task, placement, harts, authority).error;
}

static uint64_t place_own(uint64_t placement, uint64_t harts, uint32_t authority) {
    return puppet_call(&scene.puppet, ABI_SYS_TASK_SET_PLACEMENT, 0, placement, harts, authority);
}

static void expect_harts(uint64_t expected) {
    struct abi_task_info info = {0};
    expect(nexus_task_info(scene.task, nexus_boot()->stats_read, &info), ABI_OK);
    expect(info.harts, expected);
}

void prove_affinity_clamp(uint32_t harts) {
    const uint32_t authority = nexus_boot()->sched_setaffinity;
    if (begin(harts)) {
        const uint64_t last = UINT64_C(1) << (harts - 1);
        expect(place(ABI_PLACEMENT_HARTS, last | FAR_HART, authority), ABI_OK);
        expect_harts(last);
        expect(place(ABI_PLACEMENT_HARTS, UINT64_MAX, authority), ABI_OK);
        expect_harts(scene.online);
        expect(place(ABI_PLACEMENT_HARTS, scene.online, authority), ABI_OK);
        expect_harts(scene.online);
    }
    emit(MARKER_affinity_clamp, "%s", tally_text(&scene.tally));
    finish();
}

void prove_empty_affinity(uint32_t harts) {
    const uint32_t authority = nexus_boot()->sched_setaffinity;
    if (begin(harts)) {
        expect(place(ABI_PLACEMENT_HARTS, STAGE_HARTS, authority), ABI_OK);
        expect(place(ABI_PLACEMENT_HARTS, 0, authority), ABI_EINVAL);
        expect(place(ABI_PLACEMENT_HARTS, FAR_HART, authority), ABI_EINVAL);
        expect(place(ABI_PLACEMENT_HARTS, ~scene.online, authority), ABI_EINVAL);
        expect(place(ABI_PLACEMENT_COUNT, STAGE_HARTS, authority), ABI_EINVAL);
        expect(place(UINT64_C(1) << 32 | ABI_PLACEMENT_HARTS, STAGE_HARTS, authority), ABI_EINVAL);
        expect(place(UINT64_MAX, STAGE_HARTS, authority), ABI_EINVAL);
        // Of the hart that it was given last none is for performance, if there is another one.
        expect(place(ABI_PLACEMENT_PERFORMANCE, 0, authority), harts == 1 ? ABI_OK : ABI_EINVAL);
        expect_harts(STAGE_HARTS);
    }
    emit(MARKER_test_reject_empty_affinity, "%s", tally_text(&scene.tally));
    finish();
}

void prove_affinity_of_other(uint32_t harts) {
    uint32_t unusable = 0;
    if (begin(harts)) {
        struct abi_audit_record record = {0};
        const uint32_t authority = nexus_boot()->sched_setaffinity;
        const uint32_t self = nexus_task_self();
        uint32_t before = refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record);
        expect(nexus_capability_derive(authority, 0, 0, 0, &unusable), ABI_OK);
        expect(place(ABI_PLACEMENT_HARTS, STAGE_HARTS, 0), ABI_EBADF);
        expect(place(ABI_PLACEMENT_HARTS, STAGE_HARTS, nexus_boot()->sched_setqos), ABI_EBADF);
        expect(place(ABI_PLACEMENT_EFFICIENCY, 0, 0), ABI_EBADF);
        expect(place(ABI_PLACEMENT_HARTS, STAGE_HARTS, unusable), ABI_EPERM);
        expect(place(ABI_PLACEMENT_EFFICIENCY, 0, unusable), ABI_EPERM);
        expect_harts(scene.online);
        expect(refusals_of(self, ABI_AUDIT_CALL_REFUSED, &record) - before, 2);
        expect(record.first, ABI_SYS_TASK_SET_PLACEMENT);
        expect(place(ABI_PLACEMENT_EFFICIENCY, 0, authority), ABI_OK);
        expect_harts(scene.efficient);
        (void)!nexus_capability_close(unusable);
    }
    emit(MARKER_test_reject_affinity_other_task, "%s", tally_text(&scene.tally));
    finish();
}

// Whoever names harts takes the authority, were they its own; hints narrow, and do not widen.
void prove_named_harts(uint32_t harts) {
    if (begin(harts)) {
        struct abi_audit_record record = {0};
        uint32_t unusable = partner_give(&scene.puppet, nexus_boot()->sched_setaffinity, 0, 0);
        expect(place_own(ABI_PLACEMENT_HARTS, scene.online, 0), ABI_EBADF);
        expect(place_own(ABI_PLACEMENT_HARTS, STAGE_HARTS, 0), ABI_EBADF);
        expect(place_own(ABI_PLACEMENT_HARTS, STAGE_HARTS, unusable), ABI_EPERM);
        expect_harts(scene.online);
        expect(place_own(ABI_PLACEMENT_ANY, 0, 0), ABI_OK);
        expect(place_own(ABI_PLACEMENT_PERFORMANCE, 0, 0), ABI_OK);
        expect_harts(scene.performant);
        // With one hart, all of them are all that there are.
        expect(place_own(ABI_PLACEMENT_ANY, 0, 0), harts == 1 ? ABI_OK : ABI_EBADF);
        expect(place_own(ABI_PLACEMENT_ANY, 0, unusable), harts == 1 ? ABI_OK : ABI_EPERM);
        expect(place_own(ABI_PLACEMENT_EFFICIENCY, 0, 0), harts == 1 ? ABI_OK : ABI_EBADF);
        expect_harts(scene.performant);
        expect(refusals_of(scene.puppet.task, ABI_AUDIT_CALL_REFUSED, &record), harts == 1 ? 1 : 2);
        expect(record.first, ABI_SYS_TASK_SET_PLACEMENT);
        expect(place(ABI_PLACEMENT_ANY, 0, nexus_boot()->sched_setaffinity), ABI_OK);
        expect_harts(scene.online);
        expect(place_own(ABI_PLACEMENT_EFFICIENCY, 0, 0), ABI_OK);
        expect_harts(scene.efficient);
    }
    emit(MARKER_test_reject_affinity_named_hart, "%s", tally_text(&scene.tally));
    finish();
}
