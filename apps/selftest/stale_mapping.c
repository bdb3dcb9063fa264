// SPDX-License-Identifier: Apache-2.0
// Another hart reads a page, without ever entering the kernel, while it is taken away; or writes to it, while that is forbidden.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum stale_constants { YIELDS_MAX = 100000 };

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static struct {
    struct partner reader;
    uint32_t vmo;
    uint32_t board_vmo;
    _Atomic uint64_t *board;
    uint64_t page_there;
    uint64_t board_there;
} scene;

static bool begin(uint32_t harts, struct tally *tally) {
    uint64_t board = 0;
    (void)tally_expect(tally, partner_start(&scene.reader, PARTNER_PUPPET, 0, UINT64_C(1) << (harts - 1)), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.board_vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(0, scene.board_vmo, 0, 0, 1, READ_WRITE, &board), ABI_OK);
    (void)tally_expect(
        tally, nexus_vmo_map(scene.reader.process, scene.board_vmo, 0, 0, 1, READ_WRITE, &scene.board_there), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(scene.reader.process, scene.vmo, 0, 0, 1, READ_WRITE, &scene.page_there),
                       ABI_OK);
    scene.board = (_Atomic uint64_t *)board;
    return tally->first_wrong == 0;
}

// In a bounded number of yields; the evidence shows it if it never did.
static uint64_t wait_until_it_reads(void) {
    uint64_t reads = 0;
    for (uint32_t i = 0; i < YIELDS_MAX && reads == 0; i++) {
        nexus_task_yield();
        reads = atomic_load_explicit(&scene.board[BOARD_READS], memory_order_acquire);
    }
    return reads;
}

// What the reader comes to when the page is taken away from it, by that call, while it looks at it.
static uint64_t take_away(uint32_t harts, enum partner_order order, enum abi_error (*take)(void), uint64_t *reads,
                          struct tally *tally) {
    uint64_t outcome = 0;
    if (begin(harts, tally)) {
        (void)tally_expect(tally, puppet_do(&scene.reader, order, scene.page_there, scene.board_there, 0), ABI_OK);
        *reads = wait_until_it_reads();
        (void)tally_expect(tally, take(), ABI_OK);
        atomic_store_explicit(&scene.board[BOARD_STOP], 1, memory_order_release);
        outcome = puppet_hear(&scene.reader);
        (void)tally_expect(tally, scene.reader.report.words[2], scene.page_there);
    }
    return outcome;
}

static void finish(void) {
    partner_end(&scene.reader);
    (void)!nexus_capability_close(scene.vmo);
    (void)!nexus_capability_close(scene.board_vmo);
}

static enum abi_error unmap(void) {
    return nexus_vmo_unmap(scene.reader.process, scene.page_there);
}

void prove_stale_mapping(uint32_t harts) {
    struct tally tally = {0};
    uint64_t reads = 0;
    uint64_t outcome = take_away(harts, ORDER_WATCH, unmap, &reads, &tally);
    emit(MARKER_test_reject_stale_mapping, "%s reads=%lu outcome=%lu", tally_text(&tally), (unsigned long)reads,
         (unsigned long)outcome);
    finish();
}

static enum abi_error protect(void) {
    return nexus_vmo_protect(scene.reader.process, scene.page_there, ABI_RIGHT_READ);
}

void prove_stale_right(uint32_t harts) {
    struct tally tally = {0};
    uint64_t writes = 0;
    uint64_t outcome = take_away(harts, ORDER_WATCH_WRITE, protect, &writes, &tally);
    emit(MARKER_test_reject_stale_right, "%s writes=%lu outcome=%lu", tally_text(&tally), (unsigned long)writes,
         (unsigned long)outcome);
    finish();
}
