// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/scheduler.h"

#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/interrupt.h"
#include "kernel/config/kernel_config.h"
#include "kernel/ipi/ipi.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"
#include "kernel/timer/timer.h"
#include "kernel/trap/panic.h"
#include "kernel/trap/trap.h"

// Something became ready on a hart that may be asleep.
static void notify_home(struct cpu *cpu) {
    struct cpu *self = cpu_current();
    if (cpu == self) {
        self->exit_work |= self->current == NULL ? EXIT_RESCHEDULE : 0;
    } else if (ipi_send(cpu->id, IPI_RESCHEDULE) != ABI_OK) {
        panic("cpu%u has tasks but is not online", cpu->id.value);
    }
}

static void insert_ready(struct cpu *cpu, struct task *task) REQUIRES(cpu->run_queue_lock) {
    if (!run_queue_insert(&cpu->run_queue, task->number, task->class_)) {
        panic("run queue of cpu%u is full", cpu->id.value);
    }
}

// Makes a task ready that runs nowhere. By whoever owns its scheduling state: its creator, or who took its claim.
static void place(struct task *task) {
    struct cpu *cpu = percpu_get((struct cpu_id){task->home});
    spinlock_acquire(&cpu->run_queue_lock);
    insert_ready(cpu, task);
    spinlock_release(&cpu->run_queue_lock);
    notify_home(cpu);
}

// Takes the current task off this hart: whatever it needs to run again, anywhere, is in memory when this returns.
static void detach_current(struct cpu *cpu) {
    if (cpu->current != NULL) {
        user_float_end(&cpu->current->float_state);
    }
    cpu->current = NULL;
    cpu->frame = NULL;
    cpu->exit_work |= EXIT_RESCHEDULE;
}

// If the task waits for the event, and nobody else ends that wait, it goes on.
static void end_wait(struct task *task, enum task_event event) {
    struct wait_ticket ticket;
    if (wait_claim_current(&task->claim, &ticket) &&
        atomic_load_explicit(&task->waits_for, memory_order_relaxed) == (uint32_t)event &&
        wait_claim_take(&task->claim, ticket)) {
        atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_relaxed);
        place(task);
    }
}

bool scheduler_block_current(struct cpu *cpu, enum task_event event) {
    struct task *task = cpu->current;
    uint32_t before = atomic_fetch_and_explicit(&task->pending_events, ~(uint32_t)event, memory_order_relaxed);
    if ((before & event) != 0) {
        return false;
    }
    atomic_store_explicit(&task->waits_for, event, memory_order_relaxed);
    detach_current(cpu);
    wait_claim_open(&task->claim);
    // The task may run elsewhere from here on, or have ended: a late look at it finds the claim closed, or another wait
    // that the same pending event ends.
    atomic_thread_fence(memory_order_seq_cst);
    if ((atomic_load_explicit(&task->pending_events, memory_order_relaxed) & event) != 0) {
        end_wait(task, event);
    }
    return true;
}

void scheduler_start(struct task *task) {
    spinlock_acquire(&task->lock);
    task->live = true;
    spinlock_release(&task->lock);
    place(task);
}

enum abi_error scheduler_wake(struct task_id id, enum task_event event) {
    struct task *task = task_candidate(id);
    if (task == NULL) {
        return ABI_EBADF;
    }
    // Under the lock the task does not end, so that the event cannot reach the number's next task.
    spinlock_acquire(&task->lock);
    bool live = task->live && task->id.value == id.value;
    if (live) {
        atomic_fetch_or_explicit(&task->pending_events, event, memory_order_seq_cst);
        atomic_thread_fence(memory_order_seq_cst);
        end_wait(task, event);
    }
    spinlock_release(&task->lock);
    return live ? ABI_OK : ABI_EBADF;
}

void scheduler_yield(struct cpu *cpu) {
    if (run_queue_is_empty(&cpu->run_queue)) {
        spin_end_turn();
    } else {
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
}

// Puts a current task that is still running behind the others, and takes the first. Null: nothing is ready.
static struct task *pick_next(struct cpu *cpu) {
    if (cpu->current != NULL && run_queue_is_empty(&cpu->run_queue)) {
        return cpu->current;  // alone; whoever adds a task now interrupts this hart afterwards
    }
    uint32_t number = 0;
    spinlock_acquire(&cpu->run_queue_lock);
    struct task *current = cpu->current;
    if (current != NULL) {
        insert_ready(cpu, current);
    }
    struct task *next = run_queue_take(&cpu->run_queue, &number) ? task_by_number(number) : NULL;
    if (current != NULL && current != next) {
        user_float_end(&current->float_state);  // while nobody else can take it off the queue
    }
    spinlock_release(&cpu->run_queue_lock);
    return next;
}

static void enter_task(struct cpu *cpu, struct task *task) {
    counter_increment(&cpu->statistics.switches);
    cpu->current = task;
    cpu->frame = &task->frame;
    space_enter(cpu, task->space);
    user_allow_counters(task->precise_clock);
    timer_start_slice(cpu);
}

static void wait_for_work(struct cpu *cpu) {
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

struct user_frame *scheduler_leave(void) {
    struct cpu *cpu = cpu_current();
    spinlock_assert_none_held();
    for (;;) {
        cpu->exit_work = 0;
        struct task *next = pick_next(cpu);
        if (next != NULL && next == cpu->current) {
            break;
        }
        if (next != NULL) {
            enter_task(cpu, next);
            break;
        }
        wait_for_work(cpu);
    }
    return cpu->frame;
}
