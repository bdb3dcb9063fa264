// SPDX-License-Identifier: Apache-2.0
#include "kernel/object/object.h"

#include <stddef.h>
#include <string.h>

#include "abi/boot.h"
#include "abi/limits.h"
#include "kernel/interrupt/irq.h"
#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/handle.h"
#include "kernel/object/pool.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"
#include "kernel/timer/timer_object.h"
#include "kernel/trap/panic.h"

enum pool_alignment { CACHE_LINE_BYTES = 64 };

struct capability *capabilities;

// MMIO is in the pool of VMO.
static struct pool pools[ABI_OBJECT_KIND_COUNT];

static struct object authorities[ABI_OBJECT_KIND_COUNT];

struct pool *object_pool(uint32_t kind) {
    return &pools[kind == ABI_OBJECT_MMIO ? ABI_OBJECT_VMO : kind];
}

static enum abi_error pool_init(enum abi_object_kind kind, uint32_t capacity, uint64_t bytes, uint64_t zeroed,
                                enum lock_rank rank) {
    struct pool *pool = &pools[kind];
    pool->zeroed = (uint32_t)zeroed;
    spinlock_init(&pool->lock, LOCK_RANK_POOL, kind);
    pool->capacity = capacity;
    pool->bytes = (uint32_t)((bytes + CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES * CACHE_LINE_BYTES);
    pool->rank = rank;
    uint64_t physical = 0;
    enum abi_error error = memory_carve((uint64_t)capacity * pool->bytes, &physical);
    if (error == ABI_OK) {
        pool->memory = memory_at(physical);
    }
    return error;
}

static const struct {
    enum abi_object_kind kind;
    uint32_t capacity;
    uint64_t bytes;
    uint64_t zeroed;
    enum lock_rank rank;
} pooled[] = {
    {ABI_OBJECT_PROCESS, ABI_PROCESSES_MAX, sizeof(struct process), offsetof(struct process, space), LOCK_RANK_PROCESS},
    {ABI_OBJECT_TASK, ABI_TASKS_MAX, sizeof(struct task), offsetof(struct task, float_state), LOCK_RANK_TASK},
    {ABI_OBJECT_ENDPOINT, ABI_ENDPOINTS_MAX, sizeof(struct endpoint), sizeof(struct endpoint), LOCK_RANK_ENDPOINT},
    {ABI_OBJECT_NOTIFICATION, ABI_NOTIFICATIONS_MAX, sizeof(struct notification), sizeof(struct notification),
     LOCK_RANK_NOTIFICATION},
    {ABI_OBJECT_TIMER, ABI_TIMERS_MAX, sizeof(struct timer_object), sizeof(struct timer_object), LOCK_RANK_TIMER},
    {ABI_OBJECT_IRQ, ABI_BOOT_DEVICES_MAX, sizeof(struct irq), sizeof(struct irq), LOCK_RANK_TIMER},
    {ABI_OBJECT_VMO, ABI_VMOS_MAX, sizeof(struct vmo), sizeof(struct vmo), LOCK_RANK_VMO},
};

enum abi_error object_pools_init(void) {
    for (uint32_t kind = ABI_OBJECT_CLOCK; kind < ABI_OBJECT_KIND_COUNT; kind++) {
        spinlock_init(&authorities[kind].lock, LOCK_RANK_AUTHORITY, kind);
        authorities[kind].kind = kind;
        authorities[kind].references = 1;  // it never ends
    }
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; error == ABI_OK && i < sizeof(pooled) / sizeof(pooled[0]); i++) {
        error = pool_init(pooled[i].kind, pooled[i].capacity, pooled[i].bytes, pooled[i].zeroed, pooled[i].rank);
    }
    uint64_t physical = 0;
    if (error == ABI_OK) {
        error = memory_carve(CAPABILITY_SLOTS * sizeof(struct capability), &physical);
    }
    if (error == ABI_OK) {
        capabilities = memory_at(physical);
    }
    return error;
}

