// SPDX-License-Identifier: Apache-2.0
// What this hart does while the trace is on comes back in its order, and what it does before and after does not.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum trace_constants { CAUSE_BREAKPOINT = 3 };

static struct {
    struct partner puppet;
    uint32_t vmo;
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static void turn(bool on) {
    expect(nexus_trace_control(nexus_boot()->stats_read, on), ABI_OK);
}

static uint32_t read_from(uint64_t position, struct abi_trace_record records[ABI_TRACE_READ_MAX]) {
    uint32_t count = 0;
    enum abi_error error =
        nexus_trace_read(nexus_boot()->stats_read, STAGE_HART, position, records, ABI_TRACE_READ_MAX, &count);
    if (error != ABI_OK) {
        expect(error, ABI_OK);  // how often it is read depends on what else was written: only failures count
    }
    return count;
}

// Where the next record of this hart goes.
static uint64_t next_position(void) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    uint64_t next = 0;
    for (uint32_t count = read_from(next, records); count != 0; count = read_from(next, records)) {
        next = records[count - 1].position + 1;
    }
    return next;
}

static void fault_once(void) {
    expect(puppet_do(&scene.puppet, ORDER_BREAKPOINT, 0, 0, 0), PARTNER_FAULTED + ABI_FAULT_BREAKPOINT);
    expect(puppet_mend(&scene.puppet, 0), ABI_OK);
}

static void unmap_once(void) {
    uint64_t address = 0;
    expect(nexus_vmo_map(0, scene.vmo, 0, 0, 1, ABI_RIGHT_READ, &address), ABI_OK);
    expect(*(const volatile uint8_t *)address, 0);
    expect(nexus_vmo_unmap(0, address), ABI_OK);
}

static void do_all(void) {
    fault_once();
    unmap_once();
    fault_once();
}

struct walk {
    uint64_t position;
    uint64_t time;
    uint32_t seen;  // of the events that are looked for
    bool is_whole;  // no gap, no step back in time, no other hart's
};

static void look_at(struct walk *walk, const struct abi_trace_record *record) {
    walk->is_whole =
        walk->is_whole && record->position == walk->position && record->time >= walk->time && record->cpu == STAGE_HART;
    walk->position = record->position + 1;
    walk->time = record->time;
    if (record->event == ABI_TRACE_FAULT) {
        expect(record->task, scene.puppet.task);
        expect(record->detail, CAUSE_BREAKPOINT);
    } else if (record->event == ABI_TRACE_SHOOTDOWN) {
        expect(record->task, nexus_task_self());
    } else {
        return;
    }
    // A shootdown between two faults.
    expect(record->event, walk->seen == 1 ? ABI_TRACE_SHOOTDOWN : ABI_TRACE_FAULT);
    walk->seen++;
}

static uint32_t walk_from(uint64_t position) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    struct walk walk = {.position = position, .is_whole = true};
    for (uint32_t count = read_from(position, records); count != 0; count = read_from(walk.position, records)) {
        for (uint32_t i = 0; i < count; i++) {
            look_at(&walk, &records[i]);
        }
    }
    expect(walk.is_whole, true);
    return walk.seen;
}

void prove_events_traced(uint32_t harts) {
    (void)harts;
    uint32_t seen = 0;
    uint64_t before = 0;
    uint64_t after = 0;
    expect(nexus_vmo_create(1, &scene.vmo), ABI_OK);
    if (tally_expect(&scene.tally, partner_start(&scene.puppet, PARTNER_PUPPET, 0, STAGE_HARTS), ABI_OK)) {
        uint64_t start = next_position();
        do_all();
        before = next_position() - start;
        turn(true);
        do_all();
        turn(false);
        uint64_t end = next_position();
        do_all();
        after = next_position() - end;
        seen = walk_from(start);
    }
    emit(MARKER_events_traced, "%s before=%u seen=%u after=%u", tally_text(&scene.tally), (unsigned)before,
         (unsigned)seen, (unsigned)after);
    partner_end(&scene.puppet);
    (void)!nexus_capability_close(scene.vmo);
}
