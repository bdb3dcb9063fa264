// SPDX-License-Identifier: Apache-2.0
// What the machine tells about itself. Layouts are fixed: fields are never moved, only appended.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct abi_machine_info {
    uint32_t harts;               // online, dense cpu numbers 0 .. harts - 1
    uint32_t task_limit;          // ABI_TASKS_MAX
    uint64_t memory_bytes;        // usable RAM found at boot
    uint64_t memory_free_bytes;   // frames nobody holds
    uint64_t kernel_bytes;        // RAM that the kernel keeps for itself
    uint64_t timebase_hz;         // rate of the `time` counter
    uint64_t entry_instructions;  // `instret` of the boot hart at the kernel's first instruction
};

struct abi_hart_statistics {
    uint64_t ticks;          // timer interrupts taken
    uint64_t ipis_sent;      // inter-processor interrupts raised by this hart
    uint64_t ipis_received;  // taken with a non-empty mailbox
    uint64_t ipis_spurious;  // software interrupts that found the mailbox empty
    uint64_t switches;       // changes from one task to another
    uint64_t device_interrupts;
    uint64_t reschedules;     // IPIs that asked this hart to look at its run queue
    uint64_t ipi_senders;     // set of the cpus that the last IPI taken came from, one bit each
    uint64_t idle_entries;    // times the hart found nothing to run
    uint64_t allocations;     // page frames and kernel objects taken by calls made on this hart
    uint64_t nudges;          // best-effort IPIs that asked another hart to look at its run queue
    uint64_t nudges_dropped;  // and those that were not sent, because too many were
    uint64_t steal_attempts;  // looks at another hart's queue before idling
    uint64_t steals;          // tasks taken of others
    uint64_t migrations;      // tasks that this hart placed on another one than they ran on
    uint64_t starved_turns;   // turns of a class that had waited too long
    uint64_t bursts_spent;    // PerfBurst budgets that were used up here
};

#ifdef __cplusplus
}
#endif
