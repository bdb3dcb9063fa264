// SPDX-License-Identifier: Apache-2.0
// Tasks: the schedulable threads of user mode. Type-stable: the memory of a task only ever holds tasks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/message.h"
#include "abi/object.h"
#include "kernel/arch/user.h"
#include "kernel/ipi/rate_limiter.h"
#include "kernel/object/object.h"
#include "kernel/percpu/cpu_id.h"
#include "kernel/task/wait_claim.h"
#include "kernel/timer/timer.h"

struct cpu;
struct process;
struct run_region;

// Names a task for ever: each use of a number comes with another generation, the first one being 1.
struct task_id {
    uint32_t value;  // generation * ABI_TASKS_MAX + number; wraps after 2^32 / ABI_TASKS_MAX uses of one number
};

// What a blocked task waits for without an object. Each keeps at most one occurrence, and none is mistaken for another.
enum task_event {
    TASK_EVENT_PERMIT = 1 << 0,  // task_unpark
    TASK_EVENT_INPUT = 1 << 1,   // console input arrived
};

// What an open wait claim waits for.
enum task_wait {
    WAIT_EVENT,         // enum task_event, in waits_for
    WAIT_RECEIVE,       // in an endpoint's list of receivers
    WAIT_SEND,          // in an endpoint's list of senders
    WAIT_CALL,          // the same, and then WAIT_REPLY
    WAIT_REPLY,         // in nobody's list: whoever holds the call answers
    WAIT_NOTIFICATION,  // in a notification's list
    WAIT_JOIN,          // for the end of the task join_id
};

// What the hart that is about to run a task must see to first. Set by any hart (fetch_or, release), and looked at whenever the task is
// about to run (acquire) or goes on after its hart was interrupted for it.
enum task_attention {
    TASK_STOPPED = 1 << 0,  // for ever: it executes no instruction of its own any more
    TASK_CHANGED = 1 << 1,  // its class, shares or harts are others than when it was placed
};

// Why a partner on the fast path must take the slow one.
enum task_slow {
    TASK_SLOW_PAGE = 1 << 0,   // data, capabilities or a deadline
    TASK_SLOW_FAULT = 1 << 1,  // the kernel calls for it
};

// What a task may use up. Written under its lock before others may be charged for it, else only by who holds SCHED_SETQOS.
struct task_limits {
    struct rate_limit control;
    struct rate_limit burst;
};

// A place in a list of waiting tasks, guarded by the lock of the object whose list it is.
struct wait_link {
    struct task *next;
    struct task *previous;
    bool is_linked;
};

// What a message takes along, read once from the message page.
struct task_cargo {
    uint16_t bytes;
    uint8_t capability_count;
    uint8_t accept;  // slots[0 .. accept - 1] are reserved for what may arrive
    struct abi_message_capability capabilities[ABI_MESSAGE_CAPABILITIES];
    uint8_t slots[ABI_MESSAGE_CAPABILITIES];
};

// While a task runs, its fields are its own hart's, except where the comment says otherwise. While it is ready, the lock of the
// run queue guards them; while it waits, they belong to who has taken its claim.
struct task {
    // Rank TASK. References: TASK capabilities and being alive; a REPLY keeps nothing.
    struct object object;
    struct user_frame frame;  // trap_entry.S: right behind the object

    // What the fast path of IPC touches.
    _Alignas(64) struct wait_claim claim;  // what it waits with: on no queue and current nowhere while it is open
    uint8_t slow;                          // enum task_slow bits of its wait
    uint8_t class_;                        // enum abi_class it runs at: the base, or that of who lends it
    uint8_t base_class;
    uint8_t depth;               // callers above it in the chain of calls
    _Atomic uint32_t attention;  // enum task_attention bits
    uint8_t wait;                // enum task_wait
    uint8_t waits_as;            // enum abi_message_kind, of a sender
    uint32_t counters;           // the counters it may read, as the hardware wants them
    uint32_t hart;  // cpu number: where it runs, or ran last. Others read it to find its run queue (atomic, relaxed)
    uint64_t
        allowed;  // set of cpus it may run on. Written under the lock (atomic, relaxed), then TASK_CHANGED is set; read by any hart
    struct task *caller;  // whose call it received last and has not answered; null: none
    struct wait_ticket caller_ticket;
    struct task_id server;      // while it waits for a reply: who received the call. Read by others (atomic, relaxed)
    uint64_t satp;              // constant: its space's
    struct flush_space *flush;  // constant: its space's
    struct capability *capabilities;  // constant: its process's
    struct wait_link link;
    struct object *waits_at;  // whose list it is in, or was. Read by others (atomic, relaxed)
    uint64_t info;            // its id and base class, as the receiver of a message is told (abi/message.h)
    uint64_t badge;           // of the capability that it sends through
    uint32_t wait_handle;     // the handle that it waits through
    struct task_id id;        // written under the lock; constant while it is alive
    uint32_t number;          // constant while not free: below ABI_TASKS_MAX

    struct process *process;    // constant while alive
    uint64_t message_physical;  // constant while alive: its message page
    struct task_cargo cargo;
    uint64_t fault_cause;  // of a fault that a supervisor was called for
    uint64_t fault_address;
    uint32_t status;  // of its end

    bool has_deadline;                   // of this wait
    struct timer_entry deadline;         // in a heap at most while it waits
    struct wait_ticket deadline_ticket;  // of the wait that the deadline ends; under the heap's lock

