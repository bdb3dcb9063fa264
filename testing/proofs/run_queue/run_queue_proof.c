// SPDX-License-Identifier: Apache-2.0
// A run queue loses no task, keeps the order, and hands out who is due first: from every valid state of a machine with few tasks.
#include "kernel/scheduler/run_queue.h"

#include "testing/proofs/proof.h"
#include "testing/proofs/run_queue/run_queue_validity.h"

static struct run_queue queue;

// Classes are alike; the others of the queue are there, with counts of their own.
enum { class_ = ABI_CLASS_NORMAL };

static struct run_region *make_queue(void) {
    __CPROVER_havoc_object(&queue);
    for (uint32_t i = 0; i < ABI_CLASS_COUNT; i++) {
        SUPPOSE(queue.regions[i].count <= ABI_TASKS_MAX);
    }
    SUPPOSE(is_queue_valid(&queue, class_));
    return &queue.regions[class_];
}

// Some task of the class before the operation, to be looked for after it.
struct witness {
    uint32_t task;
    bool was_queued;
    struct run_entry entry;
};

static struct witness any_witness(void) {
    struct witness witness = {.task = any_below(ABI_TASKS_MAX)};
    witness.was_queued = is_queued(&queue, class_, witness.task);
    witness.entry = queue.heaps[class_][queue.places[witness.task] % ABI_TASKS_MAX];
    return witness;
}

static bool is_unchanged(struct witness witness) {
    struct run_entry now = queue.heaps[class_][queue.places[witness.task] % ABI_TASKS_MAX];
    return is_queued(&queue, class_, witness.task) && now.virtual_time == witness.entry.virtual_time &&
           now.shares == witness.entry.shares;
}

void prove_insert_keeps_order(void) {
    struct run_region *region = make_queue();
    struct run_entry entry;
    SUPPOSE(entry.task < ABI_TASKS_MAX && entry.shares != 0 && !is_queued(&queue, class_, entry.task));
    // Not as often as it takes to count out of the window.
    SUPPOSE(is_within(region, region->last_arrival + 1));
    struct witness witness = any_witness();
    struct run_region before = *region;
    uint32_t count = queue.count;

    bool inserted = run_queue_insert(&queue, class_, entry, nondet_uint64());

    PROVE(inserted == (before.count != ABI_TASKS_MAX), "refused exactly when the class is full");
    PROVE(is_queue_valid(&queue, class_), "a valid queue stays valid");
    PROVE(IMPLIES(inserted, is_queued(&queue, class_, entry.task)), "the task is in it");
    PROVE(queue.count == count + inserted, "one task more");
    PROVE(IMPLIES(witness.was_queued, is_unchanged(witness)), "no other task is lost or moved in time");
    struct run_entry now = queue.heaps[class_][queue.places[entry.task] % ABI_TASKS_MAX];
    bool is_ahead = (entry.virtual_time - before.now - 1) >> RUN_AHEAD_BITS == 0;
    PROVE(IMPLIES(inserted && is_ahead, now.virtual_time == entry.virtual_time), "who is ahead stays ahead");
    PROVE(IMPLIES(inserted && !is_ahead, now.virtual_time == before.last_arrival + 1),
          "who is behind comes after who came before");
    PROVE(IMPLIES(inserted, !run_queue_is_before(now.virtual_time, before.now)),
          "time that was not used does not come back");
    REACHED();
}

void prove_take_is_due_first(void) {
    struct run_region *region = make_queue();
    SUPPOSE(region->count != 0);
    struct witness witness = any_witness();
    struct run_entry first = *run_queue_first(&queue, class_);
    uint32_t count = queue.count;

    struct run_entry taken = run_queue_take(&queue, class_);

    PROVE(is_queue_valid(&queue, class_), "a valid queue stays valid");
    PROVE(taken.task == first.task && taken.virtual_time == first.virtual_time, "what was shown as the first");
    PROVE(IMPLIES(witness.was_queued, !run_queue_is_before(witness.entry.virtual_time, taken.virtual_time)),
          "nobody is due earlier");
    PROVE(IMPLIES(witness.was_queued && witness.task != taken.task, is_unchanged(witness)), "no other task is lost");
    PROVE(!is_queued(&queue, class_, taken.task), "it is not in it any more");
    PROVE(queue.count == count - 1, "one task less");
    PROVE(region->now == taken.virtual_time, "the virtual time of the class is its own");
    REACHED();
}

