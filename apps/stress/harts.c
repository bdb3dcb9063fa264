// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/harts.h"

#include <stdatomic.h>

#include "abi/object.h"

static struct stress_epoch *epoch_of(struct stress_epochs *epochs, uint32_t number) {
    return &epochs->ring[number % STRESS_EPOCHS];
}

void stress_epoch_begin(struct stress_epochs *epochs, uint32_t task, uint64_t harts, uint64_t begin) {
    uint32_t number = atomic_load_explicit(&epochs->count, memory_order_relaxed);
    struct stress_epoch *epoch = epoch_of(epochs, number);
    uint32_t version = atomic_load_explicit(&epoch->version, memory_order_relaxed);
    atomic_store_explicit(&epoch->version, version + 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    atomic_store_explicit(&epoch->task, task, memory_order_relaxed);
    atomic_store_explicit(&epoch->harts, harts, memory_order_relaxed);
    atomic_store_explicit(&epoch->begin, begin, memory_order_relaxed);
    atomic_store_explicit(&epoch->end, UINT64_MAX, memory_order_relaxed);
    atomic_store_explicit(&epoch->version, version + 2, memory_order_release);
    atomic_store_explicit(&epochs->count, number + 1, memory_order_relaxed);
}

void stress_epoch_end(struct stress_epochs *epochs, uint64_t end) {
    uint32_t count = atomic_load_explicit(&epochs->count, memory_order_relaxed);
    atomic_store_explicit(&epoch_of(epochs, count - 1)->end, end, memory_order_release);
}

static enum stress_judgement judge(const struct stress_epoch *epoch, uint32_t task, uint32_t cpu, uint64_t time) {
    if (atomic_load_explicit(&epoch->task, memory_order_relaxed) != task) {
        return STRESS_UNKNOWN;
    }
    uint32_t version = atomic_load_explicit(&epoch->version, memory_order_acquire);
    uint32_t its_task = atomic_load_explicit(&epoch->task, memory_order_relaxed);
    uint64_t harts = atomic_load_explicit(&epoch->harts, memory_order_relaxed);
    uint64_t begin = atomic_load_explicit(&epoch->begin, memory_order_relaxed);
    uint64_t end = atomic_load_explicit(&epoch->end, memory_order_relaxed);
    atomic_thread_fence(memory_order_acquire);
    bool is_whole = version % 2 == 0 && atomic_load_explicit(&epoch->version, memory_order_relaxed) == version;
    if (!is_whole || its_task != task || time <= begin || time >= end) {
        return STRESS_UNKNOWN;
    }
    return (harts >> cpu & 1) != 0 ? STRESS_INSIDE : STRESS_OUTSIDE;
}

enum stress_judgement stress_epochs_judge(const struct stress_epochs *epochs, uint32_t task, uint32_t cpu,
                                          uint64_t time) {
    enum stress_judgement found = STRESS_UNKNOWN;
    for (uint32_t i = 0; i < STRESS_EPOCHS && found == STRESS_UNKNOWN; i++) {
        found = judge(&epochs->ring[i], task, cpu, time);
    }
    return found;
}

static uint64_t first(uint32_t count) {
    return count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

// The first quarter is for efficiency, at least one, and the others are for performance; a hart that is alone is for both.
static uint64_t meaning(uint32_t placement, uint64_t named, uint32_t count) {
    uint64_t all = first(count);
    uint64_t efficient = first(count < 4 ? 1 : count / 4);
    switch (placement) {
        case ABI_PLACEMENT_ANY:
            return all;
        case ABI_PLACEMENT_PERFORMANCE:
            return count == 1 ? all : all & ~efficient;
        case ABI_PLACEMENT_EFFICIENCY:
            return efficient;
        default:
            return named & all;
    }
}

bool stress_harts_place(struct stress_harts *task, uint32_t placement, uint64_t named, uint32_t count) {
    uint64_t harts = meaning(placement, named, count);
    uint64_t home = placement == ABI_PLACEMENT_HARTS ? harts : task->home;
    if ((home & harts) == 0) {
        return false;
    }
    *task = (struct stress_harts){.home = home, .allowed = home & harts};
    return true;
}