    // The event that ends WAIT_EVENT. Written by its own hart before the claim opens, read before the claim is taken (relaxed: the claim
    // orders it).
    _Atomic uint32_t waits_for;
    // enum task_event bits: what came and was not waited for. Who posts sets the bit, then looks for an open claim; who waits opens
    // the claim, then looks for the bit: a full fence on either side, so one of them sees the other.
    _Atomic uint32_t pending_events;
    // Highest class of those who queue for it as a server. Raised by any of them (atomic max), cleared by itself when it receives again.
    _Atomic uint32_t boost;
    struct task_id join_id;

    // How it is scheduled. Written under the lock (atomic, relaxed; base_class above as well), read by any hart.
    uint64_t home;    // set of cpus it was given; `allowed` is the part of it that its hint leaves
    uint16_t shares;  // of its class's time on its hart
    uint8_t hint;     // enum abi_placement
    struct task_limits limits;

    // What it has used. Accounts: any hart, by the atomic protocol of rate_limiter.h.
    struct rate_account control_account;  // calls that change how tasks are scheduled
    struct rate_account burst_account;    // ticks at PerfBurst
    _Atomic uint32_t burst_spent;         // set by who charges the account, cleared when burst_timer expires
    struct timer_entry burst_timer;       // armed at most while burst_spent is set, and while it is alive
    _Atomic uint64_t
        owed;  // ticks it ran, or others in its turn, since its virtual time was set. Any hart (atomic add)
    uint64_t virtual_time;            // as of `region`. Its scheduling state, as is `region`
    const struct run_region *region;  // which queue it was in last; null: none
    uint16_t lead_shares;             // with which it got as far ahead as it is there

    bool is_queued;           // in the run queue of `hart`, under its lock
    uint8_t queued_class;     // at which class it is there, under the same lock
    bool precise_clock;       // it may read time, cycle and instret, and its deadlines are not rounded
    bool is_alive;            // under the lock: its id names it
    bool is_last;             // its process ends with it; between two steps of that it goes through the run queue
    struct object *building;  // what the current call of this task has half built; null: nothing
    uint32_t revoking;        // the handle below which its current call has begun to revoke; 0: none

    // Links of its process's list, under that process's lock.
    struct task *next_of_process;
    struct task *previous_of_process;

    // Last: task_create says that it is not used, where all before is zero. Aligned as memset goes on in whole steps.
    _Alignas(16) struct float_state float_state;
};

// A new task of a process that is alive, with its message page, not started yet. The caller fills in the frame, which is zero, has it
// inherit (scheduler_inherit), and places it.
// Errors: EPIPE (the process is ending), ENOSPC, ENOMEM. Locks: none held; PROCESS, SPACE, POOL inside.
ABI_MUST_USE enum abi_error task_create(struct process *process, struct task **task);

// It can be found by its id from now on. Errors: EPIPE (the process is ending): the task is gone.
ABI_MUST_USE enum abi_error task_start(struct task *task);

// Its id, while it is the current one of this hart or not started yet.
static inline struct task_id task_own_id(const struct task *task) {
    return task->id;
}

// Is there a task of the process with that id, or one that has ended whose budget is not back yet? Locks: the process's is held: then
// task_take_apart wakes who begins to wait for that now.
bool task_is_owed(const struct process *process, struct task_id id);

// The task is gone, and so is what it was paid with. True when that had not been said yet. By who takes it apart.
bool task_forget_name(struct task_id id);

// Is there a live task with that id? Racy by nature.
bool task_exists(struct task_id id);

// Locks the live task of an id. Null: there is none.
struct task *task_lock_by_id(struct task_id id);
void task_unlock(struct task *task);

// What it runs at when nobody lends it more, and what receivers of its messages are told.
static inline void task_set_base_class(struct task *task, enum abi_class class_) {
    __atomic_store_n(&task->base_class, (uint8_t)class_, __ATOMIC_RELAXED);
    __atomic_store_n(&task->info, task->id.value | (uint64_t)class_ << ABI_INFO_CLASS_SHIFT, __ATOMIC_RELAXED);
}

static inline bool task_is_stopped(const struct task *task) {
    return (__c11_atomic_load(&task->attention, __ATOMIC_ACQUIRE) & TASK_STOPPED) != 0;
}

// From now on it executes no instruction of its own; who sets this makes the hart that may run it look.
static inline void task_stop(struct task *task) {
    (void)__c11_atomic_fetch_or(&task->attention, TASK_STOPPED, __ATOMIC_RELEASE);
}

static inline struct task *task_of_burst_timer(struct timer_entry *entry) {
    return (struct task *)((uint8_t *)entry - __builtin_offsetof(struct task, burst_timer));
}

// Where user code finds its message page.
uint64_t task_message_address(const struct task *task);

static inline struct task *task_of_deadline(struct timer_entry *entry) {
    return (struct task *)((uint8_t *)entry - __builtin_offsetof(struct task, deadline));
}

// The task of a number that is in use.
struct task *task_by_number(uint32_t number);

// The owner of a task that nobody will mend: it ends as soon as it gets a hart.
void task_stop_at_fault(struct task *task);

// One bounded step of taking apart a stopped task that runs nowhere and is on no queue. True when it is gone; then the struct may be another
// task's already. Waits for other harts: no lock is held.
bool task_take_apart(struct cpu *cpu, struct task *task);
