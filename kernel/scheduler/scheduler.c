// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/scheduler.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/interrupt.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/space.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"
#include "kernel/sync/hart_wait.h"
#include "kernel/timer/timer.h"
#include "kernel/trap/panic.h"
#include "kernel/trap/trap.h"

static bool is_stopped(const struct task *task) {
    return atomic_load_explicit(&task->is_stopped, memory_order_acquire) != 0;
}

uint32_t scheduler_class_of(const struct task *task) {
    uint32_t boost = atomic_load_explicit(&task->boost, memory_order_relaxed);
    return boost > task->class_ ? boost : task->class_;
}

void scheduler_detach_current(struct cpu *cpu) {
    user_float_end(&cpu->current->float_state);
    cpu->current = NULL;
    cpu->exit_work |= EXIT_RESCHEDULE;
}

// Something of that class became ready on a hart that may be asleep, or run something lower.
static void notify(struct cpu *cpu, uint32_t class_) {
    struct cpu *self = cpu_current();
    if (cpu != self) {
        if (ipi_send(cpu->id, IPI_RESCHEDULE) != ABI_OK) {
            panic("cpu%u has tasks but is not online", cpu->id.value);
        }
    } else if (self->current == NULL || class_ > scheduler_class_of(self->current)) {
        self->exit_work |= EXIT_RESCHEDULE;
    }
}

static void insert_ready(struct cpu *cpu, struct task *task) REQUIRES(cpu->run_queue_lock) {
    task->queued_class = (uint8_t)scheduler_class_of(task);
    task->is_queued = true;
    if (!run_queue_insert(&cpu->run_queue, task->number, (enum abi_class)task->queued_class)) {
        panic("run queue of cpu%u is full", cpu->id.value);
    }
}

// It comes before the current task, or there is none: it need not go through the queue.
static bool hand_over(struct cpu *cpu, struct task *task) {
    bool comes_first =
        cpu->next == NULL && (cpu->current == NULL || scheduler_class_of(task) > scheduler_class_of(cpu->current));
    if (!comes_first || cpu != cpu_current()) {
        return false;
    }
    __atomic_store_n(&task->hart, cpu->id.value, __ATOMIC_RELAXED);
    cpu->next = task;
    cpu->exit_work |= EXIT_RESCHEDULE;
    return true;
}

static void place_at(struct cpu *cpu, struct task *task) {
    __atomic_store_n(&task->hart, cpu->id.value, __ATOMIC_RELAXED);
    // Pairs with the fence of ipc_lend, which looks for the task on its hart: one of the two sees the other.
    atomic_thread_fence(memory_order_seq_cst);
    spinlock_acquire(&cpu->run_queue_lock);
    insert_ready(cpu, task);
    uint32_t class_ = task->queued_class;
    spinlock_release(&cpu->run_queue_lock);
    notify(cpu, class_);
}

void scheduler_place(struct task *task) {
    struct cpu *cpu = percpu_get((struct cpu_id){task->hart});
    if (!hand_over(cpu, task)) {
        place_at(cpu, task);
    }
}

void scheduler_place_here(struct cpu *cpu, struct task *task) {
    if ((task->allowed & cpu->bit) == 0) {
        scheduler_place(task);
    } else if (!hand_over(cpu, task)) {
        place_at(cpu, task);
    }
}

void scheduler_place_behind(struct cpu *cpu, struct task *task) {
    if (task->hart == cpu->id.value && cpu->next == NULL) {
        cpu->next = task;
        cpu->exit_work |= EXIT_RESCHEDULE;
    } else {
        scheduler_place(task);
    }
}

void scheduler_requeue(struct task *task) {
    for (;;) {
        uint32_t hart = __atomic_load_n(&task->hart, __ATOMIC_RELAXED);
        struct cpu *cpu = percpu_get((struct cpu_id){hart});
        spinlock_acquire(&cpu->run_queue_lock);
        bool is_here = __atomic_load_n(&task->hart, __ATOMIC_RELAXED) == hart;
        bool moves = is_here && task->is_queued && scheduler_class_of(task) > task->queued_class &&
                     run_queue_remove(&cpu->run_queue, task->number, (enum abi_class)task->queued_class);
        if (moves) {
            insert_ready(cpu, task);
        }
        uint32_t class_ = task->queued_class;
        spinlock_release(&cpu->run_queue_lock);
        if (moves) {
            notify(cpu, class_);
        }
        if (is_here) {
            return;
        }
    }
}

