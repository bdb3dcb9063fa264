// SPDX-License-Identifier: Apache-2.0
// A revocation of several steps, and who would like to derive more between two of them: a task that waits through what goes first, and so
// is woken while the rest is still there.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum revoking_crew {
    WAITER,   // Normal
    REVOKER,  // Idle: the waiter goes first when it is woken
};

enum revoking_constants { CHILDREN = 40 };

static struct {
    uint32_t root;    // a notification
    uint32_t newest;  // the child that is closed first
    uint32_t silent;  // endpoint that nobody receives from
    struct partner partner;
    enum abi_error waited;
    enum abi_error derived;
    enum abi_error granted;
    enum abi_error sent;
    enum abi_error revoked;
} scene;

static enum abi_error derive(uint32_t *child) {
    return nexus_capability_derive(scene.root, ABI_RIGHT_RECEIVE, 0, 0, child);
}

static enum abi_error grant(void) {
    uint32_t there = 0;
    return nexus_process_grant(scene.partner.process, scene.root, ABI_RIGHT_SEND, 0, &there);
}

// What may be sent would have to wait.
static enum abi_error send(void) {
    const struct nexus_message message = {.words = {0}};
    struct abi_message *page = page_fresh();
    page->deadline = 0;
    page->capability_count = 1;
    page->capabilities[0] = (struct abi_message_capability){.handle = scene.root, .rights = ABI_RIGHT_SEND};
    enum abi_error error = nexus_ipc_send_page(scene.silent, &message);
    page_fresh();
    return error;
}

static void wait_and_try(void *argument) {
    (void)argument;
    uint64_t bits = 0;
    uint32_t child = 0;
    scene.waited = nexus_notification_wait(scene.newest, ABI_DEADLINE_NEVER, &bits);
    scene.derived = derive(&child);
    scene.granted = grant();
    scene.sent = send();
}

static void revoke(void *argument) {
    (void)argument;
    (void)!nexus_task_set_class(0, ABI_CLASS_IDLE, 0);
    scene.revoked = nexus_capability_revoke(scene.root);
}

static bool begin(struct tally *tally) {
    (void)tally_expect(tally, partner_start(&scene.partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK);
    (void)tally_expect(tally, nexus_endpoint_create(&scene.silent), ABI_OK);
    (void)tally_expect(tally, nexus_notification_create(&scene.root), ABI_OK);
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; i < CHILDREN && error == ABI_OK; i++) {
        error = derive(&scene.newest);
    }
    return tally_expect(tally, error, ABI_OK) && tally->first_wrong == 0;
}

static uint32_t count_capabilities(void) {
    struct abi_process_info info = {0};
    return nexus_process_info(0, &info) == ABI_OK ? info.capabilities : UINT32_MAX;
}

// Before and after it all three are done.
static void try_in_peace(struct tally *tally) {
    uint32_t child = 0;
    (void)tally_expect(tally, derive(&child), ABI_OK);
    (void)tally_expect(tally, nexus_capability_close(child), ABI_OK);
    (void)tally_expect(tally, grant(), ABI_OK);
    (void)tally_expect(tally, send(), ABI_EAGAIN);
}

void prove_derive_while_revoked(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t with_children = 0;
    uint32_t without = 0;
    if (begin(&tally)) {
        with_children = count_capabilities();
        (void)tally_expect(&tally, crew_start(WAITER, wait_and_try, NULL, STAGE_HARTS), true);
        crew_settle();
        (void)tally_expect(&tally, crew_start(REVOKER, revoke, NULL, STAGE_HARTS), true);
        crew_join(REVOKER);
        crew_join(WAITER);
        (void)tally_expect(&tally, scene.waited, ABI_EPIPE);
        (void)tally_expect(&tally, scene.derived, ABI_EPIPE);
        (void)tally_expect(&tally, scene.granted, ABI_EPIPE);
        (void)tally_expect(&tally, scene.sent, ABI_EPIPE);
        (void)tally_expect(&tally, scene.revoked, ABI_OK);
        without = count_capabilities();
        try_in_peace(&tally);
    }
    emit(MARKER_test_reject_derive_while_revoked, "%s gone=%u", tally_text(&tally),
         (unsigned)(with_children - without));
    partner_end(&scene.partner);
    (void)!nexus_capability_close(scene.silent);
    (void)!nexus_capability_close(scene.root);
}
