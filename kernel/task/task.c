// SPDX-License-Identifier: Apache-2.0
#include "kernel/task/task.h"

#include <stdatomic.h>
#include <string.h>

#include "kernel/arch/hart_start.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/sync/spinlock.h"
#include "kernel/trap/panic.h"

enum task_pool {
    TASKS_PER_PAGE = ABI_PAGE_BYTES / sizeof(struct task),
    TASK_PAGES = (ABI_TASKS_MAX + TASKS_PER_PAGE - 1) / TASKS_PER_PAGE,
};

static struct spinlock table_lock = SPINLOCK_INITIALIZER(LOCK_RANK_TASK_TABLE);
// Numbers of free tasks, last freed on top; numbers from fresh_count on were never used.
static uint16_t free_numbers[ABI_TASKS_MAX] GUARDED_BY(table_lock);
static uint32_t free_count GUARDED_BY(table_lock);
// Written under the lock, read by task_by_number without: release when a page of tasks is complete, acquire there.
static _Atomic uint32_t fresh_count;
// Entries below fresh_count / TASKS_PER_PAGE, rounded up, are set and never change.
static struct task *pages[TASK_PAGES];

static struct task *slot(uint32_t number) {
    return &pages[number / TASKS_PER_PAGE][number % TASKS_PER_PAGE];
}

// The next number that was never used, with its memory.
static enum abi_error take_fresh(uint32_t *number) REQUIRES(table_lock) {
    uint32_t fresh = atomic_load_explicit(&fresh_count, memory_order_relaxed);
    if (fresh == ABI_TASKS_MAX) {
        return ABI_ENOSPC;
    }
    if (fresh % TASKS_PER_PAGE == 0) {
        uint64_t physical = 0;
        enum abi_error error = memory_take_zeroed_page(&physical);
        if (error != ABI_OK) {
            return error;
        }
        pages[fresh / TASKS_PER_PAGE] = memory_at(physical);
    }
    struct task *task = slot(fresh);
    task->number = fresh;
    spinlock_init(&task->lock, LOCK_RANK_TASK, fresh);
    spinlock_acquire(&task->lock);
    task->id = (struct task_id){fresh};
    spinlock_release(&task->lock);
    atomic_store_explicit(&fresh_count, fresh + 1, memory_order_release);
    *number = fresh;
    return ABI_OK;
}

enum abi_error task_create(struct space *space, struct cpu_id home, struct task **task) {
    uint32_t number = 0;
    enum abi_error error = ABI_OK;
    spinlock_acquire(&table_lock);
    if (free_count != 0) {
        number = free_numbers[--free_count];
    } else {
        error = take_fresh(&number);
    }
    spinlock_release(&table_lock);
    if (error != ABI_OK) {
        return error;
    }
    struct task *created = slot(number);
    created->home = home.value;
    atomic_store_explicit(&created->pending_events, 0, memory_order_relaxed);
    created->space = space;
    created->is_first = false;
    created->class_ = ABI_CLASS_NORMAL;
    created->precise_clock = false;
    created->float_state.used = false;
    *task = created;
    return ABI_OK;
}

struct task_id task_own_id(const struct task *task) {
    return task->id;
}

_Noreturn void task_end_current(struct cpu *cpu) {
    struct task *task = cpu->current;
    if (task->is_first) {
        panic("the first task ended");
    }
    spinlock_acquire(&task->lock);
    task->live = false;
    task->id.value += ABI_TASKS_MAX;
    spinlock_release(&task->lock);
    user_float_end(&task->float_state);
    cpu->current = NULL;
    cpu->frame = NULL;
    spinlock_acquire(&table_lock);
    free_numbers[free_count++] = (uint16_t)task->number;
    spinlock_release(&table_lock);
    // Another hart may be filling the frame for the number's next task by now: the usual way out would still write to it.
    hart_leave_to_next_task();
}

struct task *task_candidate(struct task_id id) {
    uint32_t number = id.value % ABI_TASKS_MAX;
    return number < atomic_load_explicit(&fresh_count, memory_order_acquire) ? slot(number) : NULL;
}

struct task *task_by_number(uint32_t number) {
    return slot(number);
}

uint32_t task_count(void) {
    spinlock_acquire(&table_lock);
    uint32_t count = atomic_load_explicit(&fresh_count, memory_order_relaxed) - free_count;
    spinlock_release(&table_lock);
    return count;
}
