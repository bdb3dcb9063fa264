// SPDX-License-Identifier: Apache-2.0
// What a hart remembers of a page-table entry, and that it forgets when it is told.
//
// A space of the test's own with one page, which every hart looks at while it runs the space. The entry is turned to another page instead of
// being emptied: what a hart remembers then shows in what it reads, and nobody faults.
#include <stdatomic.h>
#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/page_table.h"
#include "kernel/memory/shootdown.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ask.h"
#include "kernel/selftest/ladder.h"

enum view_frames { FRAME_OLD, FRAME_NEW, FRAME_ROOT, FRAME_MIDDLE, FRAME_LEAVES, FRAME_COUNT };

// What the pages say: neither is zero.
enum view_words { SAYS_OLD = 11, SAYS_NEW = 22 };

// Written by the boot hart before it asks anybody to look (the mailbox orders it).
static struct {
    struct space space;
    uint64_t frames[FRAME_COUNT];
    uint64_t *entry;
} view;

// How many harts have seen which page since begin or forget. Written by each with fetch_add (release), read after its answer (acquire).
static _Atomic uint32_t sights[2];

static const uint64_t VIEW_ADDRESS = UINT64_C(0x12345000);

void ladder_look(struct cpu *cpu) {
    space_load(cpu, view.space.satp, view.space.flush);
    uint64_t seen = *(const volatile uint64_t *)VIEW_ADDRESS;
    if (seen == SAYS_OLD || seen == SAYS_NEW) {
        atomic_fetch_add_explicit(&sights[seen == SAYS_OLD ? FRAME_OLD : FRAME_NEW], 1, memory_order_release);
    }
}

static uint32_t sights_of(enum view_frames frame) {
    return atomic_load_explicit(&sights[frame], memory_order_acquire);
}

static void forget_sights(void) {
    atomic_store_explicit(&sights[FRAME_OLD], 0, memory_order_relaxed);
    atomic_store_explicit(&sights[FRAME_NEW], 0, memory_order_relaxed);
}

// In one store, as every hart may read it.
static void show(enum view_frames frame, enum marker marker) {
    uint64_t entry = 0;
    if (page_entry_leaf(view.frames[frame], 0, PAGE_READ, &entry) != ABI_OK) {
        marker_fail(marker, "there is no such entry");
    }
    __atomic_store_n(view.entry, entry, __ATOMIC_RELEASE);
}

static uint64_t *find_entry(uint32_t level, enum marker marker) {
    uint64_t *slot = NULL;
    if (page_table_walk(view.frames[FRAME_ROOT], KERNEL_DIRECT_BASE, VIEW_ADDRESS, level, &slot) != PAGE_WALK_FOUND) {
        marker_fail(marker, "a page table is missing");
    }
    return slot;
}

// The space shows the old page.
static void begin(enum marker marker) {
    enum { HALF_BYTES = ABI_PAGE_BYTES / 2 };
    for (uint32_t i = 0; i < FRAME_COUNT; i++) {
        if (memory_take_zeroed_page(&view.frames[i]) != ABI_OK) {
            marker_fail(marker, "no memory");
        }
    }
    *(uint64_t *)memory_at(view.frames[FRAME_OLD]) = SAYS_OLD;
    *(uint64_t *)memory_at(view.frames[FRAME_NEW]) = SAYS_NEW;
    uint64_t root = view.frames[FRAME_ROOT];
    memcpy((uint8_t *)memory_at(root) + HALF_BYTES, (const uint8_t *)mmu_kernel_root() + HALF_BYTES, HALF_BYTES);
    *find_entry(2, marker) = page_entry_table(view.frames[FRAME_MIDDLE]);
    *find_entry(1, marker) = page_entry_table(view.frames[FRAME_LEAVES]);
    view.entry = find_entry(0, marker);
    view.space.is_closed = false;
    view.space.flush = space_number_begin(FLUSH_SPACES_MAX);
    view.space.satp = mmu_satp(root, FLUSH_SPACES_MAX);
    forget_sights();
    show(FRAME_OLD, marker);
}

// No hart has the space loaded any more.
static void end(void) {
    view.space.is_closed = true;
    space_number_end(view.space.flush->number);
    shootdown_space(&view.space);
    for (uint32_t i = 0; i < FRAME_COUNT; i++) {
        memory_give_page(view.frames[i]);
    }
}

// A hart that is interrupted, but not for this, goes on reading the old page: so a shootdown that is missing shows.
void ladder_shootdown_counterfactual(void) {
    struct cpu *peer = ask_peer();
    begin(MARKER_shootdown_counterfactual);
    ask_and_wait(peer, JOB_LOOK, MARKER_shootdown_counterfactual);
    uint32_t before = sights_of(FRAME_OLD);
    forget_sights();
    show(FRAME_NEW, MARKER_shootdown_counterfactual);
    ask_and_wait(peer, JOB_LOOK, MARKER_shootdown_counterfactual);
    uint32_t unasked = sights_of(FRAME_OLD);
    forget_sights();
    uint32_t asked = ipi_send(peer->id, IPI_FLUSH) == ABI_OK ? 1 : 0;
    ask_and_wait(peer, JOB_LOOK, MARKER_shootdown_counterfactual);
    marker_emit(MARKER_shootdown_counterfactual, "before=%u stale_unasked=%u asked=%u stale_asked=%u new_asked=%u",
                before, unasked, asked, sights_of(FRAME_OLD), sights_of(FRAME_NEW));
    end();
}

static uint64_t count_received(void) {
    uint64_t sum = 0;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        sum += counter_read(&percpu_get((struct cpu_id){number})->statistics.ipis_received);
    }
    return sum;
}

// Harts that have answered everything that was asked of the space so far.
static uint32_t count_answered(void) {
    uint64_t target = atomic_load_explicit(&view.space.flush->generation, memory_order_acquire);
    uint32_t answered = 0;
    for (uint32_t number = 0; number < percpu_count(); number++) {
        const struct cpu *cpu = percpu_get((struct cpu_id){number});
        answered += flush_is_done(view.space.flush, &cpu->flush, target) ? 1 : 0;
    }
    return answered;
}

// Every hart runs the space; the entry is changed and shot down; every hart looks again.
void ladder_shootdown(void) {
    const struct cpu *self = cpu_current();
    begin(MARKER_tlb_shootdown);
    ask_self(JOB_LOOK);
    ask_all_others(JOB_LOOK, MARKER_tlb_shootdown);
    uint32_t ran = sights_of(FRAME_OLD);
    forget_sights();
    show(FRAME_NEW, MARKER_tlb_shootdown);
    uint64_t asked = self->statistics.ipis_sent;
    uint64_t trapped = count_received();
    shootdown_space(&view.space);
    asked = self->statistics.ipis_sent - asked;
    trapped = count_received() - trapped;
    uint32_t acked = count_answered();
    ask_self(JOB_LOOK);
    ask_all_others(JOB_LOOK, MARKER_tlb_shootdown);
    marker_emit(MARKER_tlb_shootdown, "ran=%u others=%u asked=%lu trapped=%lu acked=%u stale=%u new=%u", ran,
                percpu_count() - 1, asked, trapped, acked, sights_of(FRAME_OLD), sights_of(FRAME_NEW));
    end();
}
