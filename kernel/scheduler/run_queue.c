// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/run_queue.h"

_Static_assert(ABI_TASKS_MAX <= UINT16_MAX, "an entry and a place hold every task number");
_Static_assert(ABI_CLASS_COUNT <= 64, "ready_classes has a bit for every class");

// The hart reads the word without the lock and must never see anything in between: one store, none without a change.
static void set_ready(struct run_queue *queue, uint32_t class_) {
    uint64_t bit = UINT64_C(1) << class_;
    uint64_t before = queue->ready_classes;
    uint64_t after = queue->regions[class_].count != 0 ? before | bit : before & ~bit;
    if (after != before) {
        __atomic_store_n(&queue->ready_classes, after, __ATOMIC_RELAXED);
    }
}

static void set_count(struct run_queue *queue, uint32_t count) {
    __atomic_store_n(&queue->count, count, __ATOMIC_RELAXED);
}

void run_queue_init(struct run_queue *queue) {
    __atomic_store_n(&queue->ready_classes, 0, __ATOMIC_RELAXED);
    set_count(queue, 0);
    for (uint32_t task = 0; task < ABI_TASKS_MAX; task++) {
        queue->places[task] = 0;
    }
    for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
        struct run_region *region = &queue->regions[class_];
        region->now = 0;
        region->last_arrival = 0;
        region->waits_since = 0;
        region->count = 0;
        region->shares = 0;
    }
}

// Places are computed in whole registers: a narrower one would be cut at every step.
static inline void put(struct run_queue *queue, struct run_entry *heap, uint64_t place, struct run_entry entry) {
    heap[place] = entry;
    queue->places[entry.task] = (uint16_t)place;
}

// The entry goes to the hole at `place`, or above it.
static inline void sift_up(struct run_queue *queue, struct run_entry *heap, uint64_t place, struct run_entry entry) {
    while (place != 0) {
        uint64_t parent = (place - 1) / 2;
        if (!run_queue_is_before(entry.virtual_time, heap[parent].virtual_time)) {
            break;
        }
        put(queue, heap, place, heap[parent]);
        place = parent;
    }
    put(queue, heap, place, entry);
}

// The entry goes to the hole at `place`, or below it.
static inline void sift_down(struct run_queue *queue, struct run_entry *heap, uint64_t count, uint64_t place,
                             struct run_entry entry) {
    for (uint64_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
        if (child + 1 < count && run_queue_is_before(heap[child + 1].virtual_time, heap[child].virtual_time)) {
            child++;
        }
        if (!run_queue_is_before(heap[child].virtual_time, entry.virtual_time)) {
            break;
        }
        put(queue, heap, place, heap[child]);
        place = child;
    }
    put(queue, heap, place, entry);
}

// Where a task begins that brings this virtual time along.
static inline uint64_t start_of(struct run_region *region, uint64_t virtual_time) {
    // One that slept for so long that its virtual time has come round is not ahead either.
    if ((virtual_time - region->now - 1) >> RUN_AHEAD_BITS == 0) {
        return virtual_time;
    }
    // Those that come at the same virtual time are due as they came; the difference is less than a millionth of a tick.
    region->last_arrival++;
    return region->last_arrival;
}

uint64_t run_queue_reweigh(uint64_t ahead, uint32_t before, uint32_t after) {
    const uint64_t most = (UINT64_C(1) << RUN_AHEAD_BITS) - 1;  // more would be taken for none
    uint64_t for_each = ahead / after;
    return for_each > most / before ? most : for_each * before;
}

bool run_queue_insert(struct run_queue *queue, enum abi_class class_, struct run_entry entry, uint64_t now_ticks) {
    struct run_region *region = &queue->regions[class_];
    if (region->count == ABI_TASKS_MAX) {
        return false;
    }
    entry.virtual_time = start_of(region, entry.virtual_time);
    if (region->count == 0) {
        region->waits_since = now_ticks;
    }
    region->count++;
    region->shares += entry.shares;
    sift_up(queue, queue->heaps[class_], region->count - 1, entry);
    set_count(queue, queue->count + 1);
    set_ready(queue, class_);
    return true;
}

// Inlined into its one frequent caller where the whole kernel is compiled at once; so is run_queue_exchange.
__attribute__((always_inline)) void run_queue_insert_only(struct run_queue *queue, enum abi_class class_,
                                                          struct run_entry entry, uint64_t now_ticks) {
    struct run_region *region = &queue->regions[class_];
    entry.virtual_time = start_of(region, entry.virtual_time);
    region->waits_since = now_ticks;
    region->count = 1;
    region->shares = entry.shares;
    put(queue, queue->heaps[class_], 0, entry);
    set_count(queue, 1);
    __atomic_store_n(&queue->ready_classes, UINT64_C(1) << class_, __ATOMIC_RELAXED);
}

