// SPDX-License-Identifier: Apache-2.0
// What belongs to one hart. Every field is written by its own hart only, unless the comment beside it says how others
// reach it. Kernels with checks verify the owner at every mutator.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "abi/machine.h"
#include "kernel/boot/devicetree.h"
#include "kernel/ipi/mailbox.h"
#include "kernel/ipi/rate_limiter.h"
#include "kernel/memory/flush_state.h"
#include "kernel/percpu/cpu_id.h"
#include "kernel/scheduler/run_queue.h"
#include "kernel/sync/lock_order.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer_heap.h"
#include "kernel/trace/trace_ring.h"

struct task;

// What is to be done before this hart returns to user mode.
enum cpu_exit_work {
    EXIT_RESCHEDULE = 1 << 0,  // look at the run queue
    EXIT_YIELD = 1 << 1,       // and let an equal task have its turn
    EXIT_FRAME = 1 << 2,       // the current task's registers are in its frame
};

// What keeps calls and answers from the straight path of kernel/ipc/fastpath.h, and changes of turns from the short ways of
// kernel/scheduler/turn.c: they look at all of it at once.
struct cpu_bars {
    _Alignas(8) uint32_t float_is_on;  // the floating-point registers belong to the current task, and are in no memory
    uint32_t trace_is_on;  // any hart (atomic, relaxed; nothing is ordered by it): this one writes down what it does
};

struct cpu {
    // Used by trap_entry.S at fixed offsets.
    struct task *current;  // null while idle. Others read it as a hint: what class runs here (atomic, relaxed)
    uint64_t stack_top;    // constant
    uint64_t exit_work;    // enum cpu_exit_work bits
    uint64_t scratch;
    uint64_t emergency_top;  // constant
    uint64_t in_emergency;   // a kernel fault is being handled

    // Made ready by this hart itself, and likely the one to go on with; on no queue. Set and taken within one entry to the kernel.
    struct task *next;
    struct cpu_id id;  // constant
    uint64_t bit;      // constant: the set of cpus with just this one
    struct cpu_bars bars;
    struct hart_id hart;    // constant
    uint32_t plic_context;  // constant, valid when has_plic_context
    bool has_plic_context;  // constant: devices can interrupt it
    uint32_t sswi_index;    // constant
    uint64_t current_satp;  // what satp holds

    // Which space it runs, and what it has forgotten: by the protocol of flush_state.h.
    struct flush_hart flush;

    // Turns (kernel/scheduler/turn.c).
    bool is_contended;           // others were ready when this hart looked last
    bool competes;               // one of them in the class that runs
    bool is_starved_turn;        // the turn of a class that waited too long: no higher one ends it
    bool is_idle;                // its bit is set among the idle harts
    bool has_looked;             // idle, and nothing could be taken of others since
    uint8_t slice_class;         // the class that runs
    uint32_t steal_cursor;       // where to look first among the tasks of others
    struct task *account;        // who pays; null: nobody yet
    struct task *spent;          // whose PerfBurst budget this entry to the kernel has found spent
    uint64_t charged_until;      // ticks
    uint64_t turn_end;           // ticks; UINT64_MAX: no turn
    uint64_t last_steal;         // ticks of the last attempt; 0: none
    struct rate_account nudges;  // best-effort IPIs sent

    struct lock_order locks;  // kernels with checks only
    // Plain counters of the owner; others read them without a lock, each word by itself.
    struct abi_hart_statistics statistics;

    // The owner's: when it looks at its queue by itself; UINT64_MAX: not. Others read it under run_queue_lock, under which the owner
    // makes it later while it runs a task (atomic, relaxed).
    uint64_t slice_end;
    uint64_t next_deadline;  // nothing that is armed here is earlier; what was taken out since may have been
    uint64_t timers_armed;   // how often it has armed TIMERs

    // Others ask (fetch_add, release) and then post IPI_STOP; the owner reads how often it was asked (acquire), looks whether its
    // current task is stopped, and stores that number (release); whoever asked waits for it (acquire).
    _Atomic uint64_t stops_asked;
    _Atomic uint64_t stops_done;

    // Written by the owner (release) when it has acted on IPI_PING; others read it (acquire).
    _Atomic uint64_t pings_answered;

    // Written by the owner (release) when it fetches instructions anew: which request of shootdown_instructions it had seen before that.
    // Others read it (acquire): whatever the hart fetches from then on is at least as new as what that request was about.
    _Atomic uint64_t fences_done;

    // Any hart, by the atomic protocol of mailbox.h.
    struct mailbox mailbox;

    // Written by the owner, read by any hart: by the protocol of trace_ring.h.
    struct trace_ring trace;

    // From here on percpu.c does not zero what it need not.
    // Any hart, under the lock: the queue, and the state of every task whose home is here.
    _Alignas(64) struct spinlock run_queue_lock;
    struct run_queue run_queue GUARDED_BY(run_queue_lock);

    // Deadlines that were armed here. Any hart, under the lock, may take one out.
    _Alignas(64) struct spinlock timer_lock;
    struct timer_heap timers GUARDED_BY(timer_lock);
};

// Reserves the memory of the per-hart structures and trace rings, one for each hart of the device tree.
// Context: boot hart, once, between memory_init and memory_start. Errors: ENOMEM.
ABI_MUST_USE enum abi_error percpu_carve(const struct boot_info *boot);

// Makes them, with stacks, guard pages and emergency stacks.
// Context: boot hart, once, before other harts run. Errors: ENOMEM.
ABI_MUST_USE enum abi_error percpu_init(const struct boot_info *boot);

// Number of harts the machine has; cpu numbers below it are valid.
uint32_t percpu_count(void);

// cpu.value must be below percpu_count().
struct cpu *percpu_get(struct cpu_id cpu);

// The boot hart's structure; null when the device tree does not list the hart.
struct cpu *percpu_find_hart(struct hart_id hart);

// The online mask is one atomic word; each bit is set once, by the arriving hart (fetch_or, release), and read with
// acquire: whoever sees a hart online sees its structure complete, with what the hart has found out about itself.
void percpu_set_online(struct cpu *cpu);
struct cpu_set percpu_online(void);

// True when this hart is the owner.
bool percpu_is_owner(const struct cpu *cpu);

// Panics, naming both harts, when this hart is not the owner. Nothing in kernels without checks.
void percpu_assert_owner(const struct cpu *cpu);

// Where the stack of that hart which holds the address ends; the address itself when it is on none.
uint64_t percpu_stack_end(const struct cpu *cpu, uint64_t address);

// True when the address lies on that hart's kernel stack.
bool percpu_is_on_stack(const struct cpu *cpu, uint64_t address);

// True when the address lies in a guard page of some hart's stacks; *cpu is that hart.
bool percpu_is_guard_page(uint64_t address, struct cpu_id *cpu);

// Floating point in use, or a trace that wants to know: one load for both.
static inline bool cpu_has_bars(const struct cpu *cpu) {
    uint64_t both;
    memcpy(&both, &cpu->bars, sizeof(both));
    return both != 0;
}

// Adds one to a counter of this hart.
static inline void counter_increment(uint64_t *counter) {
    __atomic_store_n(counter, *counter + 1, __ATOMIC_RELAXED);
}

// Sets a value of this hart that others read like a counter.
static inline void counter_write(uint64_t *counter, uint64_t value) {
    __atomic_store_n(counter, value, __ATOMIC_RELAXED);
}

// Counts a page frame or a kernel object that this hart has taken; not before it has a structure, at boot.
void percpu_count_allocation(void);

static inline uint64_t counter_read(const uint64_t *counter) {
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}
