// SPDX-License-Identifier: Apache-2.0
// Along the chain of calls: who waits for whom. The chain changes while it is walked; each link is looked at again under its lock,
// and a class that is lent reaches whoever is in it (see boost in task.h).
#include <stdatomic.h>

#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipc/wait.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"

// The live task of an id; null: it has ended. Racy: its struct may be another task's at any time, which is then lent a class
// that it loses when it receives next.
static struct task *task_of(struct task_id id) {
    struct task *task = id.value == 0 ? NULL : task_by_number(id.value % ABI_TASKS_MAX);
    return task != NULL && __atomic_load_n(&task->id.value, __ATOMIC_RELAXED) == id.value ? task : NULL;
}

// Whom a queued task waits for.
static struct task_id next_at_endpoint(const struct task *task, struct endpoint *endpoint) {
    struct task_id server = {0};
    spinlock_acquire(&endpoint->object.lock);
    if (task->waits_at == &endpoint->object && task->link.is_linked && task->wait == WAIT_CALL) {
        server = endpoint->server;
    }
    spinlock_release(&endpoint->object.lock);
    return server;
}

// Whom the task waits for, if it waits in a call; null: nobody. Racy but for what the endpoint's lock guards.
static struct task *next_in_chain(const struct task *task) {
    struct wait_ticket ticket;
    if (!wait_claim_current(&task->claim, &ticket)) {
        return NULL;
    }
    if (__atomic_load_n(&task->wait, __ATOMIC_RELAXED) == WAIT_REPLY) {
        return task_of((struct task_id){__atomic_load_n(&task->server.value, __ATOMIC_RELAXED)});
    }
    struct object *object = __atomic_load_n(&task->waits_at, __ATOMIC_RELAXED);
    if (__atomic_load_n(&task->wait, __ATOMIC_RELAXED) != WAIT_CALL || object == NULL ||
        object->kind != ABI_OBJECT_ENDPOINT) {
        return NULL;
    }
    return task_of(next_at_endpoint(task, (struct endpoint *)object));
}

bool ipc_chain_allows(const struct task *caller, uint32_t depth, struct task_id server) {
    if (fault_is(FAULT_chain_unchecked)) {
        return true;
    }
    const struct task *task = task_of(server);
    for (uint32_t hop = depth; task != NULL; hop++) {
        if (task == caller || hop >= ABI_CALL_DEPTH_MAX) {
            return false;
        }
        task = next_in_chain(task);
    }
    return true;
}

static void raise_boost(struct task *task, uint32_t class_) {
    uint32_t boost = atomic_load_explicit(&task->boost, memory_order_relaxed);
    while (boost < class_ && !atomic_compare_exchange_weak_explicit(&task->boost, &boost, class_, memory_order_relaxed,
                                                                    memory_order_relaxed)) {
    }
    // Pairs with the fence of scheduler_place: it sees the boost, or the task is found in its run queue.
    atomic_thread_fence(memory_order_seq_cst);
}

void ipc_lend(struct task_id server, uint32_t class_) {
    struct task *task = task_of(server);
    for (uint32_t hop = 0; task != NULL && hop < ABI_CALL_DEPTH_MAX; hop++) {
        if (!fault_is(FAULT_queue_not_lent)) {
            raise_boost(task, class_);
            scheduler_requeue(task);
        }
        if (fault_is(FAULT_lending_stops_early)) {
            break;
        }
        wait_raise(task, class_);  // its own place in a queue follows
        task = next_in_chain(task);
    }
}

// Model: testing/models/raise.pml.
bool ipc_raise_waiting(struct task *task) {
    struct wait_ticket ticket;
    if (!wait_claim_current(&task->claim, &ticket)) {
        return false;
    }
    uint32_t class_ = __atomic_load_n(&task->base_class, __ATOMIC_RELAXED);
    wait_raise(task, class_);
    const struct task *server = next_in_chain(task);
    if (server != NULL) {
        ipc_lend((struct task_id){__atomic_load_n(&server->id.value, __ATOMIC_RELAXED)}, class_);
    }
    return true;
}

void ipc_requeue_chain(struct task *task) {
    for (uint32_t hop = 0; task != NULL && hop <= ABI_CALL_DEPTH_MAX; hop++) {
        scheduler_requeue(task);
        task = next_in_chain(task);
    }
}
