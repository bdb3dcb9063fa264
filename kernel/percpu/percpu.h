// SPDX-License-Identifier: Apache-2.0
// What belongs to one hart. Every field is written by its own hart only, unless the comment beside it says how others
// reach it. Kernels with checks verify the owner at every mutator.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/machine.h"
#include "kernel/boot/devicetree.h"
#include "kernel/ipi/mailbox.h"
#include "kernel/percpu/cpu_id.h"
#include "kernel/scheduler/run_queue.h"
#include "kernel/sync/lock_order.h"
#include "kernel/sync/spinlock.h"

struct task;
struct user_frame;

enum cpu_exit_work {
    EXIT_RESCHEDULE = 1 << 0,  // look at the run queue before returning to user mode
};

struct cpu {
    // Used by trap_entry.S at fixed offsets.
    struct user_frame *frame;  // of the current task; null while the hart is idle
    uint64_t stack_top;        // constant
    uint64_t exit_work;        // enum cpu_exit_work bits
    uint64_t scratch;
    uint64_t emergency_top;  // constant
    uint64_t in_emergency;   // a kernel fault is being handled

    struct task *current;     // null while idle
    struct cpu_id id;         // constant
    struct hart_id hart;      // constant
    uint32_t plic_context;    // constant
    uint32_t sswi_index;      // constant
    uint64_t current_root;    // physical address of the root table in satp
    struct lock_order locks;  // kernels with checks only
    // Plain counters of the owner; others read them without a lock, each word by itself.
    struct abi_hart_statistics statistics;

    // Any hart, under the lock: the queue, and the state of every task whose home is here.
    _Alignas(64) struct spinlock run_queue_lock;
    struct run_queue run_queue GUARDED_BY(run_queue_lock);

    // Written by the owner (release) when it has acted on IPI_PING; others read it (acquire).
    _Atomic uint64_t pings_answered;

    // Any hart, by the atomic protocol of mailbox.h.
    struct mailbox mailbox;
};

// Makes the per-hart structures, one for each hart of the device tree, with stacks, guard pages and emergency stacks.
// Context: boot hart, once, before other harts run. Errors: ENOMEM.
ABI_MUST_USE enum abi_error percpu_init(const struct boot_info *boot);

// Number of harts the machine has; cpu numbers below it are valid.
uint32_t percpu_count(void);

// cpu.value must be below percpu_count().
struct cpu *percpu_get(struct cpu_id cpu);

// The boot hart's structure; null when the device tree does not list the hart.
struct cpu *percpu_find_hart(struct hart_id hart);

// The online mask is one atomic word; each bit is set once, by the arriving hart (fetch_or, release), and read with
// acquire: whoever sees a hart online sees its structure complete.
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

// Adds one to a counter of this hart.
static inline void counter_increment(uint64_t *counter) {
    __atomic_store_n(counter, *counter + 1, __ATOMIC_RELAXED);
}

// Sets a value of this hart that others read like a counter.
static inline void counter_write(uint64_t *counter, uint64_t value) {
    __atomic_store_n(counter, value, __ATOMIC_RELAXED);
}

static inline uint64_t counter_read(const uint64_t *counter) {
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}
