// SPDX-License-Identifier: Apache-2.0
// A tree of capabilities to one VMO over two processes, three levels deep, with a mapping in the other process and in this one.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/page.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const uint64_t MARK = UINT64_C(0x1122334455667788);

static struct {
    uint32_t root;
    uint32_t child;
    uint32_t there;             // a grandchild, in the partner's table
    uint64_t grandchild_there;  // below that one
    uint64_t mapped_there;
    struct partner partner;
} scene;

static void plant(struct tally *tally) {
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.root), ABI_OK);
    (void)tally_expect(tally, nexus_capability_derive(scene.root, READ_WRITE, READ_WRITE, 0, &scene.child), ABI_OK);
    scene.there = partner_give(&scene.partner, scene.child, READ_WRITE, READ_WRITE);
    (void)tally_expect(
        tally, puppet_call(&scene.partner, ABI_SYS_CAPABILITY_DERIVE, scene.there, READ_WRITE, ABI_RIGHT_READ, 0),
        ABI_OK);
    scene.grandchild_there = scene.partner.report.words[1];
    (void)tally_expect(tally, puppet_tell(&scene.partner, ORDER_MAP, scene.grandchild_there, 0, 1, READ_WRITE, 0),
                       ABI_OK);
    (void)tally_expect(tally, puppet_hear(&scene.partner), ABI_OK);
    scene.mapped_there = scene.partner.report.words[1];
    (void)tally_expect(tally, puppet_do(&scene.partner, ORDER_WRITE, scene.mapped_there, MARK, 0), ABI_OK);
}

static uint64_t info_there(uint64_t handle) {
    // Where it would be written to is the partner's own page, which it can write.
    return puppet_call(&scene.partner, ABI_SYS_CAPABILITY_INFO, handle, scene.mapped_there, 0, 0);
}

// What is left of the tree: only where it was cut.
static void look_at_the_rest(struct tally *tally) {
    struct abi_capability_info info;
    (void)tally_expect(tally, nexus_capability_info(scene.root, &info), ABI_OK);
    (void)tally_expect(tally, nexus_capability_info(scene.child, &info), ABI_EBADF);
    (void)tally_expect(tally, info_there(scene.there), ABI_EBADF);
    (void)tally_expect(tally, info_there(scene.grandchild_there), ABI_EBADF);
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_map(0, scene.root, 0, 0, 1, ABI_RIGHT_READ, &mapped), ABI_OK);
    (void)tally_expect(tally, mapped != 0 ? *(const volatile uint64_t *)mapped : 0, MARK);
    // And it can grow again.
    uint32_t child = 0;
    (void)tally_expect(tally, nexus_capability_derive(scene.root, ABI_RIGHT_READ, 0, 0, &child), ABI_OK);
    (void)!nexus_capability_close(child);
}

// Somebody waits through what is revoked.
static void revoke_endpoint(struct tally *tally) {
    uint32_t endpoint = 0;
    uint32_t child = 0;
    (void)tally_expect(tally, nexus_endpoint_create(&endpoint), ABI_OK);
    (void)tally_expect(tally, nexus_capability_derive(endpoint, ABI_RIGHT_RECEIVE, ABI_RIGHT_RECEIVE, 0, &child),
                       ABI_OK);
    uint32_t there = partner_give(&scene.partner, child, ABI_RIGHT_RECEIVE, 0);
    (void)tally_expect(tally, puppet_tell(&scene.partner, ORDER_RECEIVE, there, 0, 0, 0, 0), ABI_OK);
    crew_settle();
    (void)tally_expect(tally, nexus_capability_revoke(endpoint), ABI_OK);
    (void)tally_expect(tally, puppet_hear(&scene.partner), ABI_EPIPE);
    (void)!nexus_capability_close(endpoint);
}

void prove_cap_revoke(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint64_t touched = 0;
    if (tally_expect(&tally, partner_start(&scene.partner, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        plant(&tally);
        (void)tally_expect(&tally, nexus_capability_revoke(scene.root), ABI_OK);
        look_at_the_rest(&tally);
        if (tally.first_wrong == 0) {
            revoke_endpoint(&tally);
        }
        touched = puppet_do(&scene.partner, ORDER_READ, scene.mapped_there, 0, 0);
    }
    emit(MARKER_cap_revoke, "%s touched=%u", tally_text(&tally), (unsigned)touched);
    partner_end(&scene.partner);
    (void)!nexus_capability_close(scene.root);
}
