// SPDX-License-Identifier: Apache-2.0
#include "kernel/process/budget.h"

#include <stdatomic.h>
#include <stddef.h>

#define ASSERT_ORDER(field, resource) \
    _Static_assert(offsetof(struct abi_process_limits, field) == (resource) * sizeof(uint32_t), "same order")
ASSERT_ORDER(pages, BUDGET_PAGES);
ASSERT_ORDER(processes, BUDGET_PROCESSES);
ASSERT_ORDER(tasks, BUDGET_TASKS);
ASSERT_ORDER(endpoints, BUDGET_ENDPOINTS);
ASSERT_ORDER(notifications, BUDGET_NOTIFICATIONS);
ASSERT_ORDER(timers, BUDGET_TIMERS);
ASSERT_ORDER(vmos, BUDGET_VMOS);
ASSERT_ORDER(reserved, BUDGET_COUNT);

// One number of each resource. Wider than a limit: a child that asks for every process there can be costs one more than that.
struct counts {
    uint64_t of[BUDGET_COUNT];
};

static struct counts counts_of(const struct abi_process_limits *limits) {
    return (struct counts){{
        [BUDGET_PAGES] = limits->pages,
        [BUDGET_PROCESSES] = limits->processes,
        [BUDGET_TASKS] = limits->tasks,
        [BUDGET_ENDPOINTS] = limits->endpoints,
        [BUDGET_NOTIFICATIONS] = limits->notifications,
        [BUDGET_TIMERS] = limits->timers,
        [BUDGET_VMOS] = limits->vmos,
    }};
}

static struct counts cost_of_child(const struct abi_process_limits *limits) {
    struct counts cost = counts_of(limits);
    cost.of[BUDGET_PROCESSES]++;
    return cost;
}

static enum abi_error take(struct budget *budget, enum budget_resource resource, uint64_t count) {
    uint32_t used = atomic_load_explicit(&budget->used[resource], memory_order_relaxed);
    do {
        // A difference, since a sum could wrap.
        if (count > budget->limit[resource] - used) {
            return resource == BUDGET_PAGES ? ABI_ENOMEM : ABI_ENOSPC;
        }
    } while (!atomic_compare_exchange_weak_explicit(&budget->used[resource], &used, used + (uint32_t)count,
                                                    memory_order_relaxed, memory_order_relaxed));
    return ABI_OK;
}

static bool give(struct budget *budget, enum budget_resource resource, uint64_t count) {
    uint32_t used = atomic_load_explicit(&budget->used[resource], memory_order_relaxed);
    do {
        if (count > used) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&budget->used[resource], &used, used - (uint32_t)count,
                                                    memory_order_relaxed, memory_order_relaxed));
    return true;
}

void budget_from_limits(struct budget *budget, const struct abi_process_limits *limits) {
    struct counts counts = counts_of(limits);
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        budget->limit[resource] = (uint32_t)counts.of[resource];
        atomic_init(&budget->used[resource], 0);
    }
}

enum abi_error budget_take(struct budget *budget, enum budget_resource resource, uint32_t count) {
    return take(budget, resource, count);
}

bool budget_give(struct budget *budget, enum budget_resource resource, uint32_t count) {
    return give(budget, resource, count);
}

// Gives back of the resources from `first` on.
static bool give_from(struct budget *budget, uint32_t first, const struct counts *counts) {
    bool all_were_taken = true;
    for (uint32_t resource = first; resource < BUDGET_COUNT; resource++) {
        all_were_taken &= give(budget, (enum budget_resource)resource, counts->of[resource]);
    }
    return all_were_taken;
}

enum abi_error budget_take_limits(struct budget *parent, const struct abi_process_limits *child) {
    struct counts cost = cost_of_child(child);
    // Downwards, so that ENOSPC comes before ENOMEM: pages are the first resource.
    for (uint32_t resource = BUDGET_COUNT; resource-- > 0;) {
        enum abi_error error = take(parent, (enum budget_resource)resource, cost.of[resource]);
        if (error != ABI_OK) {
            // Taken a moment ago, and nobody else gives it back.
            (void)give_from(parent, resource + 1, &cost);
            return error;
        }
    }
    return ABI_OK;
}

bool budget_give_limits(struct budget *parent, const struct abi_process_limits *child) {
    struct counts cost = cost_of_child(child);
    return give_from(parent, 0, &cost);
}

static struct abi_process_limits limits_of(const struct counts *counts) {
    return (struct abi_process_limits){
        .pages = (uint32_t)counts->of[BUDGET_PAGES],
        .processes = (uint32_t)counts->of[BUDGET_PROCESSES],
        .tasks = (uint32_t)counts->of[BUDGET_TASKS],
        .endpoints = (uint32_t)counts->of[BUDGET_ENDPOINTS],
        .notifications = (uint32_t)counts->of[BUDGET_NOTIFICATIONS],
        .timers = (uint32_t)counts->of[BUDGET_TIMERS],
        .vmos = (uint32_t)counts->of[BUDGET_VMOS],
    };
}

void budget_report(const struct budget *budget, struct abi_process_limits *limits, struct abi_process_limits *used) {
    struct counts limit_counts;
    struct counts used_counts;
    for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
        limit_counts.of[resource] = budget->limit[resource];
        used_counts.of[resource] = atomic_load_explicit(&budget->used[resource], memory_order_relaxed);
    }
    *limits = limits_of(&limit_counts);
    *used = limits_of(&used_counts);
}