// Which part of a budget an object of the kind is paid from. False: none.
static bool resource_of(uint32_t kind, enum budget_resource *resource) {
    switch (kind) {
        case ABI_OBJECT_TASK:
            *resource = BUDGET_TASKS;
            return true;
        case ABI_OBJECT_ENDPOINT:
            *resource = BUDGET_ENDPOINTS;
            return true;
        case ABI_OBJECT_NOTIFICATION:
            *resource = BUDGET_NOTIFICATIONS;
            return true;
        case ABI_OBJECT_TIMER:
            *resource = BUDGET_TIMERS;
            return true;
        case ABI_OBJECT_VMO:
            *resource = BUDGET_VMOS;
            return true;
        default:
            return false;
    }
}

static struct object *take_from(struct pool *pool) {
    spinlock_acquire(&pool->lock);
    struct object *object = pool->free;
    if (object != NULL) {
        pool->free = object->next_free;
    } else if (pool->fresh < pool->capacity) {
        object = (struct object *)(pool->memory + (uint64_t)pool->fresh * pool->bytes);
        memset(object, 0, sizeof(*object));
        spinlock_init(&object->lock, pool->rank, pool->fresh);
        pool->fresh++;
    }
    spinlock_release(&pool->lock);
    return object;
}

enum abi_error object_take(enum abi_object_kind kind, struct process *owner, struct object **object) {
    enum budget_resource resource = BUDGET_COUNT;
    bool is_paid = owner != NULL && resource_of(kind, &resource);
    if (is_paid && process_pay(owner, resource, 1) != ABI_OK && !fault_is(FAULT_object_quota_unchecked)) {
        return ABI_ENOSPC;
    }
    struct pool *pool = object_pool(kind);
    struct object *taken = take_from(pool);
    if (taken == NULL) {
        if (is_paid) {
            (void)budget_give(&owner->budget, resource, 1);
        }
        return ABI_ENOSPC;
    }
    percpu_count_allocation();
    memset((uint8_t *)taken + sizeof(struct object), 0, pool->zeroed - sizeof(struct object));
    taken->kind = kind;
    taken->owner = owner;
    taken->references = 1;
    if (owner != NULL) {
        process_keep(owner);
    }
    *object = taken;
    return ABI_OK;
}

void object_give(struct object *object) {
    struct process *owner = object->owner;
    enum budget_resource resource = BUDGET_COUNT;
    bool is_paid = owner != NULL && resource_of(object->kind, &resource);
    struct pool *pool = object_pool(object->kind);
    spinlock_acquire(&pool->lock);
    object->next_free = pool->free;
    pool->free = object;
    spinlock_release(&pool->lock);
    if (is_paid && !budget_give(&owner->budget, resource, 1) && !fault_is(FAULT_object_quota_unchecked)) {
        panic("a budget was given back more than was taken");
    }
    if (owner != NULL) {
        process_release(owner);
    }
}

uint32_t object_number(const struct object *object) {
    const struct pool *pool = object_pool(object->kind);
    return (uint32_t)((uint64_t)((const uint8_t *)object - pool->memory) / pool->bytes);
}

struct object *object_by_number(enum abi_object_kind kind, uint32_t number) {
    const struct pool *pool = object_pool(kind);
    return (struct object *)(pool->memory + (uint64_t)number * pool->bytes);
}

struct object *object_authority(enum abi_object_kind kind) {
    return &authorities[kind];
}

static void end(struct object *object) {
    switch (object->kind) {
        case ABI_OBJECT_ENDPOINT:
            endpoint_end((struct endpoint *)object);
            break;
        case ABI_OBJECT_NOTIFICATION:
        case ABI_OBJECT_TASK:
        case ABI_OBJECT_VMO:  // capability_close has taken it apart
            object_give(object);
            break;
        case ABI_OBJECT_TIMER:
            timer_object_end((struct timer_object *)object);
            break;
        case ABI_OBJECT_IRQ:
            irq_end((struct irq *)object);
            break;
        case ABI_OBJECT_PROCESS:
            process_end((struct process *)object);
            break;
        default:
            break;  // device registers stay known; an authority is never without a reference
    }
}

void object_release_locked(struct object *object) {
    bool is_last = --object->references == 0;
    spinlock_release(&object->lock);
    if (is_last) {
        end(object);
    }
}

void object_release(struct object *object) UNCHECKED_LOCKING {
    spinlock_acquire(&object->lock);
    object_release_locked(object);
}