// If the task waits for the event, and nobody else ends that wait, it goes on.
static void end_wait(struct task *task, enum task_event event) {
    struct wait_ticket ticket;
    if (wait_claim_current(&task->claim, &ticket) && task->wait == WAIT_EVENT &&
        atomic_load_explicit(&task->waits_for, memory_order_relaxed) == (uint32_t)event &&
        wait_claim_take(&task->claim, ticket)) {
        atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_relaxed);
        scheduler_place(task);
    }
}

bool scheduler_block_current(struct cpu *cpu, enum task_event event) {
    struct task *task = cpu->current;
    uint32_t before = atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_relaxed);
    if ((before & event) != 0) {
        return false;
    }
    atomic_store_explicit(&task->waits_for, event, memory_order_relaxed);
    scheduler_detach_current(cpu);
    task->wait = WAIT_EVENT;
    task->has_deadline = false;
    wait_claim_open(&task->claim);
    // The task may run elsewhere from here on, or have ended: a late look at it finds the claim closed, or another wait
    // that the same pending event ends.
    atomic_thread_fence(memory_order_seq_cst);
    if ((atomic_load_explicit(&task->pending_events, memory_order_relaxed) & event) != 0) {
        end_wait(task, event);
    }
    return true;
}

enum abi_error scheduler_wake(struct task_id id, enum task_event event, const struct process *process) {
    // Under the lock the task does not end, so that the event cannot reach the number's next task.
    struct task *task = task_lock_by_id(id);
    if (task == NULL) {
        return ABI_EBADF;
    }
    bool is_allowed = process == NULL || task->process == process || fault_is(FAULT_foreign_unpark_allowed);
    if (is_allowed) {
        atomic_fetch_or_explicit(&task->pending_events, event, memory_order_seq_cst);
        atomic_thread_fence(memory_order_seq_cst);
        end_wait(task, event);
    }
    task_unlock(task);
    return is_allowed ? ABI_OK : ABI_EBADF;
}

void scheduler_yield(struct cpu *cpu) {
    if (run_queue_is_empty(&cpu->run_queue)) {
        spin_end_turn();
    } else {
        cpu->exit_work |= EXIT_RESCHEDULE | EXIT_ROTATE;
    }
}

