// SPDX-License-Identifier: Apache-2.0
// A capability table with every slot in use, and with one that is free: each call that fills a slot, on both sides.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum slots_constants {
    CALLER = 0,
    CREATIONS = 7,
    CHILD_PAGES = 2,
};

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static struct {
    struct partner holder;
    uint32_t endpoint;        // of this side; the holder receives from it
    uint32_t endpoint_there;  // what it fills its table from
    uint64_t notification_there;
    uint32_t vmo;
    uint64_t limits_there;  // memory of the holder: what a child of it is to have
    enum abi_error called;
} scene;

struct creation {
    uint64_t number;
    uint64_t arguments[4];
};

static uint32_t slots_there(void) {
    struct abi_process_info info = {0};
    return nexus_process_info(scene.holder.process, &info) == ABI_OK ? info.capabilities : UINT32_MAX;
}

static bool begin(struct tally *tally) {
    const struct abi_process_limits limits = {
        .pages = PARTNER_PAGES, .processes = 1, .tasks = 2, .endpoints = 1, .notifications = 2, .timers = 1, .vmos = 8};
    (void)tally_expect(tally, nexus_endpoint_create(&scene.endpoint), ABI_OK);
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    if (tally_expect(tally, nexus_vmo_map(0, scene.vmo, 0, 0, 1, READ_WRITE, &mapped), ABI_OK)) {
        ((struct abi_process_limits *)mapped)->pages = CHILD_PAGES;
    }
    if (!tally_expect(tally, partner_start_limited(&scene.holder, PARTNER_PUPPET, 0, STAGE_HARTS, &limits), ABI_OK)) {
        return false;
    }
    scene.endpoint_there = partner_give(&scene.holder, scene.endpoint, ABI_RIGHT_RECEIVE, 0);
    (void)tally_expect(tally, puppet_call(&scene.holder, ABI_SYS_NOTIFICATION_CREATE, 0, 0, 0, 0), ABI_OK);
    scene.notification_there = scene.holder.report.words[1];
    (void)tally_expect(
        tally, nexus_vmo_map(scene.holder.process, scene.vmo, 0, 0, 1, ABI_RIGHT_READ, &scene.limits_there), ABI_OK);
    // Exactly as many as fit.
    uint32_t used = slots_there();
    (void)tally_expect(tally,
                       puppet_do(&scene.holder, ORDER_FILL_TABLE, scene.endpoint_there, ABI_CAPABILITIES_MAX - used, 0),
                       ABI_OK);
    return tally_expect(tally, slots_there(), ABI_CAPABILITIES_MAX);
}

static uint64_t create(const struct creation *creation) {
    return puppet_call(&scene.holder, creation->number, creation->arguments[0], creation->arguments[1],
                       creation->arguments[2], creation->arguments[3]);
}

// Refused in a full table; made in the slot that is free then, and ended.
static bool try_creation(const struct creation *creation, struct tally *tally) {
    if (!tally_expect(tally, create(creation), ABI_ENOSPC)) {
        return false;
    }
    (void)tally_expect(tally, slots_there(), ABI_CAPABILITIES_MAX);
    (void)tally_expect(tally, puppet_do(&scene.holder, ORDER_EMPTY_TABLE, 1, 0, 0), ABI_OK);
    (void)tally_expect(tally, create(creation), ABI_OK);
    uint64_t made = scene.holder.report.words[1];
    (void)tally_expect(tally, slots_there(), ABI_CAPABILITIES_MAX);
    (void)tally_expect(tally, puppet_call(&scene.holder, ABI_SYS_CAPABILITY_CLOSE, made, 0, 0, 0), ABI_OK);
    return tally_expect(
        tally, puppet_do(&scene.holder, ORDER_FILL_TABLE, scene.endpoint_there, ABI_CAPABILITIES_MAX, 0), ABI_ENOSPC);
}

static void call(void *argument) {
    (void)argument;
    struct nexus_message message = {.words = {0}};
    scene.called = nexus_ipc_call(scene.endpoint, &message);
}

// From outside; and the call that cannot be saved, and is answered all the same.
static void try_from_outside(struct tally *tally) {
    uint32_t there = 0;
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_process_grant(scene.holder.process, scene.vmo, 0, 0, &there), ABI_ENOSPC);
    (void)tally_expect(tally, nexus_vmo_map(scene.holder.process, scene.vmo, 0, 0, 1, ABI_RIGHT_READ, &mapped),
                       ABI_ENOSPC);
    scene.called = ABI_OK;
    (void)tally_expect(tally, crew_start(CALLER, call, NULL, STAGE_HARTS), true);
    (void)tally_expect(tally, puppet_do(&scene.holder, ORDER_KEEP_CALL, scene.endpoint_there, 0, 0), ABI_ENOSPC);
    (void)tally_expect(tally, scene.holder.report.words[2], ABI_OK);
    crew_join(CALLER);
    (void)tally_expect(tally, scene.called, ABI_OK);
}

static void finish(void) {
    partner_end(&scene.holder);
    (void)!nexus_capability_close(scene.endpoint);
    (void)!nexus_capability_close(scene.vmo);
}

void prove_slot_limit(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    if (begin(&tally)) {
        const struct creation creations[CREATIONS] = {
            {ABI_SYS_ENDPOINT_CREATE, {0}},
            {ABI_SYS_NOTIFICATION_CREATE, {0}},
            {ABI_SYS_TIMER_CREATE, {scene.notification_there, 1}},
            {ABI_SYS_VMO_CREATE, {0, 1}},
            {ABI_SYS_PROCESS_CREATE, {scene.limits_there}},
            {ABI_SYS_TASK_OPEN, {0, scene.holder.task}},
            {ABI_SYS_CAPABILITY_DERIVE, {scene.endpoint_there}},
        };
        bool is_refused = true;
        for (uint32_t i = 0; i < CREATIONS && is_refused; i++) {
            is_refused = try_creation(&creations[i], &tally);
        }
        if (is_refused) {
            try_from_outside(&tally);
        }
    }
    emit(MARKER_test_reject_slot_over_limit, "%s", tally_text(&tally));
    finish();
}
