// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/wait.h"

#include <stdatomic.h>

#include "kernel/ipc/endpoint.h"
#include "kernel/ipc/notification.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"

enum abi_error wait_check_deadline(uint64_t deadline_ticks) {
    return deadline_ticks == 0 ? ABI_EAGAIN : ABI_OK;
}

void wait_begin(struct cpu *cpu, enum task_wait wait, struct object *waits_at, uint32_t wait_handle) {
    struct task *task = cpu->current;
    scheduler_detach_current(cpu);
    wait_note(task, wait, waits_at, wait_handle);
}

// Model: testing/models/claim.pml.
void wait_open(struct cpu *cpu, struct task *task, uint64_t deadline_ticks) {
    if (deadline_ticks != ABI_DEADLINE_NEVER && !fault_is(FAULT_deadline_never_armed)) {
        task->has_deadline = true;
        task->deadline_ticket = wait_claim_next(&task->claim);
        timer_arm(cpu, &task->deadline, timer_deadline_of(task, deadline_ticks));
    }
    wait_claim_open(&task->claim);
}

// Model: testing/models/claim.pml.
struct wait_ticket wait_reopen(struct task *task, enum task_wait wait) {
    struct wait_ticket ticket = wait_claim_next(&task->claim);
    // Both may have come while the claim was taken, and found nobody to tell: the deadline, and whoever stopped the task. The latter looks
    // for an open claim after each hart has left the kernel once: this one did before the claim was taken, or does when it is open.
    bool is_overdue = task_is_stopped(task);
    task->wait = (uint8_t)wait;
    if (task->has_deadline) {
        struct cpu *armed_at = percpu_get((struct cpu_id){task->deadline.cpu});
        spinlock_acquire(&armed_at->timer_lock);
        task->deadline_ticket = ticket;
        is_overdue = is_overdue || task->deadline.node.place == TIMER_NODE_IDLE;
        // Under this lock: else it could pass between the look and the opening.
        wait_claim_open(&task->claim);
        spinlock_release(&armed_at->timer_lock);
    } else {
        wait_claim_open(&task->claim);
    }
    if (is_overdue) {
        (void)wait_abort(task, ticket, ABI_ETIMEDOUT);
    }
    return ticket;
}

// The list a waiting task may be in, and the lock of it; null: none.
static struct wait_list *list_of(struct task *task) {
    switch (task->wait) {
        case WAIT_RECEIVE:
            return &((struct endpoint *)task->waits_at)->receivers;
        case WAIT_SEND:
        case WAIT_CALL:
            return &((struct endpoint *)task->waits_at)->senders;
        case WAIT_NOTIFICATION:
            return &((struct notification *)task->waits_at)->waiters;
        default:
            return NULL;
    }
}

// Model: testing/models/claim.pml.
bool wait_take_linked(struct wait_list *list, struct task *task) {
    wait_list_remove(list, task);
    struct wait_ticket ticket;
    return wait_claim_current(&task->claim, &ticket) && wait_claim_take(&task->claim, ticket);
}

bool wait_take(struct task *task, struct wait_ticket ticket) {
    return wait_claim_take(&task->claim, ticket);
}

// Model: testing/models/claim.pml.
static void unlink(struct task *task) {
    struct wait_list *list = list_of(task);
    if (list == NULL) {
        return;
    }
    // The object may have ended since, but then it has put its waiters out of its list.
    spinlock_acquire(&task->waits_at->lock);
    if (task->link.is_linked) {
        wait_list_remove(list, task);
    }
    spinlock_release(&task->waits_at->lock);
}

// Model: testing/models/raise.pml.
void wait_raise(struct task *task, uint32_t class_) {
    struct object *object = __atomic_load_n(&task->waits_at, __ATOMIC_RELAXED);
    if (object == NULL) {
        return;
    }
    spinlock_acquire(&object->lock);
    // While it is in a list of the object, all of this stays as it is.
    struct wait_list *list = task->waits_at == object && task->link.is_linked ? list_of(task) : NULL;
    if (list != NULL && task->class_ < class_) {
        wait_list_remove(list, task);
        task->class_ = (uint8_t)class_;
        wait_list_insert(list, task);
    }
    spinlock_release(&object->lock);
}

// Model: testing/models/claim.pml.
bool wait_abort(struct task *task, struct wait_ticket ticket, enum abi_error error) {
    if (!wait_claim_take(&task->claim, ticket)) {
        return false;
    }
    unlink(task);
    wait_complete(task, error, 0);
    return true;
}

// Model: testing/models/claim.pml.
bool wait_abort_current(struct task *task, enum abi_error error) {
    struct wait_ticket ticket;
    return wait_claim_current(&task->claim, &ticket) && wait_abort(task, ticket, error);
}

void wait_give_slots(struct task *task) {
    for (uint32_t i = 0; i < task->cargo.accept; i++) {
        capability_slot_give(&task->process->slots, task->cargo.slots[i]);
    }
    task->cargo.accept = 0;
}

void wait_forget_deadline(struct task *task) {
    if (task->has_deadline) {
        timer_disarm(&task->deadline);
        task->has_deadline = false;
    }
}

// Out of line, as most waits have nothing to undo.
__attribute__((noinline)) static void undo(struct task *task) {
    wait_forget_deadline(task);
    wait_give_slots(task);
    if ((task->slow & TASK_SLOW_FAULT) != 0) {
        task_stop_at_fault(task);  // nobody will mend it
    }
}

// Model: testing/models/claim.pml.
void wait_complete(struct task *task, enum abi_error error, uint64_t value) {
    bool is_at_fault = (task->slow & TASK_SLOW_FAULT) != 0;
    if (task->has_deadline || task->cargo.accept != 0 || is_at_fault) {
        undo(task);
    }
    if (!is_at_fault && task->wait != WAIT_EVENT) {
        user_frame_set_result(&task->frame, error, value);
    }
    task->slow = 0;
    scheduler_place(task);
}

void wait_deadline_passed(struct task *task, struct wait_ticket ticket) {
    (void)wait_abort(task, ticket, ABI_ETIMEDOUT);
}
