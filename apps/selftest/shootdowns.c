// SPDX-License-Identifier: Apache-2.0
// Who is interrupted when something is unmapped, and what happens when two harts unmap at the same time.
#include <stdatomic.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum shootdown_constants {
    ROUNDS = 16,
    PAGES_AT_ONCE = ABI_VMO_PAGES_MAX,
    OTHER_HARTS = 1 << 1,
    OTHER = 0,  // of the crew
    YIELDS_MAX = 100000,
};

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

// Maps a page, writes to it, and unmaps it.
static uint32_t come_and_go(uint32_t vmo, uint32_t rounds) {
    uint32_t done = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        uint64_t mapped = 0;
        if (nexus_vmo_map(0, vmo, 0, 0, 1, READ_WRITE, &mapped) == ABI_OK) {
            *(volatile uint64_t *)mapped = i;
            done += nexus_vmo_unmap(0, mapped) == ABI_OK ? 1 : 0;
        }
    }
    return done;
}

static uint64_t count_ipis(uint32_t harts) {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        struct abi_hart_statistics statistics = {0};
        (void)!nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics);
        sum += statistics.ipis_sent;
    }
    return sum;
}

// --- Who is interrupted

static struct {
    struct partner bystander;  // on another hart, in a space of its own, never waiting
    uint32_t board_vmo;
    _Atomic uint64_t *board;
    // The spinner writes (release) that it runs, and is told (acquire) to stop.
    _Atomic uint32_t spins;
    _Atomic uint32_t stop;
} scene;

static bool begin_bystander(struct tally *tally) {
    uint64_t board = 0;
    uint64_t board_there = 0;
    (void)tally_expect(tally, partner_start(&scene.bystander, PARTNER_PUPPET, 0, OTHER_HARTS), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_create(1, &scene.board_vmo), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_map(0, scene.board_vmo, 0, 0, 1, READ_WRITE, &board), ABI_OK);
    (void)tally_expect(
        tally, nexus_vmo_map(scene.bystander.process, scene.board_vmo, 0, 0, 1, READ_WRITE, &board_there), ABI_OK);
    scene.board = (_Atomic uint64_t *)board;
    return tally_expect(tally, puppet_do(&scene.bystander, ORDER_WATCH, board_there, board_there, 0), ABI_OK);
}

static void end_bystander(struct tally *tally) {
    atomic_store_explicit(&scene.board[BOARD_STOP], 1, memory_order_release);
    (void)tally_expect(tally, puppet_hear(&scene.bystander), ABI_OK);
    crew_settle_on(OTHER_HARTS);  // it waits when it is ended: how running tasks end is another step's subject
    partner_end(&scene.bystander);
    (void)!nexus_capability_close(scene.board_vmo);
}

static void spin(void *argument) {
    (void)argument;
    atomic_store_explicit(&scene.spins, 1, memory_order_release);
    while (atomic_load_explicit(&scene.stop, memory_order_acquire) == 0) {
    }
}

static bool begin_spinner(struct tally *tally) {
    (void)tally_expect(tally, crew_start(OTHER, spin, NULL, OTHER_HARTS), true);
    for (uint32_t i = 0; i < YIELDS_MAX && atomic_load_explicit(&scene.spins, memory_order_acquire) == 0; i++) {
        nexus_task_yield();
    }
    return tally_expect(tally, atomic_load_explicit(&scene.spins, memory_order_acquire), 1);
}

// What all harts have sent for the unmaps. The one before them is not counted: a hart without a task may still have this space loaded.
static uint64_t count_interrupts(uint32_t harts, uint32_t vmo, struct tally *tally) {
    (void)tally_expect(tally, come_and_go(vmo, 1), 1);
    uint64_t before = count_ipis(harts);
    (void)tally_expect(tally, come_and_go(vmo, ROUNDS), ROUNDS);
    return count_ipis(harts) - before;
}