// The entry at `place` leaves; the last one takes its place.
static inline struct run_entry take_at(struct run_queue *queue, uint32_t class_, uint32_t place) {
    struct run_region *region = &queue->regions[class_];
    struct run_entry *heap = queue->heaps[class_];
    struct run_entry taken = heap[place];
    region->count--;
    region->shares -= taken.shares;
    if (place != region->count) {
        struct run_entry last = heap[region->count];
        bool rises = place != 0 && run_queue_is_before(last.virtual_time, heap[(place - 1) / 2].virtual_time);
        if (rises) {
            sift_up(queue, heap, place, last);
        } else {
            sift_down(queue, heap, region->count, place, last);
        }
    }
    set_count(queue, queue->count - 1);
    set_ready(queue, class_);
    return taken;
}

void run_queue_begin_turn(struct run_queue *queue, uint32_t class_, uint64_t virtual_time) {
    struct run_region *region = &queue->regions[class_];
    if (!run_queue_is_before(region->now, virtual_time)) {
        return;
    }
    __atomic_store_n(&region->now, virtual_time, __ATOMIC_RELAXED);
    if (run_queue_is_before(region->last_arrival, virtual_time)) {
        region->last_arrival = virtual_time;
    }
}

struct run_entry run_queue_take(struct run_queue *queue, enum abi_class class_) {
    struct run_entry taken = take_at(queue, class_, 0);
    run_queue_begin_turn(queue, class_, taken.virtual_time);
    return taken;
}

__attribute__((always_inline)) struct run_entry run_queue_exchange(struct run_queue *queue, enum abi_class class_,
                                                                   struct run_entry entry, uint64_t now_ticks) {
    struct run_region *region = &queue->regions[class_];
    struct run_entry *heap = queue->heaps[class_];
    struct run_entry taken = heap[0];
    region->shares += (uint32_t)entry.shares - taken.shares;
    run_queue_begin_turn(queue, class_, taken.virtual_time);
    entry.virtual_time = start_of(region, entry.virtual_time);
    if (region->count == 1) {
        region->waits_since = now_ticks;
    }
    sift_down(queue, heap, region->count, 0, entry);
    return taken;
}

bool run_queue_remove(struct run_queue *queue, enum abi_class class_, uint32_t task, struct run_entry *entry) {
    struct run_region *region = &queue->regions[class_];
    uint32_t place = queue->places[task];
    if (place >= region->count || queue->heaps[class_][place].task != task) {
        return false;
    }
    *entry = take_at(queue, class_, place);
    return true;
}

uint32_t run_queue_highest(const struct run_queue *queue) {
    // The highest bit of each number of four bits, two bits each: nothing else is as short without an instruction for it.
    enum { WIDTH = 2 };
    const uint64_t highest_bits = 0xffffaa50;
    _Static_assert(ABI_CLASS_COUNT == 1 << WIDTH, "a class has two bits, a set of classes four");
    return (uint32_t)(highest_bits >> (WIDTH * queue->ready_classes)) % ABI_CLASS_COUNT;
}

static inline bool has_below(const struct run_queue *queue, uint32_t class_) {
    return (queue->ready_classes & ((UINT64_C(1) << class_) - 1)) != 0;
}

uint32_t run_queue_starved(const struct run_queue *queue, uint32_t class_, uint64_t now_ticks, uint64_t bound_ticks) {
    uint32_t starved = class_;
    uint64_t longest = bound_ticks;
    if (!has_below(queue, class_)) {
        return class_;
    }
    for (uint32_t lower = 0; lower < class_; lower++) {
        const struct run_region *region = &queue->regions[lower];
        // Who added the task may have read the clock after this hart did: that is no time, and not a difference that wrapped.
        uint64_t waited = now_ticks > region->waits_since ? now_ticks - region->waits_since : 0;
        if (region->count != 0 && waited >= longest) {
            starved = lower;
            longest = waited;
        }
    }
    return starved;
}

uint64_t run_queue_starves_at(const struct run_queue *queue, uint32_t class_, uint64_t bound_ticks) {
    uint64_t first = UINT64_MAX;
    if (!has_below(queue, class_)) {
        return first;
    }
    for (uint32_t lower = 0; lower < class_; lower++) {
        const struct run_region *region = &queue->regions[lower];
        uint64_t at = region->waits_since + bound_ticks;
        if (region->count != 0 && at < first) {
            first = at;
        }
    }
    return first;
}

uint64_t run_queue_slice(const struct run_queue *queue, uint32_t class_, uint32_t shares, uint64_t round_ticks,
                         uint64_t least_ticks) {
    uint64_t slice = round_ticks * shares / ((uint64_t)shares + queue->regions[class_].shares);
    return slice < least_ticks ? least_ticks : slice;
}
