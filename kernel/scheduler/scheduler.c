// SPDX-License-Identifier: Apache-2.0
#include "kernel/scheduler/scheduler.h"

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

bool scheduler_block_current(struct cpu *cpu, enum task_event event) {
    struct task *task = cpu->current;
    spinlock_acquire(&cpu->run_queue_lock);
    bool block = (task->pending_events & event) == 0;
    task->pending_events &= ~(uint32_t)event;
    if (block) {
        task->blocked_for = event;
        task->state = TASK_BLOCKED;
        cpu->exit_work |= EXIT_RESCHEDULE;
    }
    spinlock_release(&cpu->run_queue_lock);
    return block;
}

static void insert_ready(struct cpu *cpu, struct task *task) REQUIRES(cpu->run_queue_lock) {
    task->state = TASK_READY;
    if (!run_queue_insert(&cpu->run_queue, task->number, task->class_)) {
        panic("run queue of cpu%u is full", cpu->id.value);
    }
}

// Something became ready on a hart that may be asleep.
static void notify_home(struct cpu *cpu) {
    struct cpu *self = cpu_current();
    if (cpu == self) {
        self->exit_work |= self->current == NULL ? EXIT_RESCHEDULE : 0;
    } else if (ipi_send(cpu->id, IPI_RESCHEDULE) != ABI_OK) {
        panic("cpu%u has tasks but is not online", cpu->id.value);
    }
}

void scheduler_start(struct task *task) {
    struct cpu *cpu = percpu_get((struct cpu_id){task->home});
    spinlock_acquire(&cpu->run_queue_lock);
    insert_ready(cpu, task);
    spinlock_release(&cpu->run_queue_lock);
    notify_home(cpu);
}

enum abi_error scheduler_wake(struct task_id id, enum task_event event) {
    struct task *task = task_candidate(id);
    if (task == NULL) {
        return ABI_EBADF;
    }
    struct cpu_id home = {__atomic_load_n(&task->home, __ATOMIC_RELAXED)};
    struct cpu *cpu = percpu_get(home);
    spinlock_acquire(&cpu->run_queue_lock);
    // A number that was freed and is used again may have moved, and the id is a guess then. Its state changes under another
    // lock: whoever sees its new state sees its new home after that.
    enum task_state state = __atomic_load_n(&task->state, __ATOMIC_ACQUIRE);
    bool live = __atomic_load_n(&task->home, __ATOMIC_RELAXED) == home.value && task->id.value == id.value &&
                state != TASK_FREE && state != TASK_NEW;
    bool blocked = live && state == TASK_BLOCKED && task->blocked_for == event;
    if (blocked) {
        insert_ready(cpu, task);
    } else if (live) {
        task->pending_events |= event;
    }
    spinlock_release(&cpu->run_queue_lock);
    if (blocked) {
        notify_home(cpu);
    }
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
    uint32_t number = 0;
    spinlock_acquire(&cpu->run_queue_lock);
    struct task *current = cpu->current;
    if (current != NULL && current->state == TASK_RUNNING) {
        insert_ready(cpu, current);
    }
    struct task *next = run_queue_take(&cpu->run_queue, &number) ? task_by_number(number) : NULL;
    if (next != NULL) {
        next->state = TASK_RUNNING;
    }
    spinlock_release(&cpu->run_queue_lock);
    return next;
}

static void leave_task(struct cpu *cpu) {
    if (cpu->current != NULL) {
        user_float_leave(&cpu->current->float_state);
    }
    cpu->current = NULL;
    cpu->frame = NULL;
}

static void enter_task(struct cpu *cpu, struct task *task) {
    counter_increment(&cpu->statistics.switches);
    cpu->current = task;
    cpu->frame = &task->frame;
    space_enter(cpu, task->space);
    user_float_enter(&task->float_state);
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
        leave_task(cpu);
        if (next != NULL) {
            enter_task(cpu, next);
            break;
        }
        wait_for_work(cpu);
    }
    return cpu->frame;
}