void prove_spared_harts(uint32_t harts) {
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint64_t alone = 0;
    uint64_t shared = 0;
    (void)tally_expect(&tally, nexus_vmo_create(1, &vmo), ABI_OK);
    if (begin_bystander(&tally)) {
        alone = count_interrupts(harts, vmo, &tally);
        end_bystander(&tally);
    }
    if (begin_spinner(&tally)) {
        shared = count_interrupts(harts, vmo, &tally);
        atomic_store_explicit(&scene.stop, 1, memory_order_release);
        crew_join(OTHER);
    }
    emit(MARKER_shootdown_spares, "%s alone=%lu shared=%lu", tally_text(&tally), (unsigned long)alone,
         (unsigned long)shared);
    (void)!nexus_capability_close(vmo);
}

// --- Two at once

// Each takes away from the other one's space, and so waits for the hart that the other one runs on, which waits for this one.
static struct {
    struct partner shooters[SHOOTERS];
    uint32_t board_vmo;
    uint64_t vmos[SHOOTERS];   // handles there
    uint64_t other[SHOOTERS];  // the other one's process: handles there
    uint64_t board[SHOOTERS];  // addresses there
} duel;

static bool begin_duel(struct tally *tally) {
    const struct abi_process_limits limits = {.pages = 2 * PAGES_AT_ONCE, .tasks = 1, .vmos = 8};
    (void)tally_expect(tally, nexus_vmo_create(1, &duel.board_vmo), ABI_OK);
    for (uint32_t i = 0; i < SHOOTERS; i++) {
        struct partner *self = &duel.shooters[i];
        (void)tally_expect(tally, partner_start_limited(self, PARTNER_PUPPET, 0, UINT64_C(1) << i, &limits), ABI_OK);
        (void)tally_expect(tally, nexus_vmo_map(self->process, duel.board_vmo, 0, 0, 1, READ_WRITE, &duel.board[i]),
                           ABI_OK);
        (void)tally_expect(tally, puppet_call(self, ABI_SYS_VMO_CREATE, 0, PAGES_AT_ONCE, 0, 0), ABI_OK);
        duel.vmos[i] = self->report.words[1];
    }
    for (uint32_t i = 0; i < SHOOTERS; i++) {
        duel.other[i] = partner_give(&duel.shooters[i], duel.shooters[1 - i].process, ABI_RIGHT_MANAGE, 0);
    }
    return tally->first_wrong == 0;
}

static uint32_t count_mappings_of(const struct partner *partner) {
    struct abi_process_info info = {0};
    return nexus_process_info(partner->process, &info) == ABI_OK ? info.mappings : UINT32_MAX;
}

static void fight(uint64_t *unmapped, struct tally *tally) {
    for (uint32_t i = 0; i < SHOOTERS; i++) {
        (void)tally_expect(
            tally,
            puppet_tell(&duel.shooters[i], ORDER_SHOOT, duel.other[i], duel.vmos[i], PAGES_AT_ONCE, duel.board[i], i),
            ABI_OK);
    }
    for (uint32_t i = 0; i < SHOOTERS; i++) {
        (void)tally_expect(tally, puppet_hear(&duel.shooters[i]), ABI_OK);
        *unmapped += duel.shooters[i].report.words[1];
    }
}

void prove_mutual_shootdown(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t before = 0;
    uint32_t after = 0;
    uint64_t unmapped = 0;
    if (begin_duel(&tally)) {
        before = count_mappings_of(&duel.shooters[SHOOTER_FIRST]) + count_mappings_of(&duel.shooters[SHOOTER_SECOND]);
        fight(&unmapped, &tally);
        after = count_mappings_of(&duel.shooters[SHOOTER_FIRST]) + count_mappings_of(&duel.shooters[SHOOTER_SECOND]);
    }
    emit(MARKER_shootdown_mutual, "%s unmapped=%lu before=%u after=%u", tally_text(&tally), (unsigned long)unmapped,
         (unsigned)before, (unsigned)after);
    crew_settle();
    crew_settle_on(OTHER_HARTS);
    partner_end(&duel.shooters[SHOOTER_FIRST]);
    partner_end(&duel.shooters[SHOOTER_SECOND]);
    (void)!nexus_capability_close(duel.board_vmo);
}