void prove_remove_takes_only_that(void) {
    make_queue();
    struct witness witness = any_witness();
    uint32_t task = any_below(ABI_TASKS_MAX);
    bool was_queued = is_queued(&queue, class_, task);
    struct run_entry before = queue.heaps[class_][queue.places[task] % ABI_TASKS_MAX];
    uint32_t count = queue.count;
    struct run_entry entry;
    struct run_entry untouched = entry;

    bool removed = run_queue_remove(&queue, class_, task, &entry);

    PROVE(removed == was_queued, "removed exactly when it was there");
    PROVE(is_queue_valid(&queue, class_), "a valid queue stays valid");
    PROVE(IMPLIES(removed,
                  entry.task == task && entry.virtual_time == before.virtual_time && entry.shares == before.shares),
          "with the entry that it had");
    PROVE(IMPLIES(!removed, entry.task == untouched.task && entry.virtual_time == untouched.virtual_time),
          "or untouched");
    PROVE(!is_queued(&queue, class_, task), "it is not in it any more");
    PROVE(IMPLIES(witness.was_queued && witness.task != task, is_unchanged(witness)), "no other task is lost");
    PROVE(queue.count == count - removed, "one task less");
    REACHED();
}

// A turn: who is due first runs, pays for it (prove_virtual_time_fits says how much) and comes back.
void prove_requeue_waits_its_turn(void) {
    struct run_region *region = make_queue();
    SUPPOSE(region->count > 1);
    uint64_t advance = nondet_uint64();
    SUPPOSE(advance >> RUN_AHEAD_BITS == 0);
    struct run_entry taken = run_queue_take(&queue, class_);
    struct run_entry next = *run_queue_first(&queue, class_);
    SUPPOSE(is_within(region, region->last_arrival + 1));

    uint64_t due = taken.virtual_time + advance;
    taken.virtual_time = due;
    bool inserted = run_queue_insert(&queue, class_, taken, nondet_uint64());

    PROVE(inserted, "there is room for who was taken out");
    PROVE(is_queue_valid(&queue, class_), "a valid queue stays valid");
    PROVE(!run_queue_is_before(due, region->now), "virtual time never runs backwards");
    PROVE(IMPLIES(run_queue_is_before(next.virtual_time, due), run_queue_first(&queue, class_)->task == next.task),
          "who has run longer than its share lets the next one go first");
    REACHED();
}

// Ticks are of this many bits: what is proven is about order, and longer sums only take the solver longer.
enum { TICK_BITS = 16 };

static uint64_t any_ticks(void) {
    uint64_t ticks = nondet_uint64();
    SUPPOSE(ticks >> TICK_BITS == 0);
    return ticks;
}

// Harts read the clock apart: a task may have been added at a tick that this hart has not seen yet.
void prove_starved_class_waits_longest(void) {
    __CPROVER_havoc_object(&queue);
    for (uint32_t i = 0; i < ABI_CLASS_COUNT; i++) {
        queue.regions[i].waits_since = any_ticks();
    }
    SUPPOSE(queue.ready_classes == ready_of(&queue));
    uint32_t running = any_below(ABI_CLASS_COUNT);
    uint32_t other = any_below(ABI_CLASS_COUNT);
    uint64_t now_ticks = any_ticks();
    uint64_t bound_ticks = any_ticks();
    SUPPOSE(bound_ticks != 0);

    uint32_t starved = run_queue_starved(&queue, running, now_ticks, bound_ticks);
    uint64_t at_ticks = run_queue_starves_at(&queue, running, bound_ticks);

    bool is_found = starved != running;
    const struct run_region *found = &queue.regions[starved % ABI_CLASS_COUNT];
    const struct run_region *waiting = &queue.regions[other];
    bool waits = other < running && waiting->count != 0 && now_ticks >= waiting->waits_since + bound_ticks;
    PROVE(IMPLIES(is_found, starved < running && found->count != 0), "a lower class that has something ready");
    PROVE(IMPLIES(is_found, now_ticks >= found->waits_since + bound_ticks), "it has waited for the bound");
    PROVE(IMPLIES(waits, is_found && found->waits_since <= waiting->waits_since),
          "none has waited longer, and none is missed");
    PROVE((at_ticks <= now_ticks) == is_found, "the time that was told is when it comes");
    REACHED();
}

void prove_highest_is_ready(void) {
    __CPROVER_havoc_object(&queue);
    SUPPOSE(queue.ready_classes != 0 && queue.ready_classes >> ABI_CLASS_COUNT == 0);
    uint32_t higher = any_below(ABI_CLASS_COUNT);

    uint32_t highest = run_queue_highest(&queue);

    PROVE(highest < ABI_CLASS_COUNT && (queue.ready_classes >> highest & 1) != 0, "the class has something ready");
    PROVE(IMPLIES(higher > highest, (queue.ready_classes >> higher & 1) == 0), "no higher one has");
    PROVE(run_queue_has_above(&queue, higher) == (highest > higher), "what is above another class is told alike");
    REACHED();
}