void scheduler_receive_stop(struct cpu *cpu) {
    uint64_t asked = atomic_load_explicit(&cpu->stops_asked, memory_order_acquire);
    if (cpu->current != NULL && is_stopped(cpu->current)) {
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
    // It is not executed any more: the exit looks first.
    atomic_store_explicit(&cpu->stops_done, asked, memory_order_release);
}

void scheduler_stop_round(struct cpu *cpu) {
    uint64_t targets[ABI_HARTS_MAX];
    uint64_t others = percpu_online().bits & ~cpu_set_of(cpu->id).bits;
    for (uint64_t left = others; left != 0; left &= left - 1) {
        struct cpu *other = percpu_get((struct cpu_id){(uint32_t)__builtin_ctzll(left)});
        targets[other->id.value] = atomic_fetch_add_explicit(&other->stops_asked, 1, memory_order_release) + 1;
        if (!fault_is(FAULT_stop_not_sent) && ipi_send(other->id, IPI_STOP) != ABI_OK) {
            panic("cpu%u is online and cannot be interrupted", other->id.value);
        }
    }
    for (uint64_t left = fault_is(FAULT_stop_not_sent) ? 0 : others; left != 0; left &= left - 1) {
        struct cpu *other = percpu_get((struct cpu_id){(uint32_t)__builtin_ctzll(left)});
        struct hart_wait wait = hart_wait_begin(other->id, "stop a task");
        while (atomic_load_explicit(&other->stops_done, memory_order_acquire) < targets[other->id.value]) {
            hart_wait_round(&wait);
        }
    }
    if (cpu->current != NULL && is_stopped(cpu->current)) {
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
}

// The current task goes on unless another is due: a higher one, or an equal one when its turn is over.
static bool goes_on(const struct cpu *cpu, uint64_t work) {
    uint32_t class_ = scheduler_class_of(cpu->current);
    return !run_queue_has_above(&cpu->run_queue, class_) &&
           ((work & EXIT_ROTATE) == 0 || !run_queue_has_class(&cpu->run_queue, class_));
}

// The task to go on with; the current one goes back to the queue if it is another. Null: nothing is ready.
static inline struct task *pick_next(struct cpu *cpu, uint64_t work) {
    struct task *current = cpu->current;
    if (current != NULL && run_queue_is_empty(&cpu->run_queue)) {
        return current;  // alone; whoever adds a task now interrupts this hart afterwards
    }
    uint32_t number = 0;
    struct task *next = NULL;
    spinlock_acquire(&cpu->run_queue_lock);
    if (current != NULL && goes_on(cpu, work)) {
        next = current;
    } else {
        if (current != NULL) {
            user_float_end(&current->float_state);  // while nobody else can take it off the queue
            insert_ready(cpu, current);
        }
        next = run_queue_take(&cpu->run_queue, &number) ? task_by_number(number) : NULL;
        if (next != NULL) {
            next->is_queued = false;
        }
    }
    spinlock_release(&cpu->run_queue_lock);
    return next;
}

// The task that was handed over, if it comes before all that are ready here; the current one goes back to the queue.
static struct task *take_over(struct cpu *cpu) {
    struct task *next = cpu->next;
    struct task *current = cpu->current;
    cpu->next = NULL;
    uint32_t class_ = scheduler_class_of(next);
    bool comes_first =
        !run_queue_has_above(&cpu->run_queue, class_) && (current == NULL || class_ > scheduler_class_of(current));
    if (current == NULL && comes_first) {
        return next;
    }
    spinlock_acquire(&cpu->run_queue_lock);
    if (comes_first) {
        user_float_end(&current->float_state);
        insert_ready(cpu, current);
    } else {
        insert_ready(cpu, next);
    }
    spinlock_release(&cpu->run_queue_lock);
    return comes_first ? next : NULL;
}

static void enter_task(struct cpu *cpu, struct task *task) {
    counter_increment(&cpu->statistics.switches);
    cpu->current = task;
    space_load(cpu, task->satp, task->flush);
    user_set_counters(task->counters);
}

// Out of line, as is end_task: the way from one task to the next is short.
__attribute__((noinline)) static void wait_for_work(struct cpu *cpu) {
    timer_stop(cpu);
    counter_increment(&cpu->statistics.idle_entries);
    if (KERNEL_SELFTEST) {
        selftest_watch_idle(cpu);
    }
    while ((cpu->exit_work & EXIT_RESCHEDULE) == 0) {
        if (fault_is(FAULT_idle_polls_mailbox)) {
            spin_end_turn();
            ipi_receive(cpu);
            continue;
        }
        cpu_wait_for_interrupt();
        trap_handle_interrupts(cpu, interrupts_pending());
    }
}

// One step of the end of a task that was picked; between two steps it takes its turns with the others.
__attribute__((noinline)) static void end_task(struct cpu *cpu, struct task *task) {
    if (cpu->current != NULL) {
        user_float_end(&task->float_state);
        cpu->current = NULL;
    }
    if (!task_take_apart(cpu, task)) {
        place_at(cpu, task);
    }
    trap_handle_interrupts(cpu, interrupts_pending());
    cpu->exit_work |= EXIT_RESCHEDULE;
}

__attribute__((noinline)) static struct task *leave_in_general(struct cpu *cpu) {
    for (;;) {
        uint64_t work = cpu->exit_work;
        cpu->exit_work = 0;
        // Who is handed over goes on in the slice of the one that made it ready, if there is one.
        struct task *next = cpu->next != NULL ? take_over(cpu) : NULL;
        bool has_slice = next != NULL && cpu->slice_end != UINT64_MAX;
        if (next == NULL) {
            next = pick_next(cpu, work);
        }
        if (next == NULL) {
            wait_for_work(cpu);
        } else if (is_stopped(next)) {
            end_task(cpu, next);
        } else {
            if (next != cpu->current) {
                enter_task(cpu, next);
                if (!has_slice) {
                    timer_start_slice(cpu);
                }
            }
            return next;
        }
    }
}

// The common cases need no loop and few registers: the same task goes on, or the one that it has handed over to.
struct task *scheduler_leave(void) {
    struct cpu *cpu = cpu_current();
    struct task *next = cpu->next;
    spinlock_assert_none_held();
    if (cpu->exit_work == EXIT_FRAME && cpu->current != NULL && next == NULL) {
        cpu->exit_work = 0;
        return cpu->current;
    }
    bool is_straight = next != NULL && cpu->current == NULL && cpu->slice_end != UINT64_MAX && !is_stopped(next) &&
                       !run_queue_has_above(&cpu->run_queue, scheduler_class_of(next));
    if (!is_straight) {
        return leave_in_general(cpu);
    }
    cpu->next = NULL;
    cpu->exit_work = 0;
    enter_task(cpu, next);
    return next;
}
