// SPDX-License-Identifier: Apache-2.0
// An address space: the lower half belongs to the user, the upper half is the kernel's and the same in all.
//
// Entries that become valid, or get more rights, need no word to other harts: one that remembers otherwise faults, and space_mends_fault
// lets the access be repeated. Entries that are cleared or lose rights are followed by shootdown_space, without the lock; their mapping is
// DYING or CHANGING meanwhile, and nobody else touches it. Its VMO is uncounted after that.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/memory/address_map.h"
#include "kernel/memory/flush_state.h"
#include "kernel/sync/spinlock.h"

struct cpu;
struct handle;
struct process;
struct vmo;

enum space_limits {
    SPACE_NOTED_TABLES = 12,  // a small program has six
};

struct space {
    struct spinlock lock;  // rank SPACE: the map and the page tables; never held while other harts are waited for
    struct address_map map;
    bool is_closed;          // under the lock: it is being taken apart, nothing more is mapped
    bool is_unloaded;        // under the lock: and no hart will have the root loaded any more
    uint32_t kernel_frames;  // under the lock: mapped by space_map_kernel_frame
    uint32_t table_count;    // under the lock: tables made below the root
    // Under the lock: the entries that lead to the first ones, each above what was made below it. Saves taking apart a small space from
    // looking for them.
    uint64_t *noted_tables[SPACE_NOTED_TABLES];
    // Constant while in use; atomic, and outlasts the owners of its number, which is the process's + 1.
    struct flush_space *flush;
    uint64_t root_physical;  // constant while in use; 0 once it is taken apart
    uint64_t satp;           // constant while in use: root and ASID as the hardware wants them
    uint64_t message_base;   // constant while in use: where the message page of the task with number 0 would be
};

// Root table and random layout; the root is charged to the process. `seed` is random. Errors: ENOMEM (nothing was charged).
ABI_MUST_USE enum abi_error space_init(struct process *process, uint64_t seed);

// Maps pages of the VMO or the device registers that a handle of the process's own names, which is looked at again under the locks.
// Bounds as vmo_map of abi/syscall.h; the rights are some that vmo_map takes. Locks: SPACE, VMO, inside.
// Errors: EBADF (the handle went away), EINVAL, EPERM (beyond its rights), EBUSY, ENOSPC, ENOMEM, EPIPE.
ABI_MUST_USE enum abi_error space_map_handle(struct process *process, const struct handle *vmo, uint64_t address,
                                             uint64_t first_page, uint64_t pages, uint32_t rights, uint64_t *mapped);
// The same for a slot of the process and the handle that it has, of whatever kind, and any rights. Errors: EBADF (it is no VMO) too.
ABI_MUST_USE enum abi_error space_map(struct process *process, uint32_t origin, uint32_t origin_handle,
                                      uint64_t address, uint64_t first_page, uint64_t pages, uint32_t rights,
                                      uint64_t *mapped);

// As the calls of the same names. Wait for other harts: no lock is held.
// Errors: EAGAIN too (another hart is changing this mapping: the call is to be repeated).
ABI_MUST_USE enum abi_error space_unmap(struct process *process, uint64_t address);
ABI_MUST_USE enum abi_error space_protect(struct process *process, uint64_t address, uint32_t rights);

// Takes down one mapping that was made through that slot, or waits for a bounded while for another hart that is at it: there may be more.
// False: there is none. Waits for other harts.
bool space_unmap_one_of(struct process *process, uint32_t origin);
// Under the space's lock: is there such a mapping?
bool space_has_mapping_of_locked(const struct process *process, uint32_t origin);

// Maps one frame of the kernel's that user code must not unmap, readable and writable (a message page). Charges tables
// to the process, not the frame. Errors: ENOMEM, EPIPE (the space is closed). And takes it away again, waiting for other harts.
ABI_MUST_USE enum abi_error space_map_kernel_frame(struct process *process, uint64_t address, uint64_t physical);
void space_unmap_kernel_frame(struct process *process, uint64_t address);

// Nothing is mapped and nothing runs there any more: gives back up to VMO_STEP_PAGES tables. True when the root is gone, too. The first step
// closes the space (nothing new is mapped: EPIPE) and has every hart load another root. Waits for other harts.
bool space_take_apart(struct process *process);

// Mappings in use. Racy by nature.
uint32_t space_mapping_count(const struct process *process);

// The flush words of that number, for its next owner: all harts forget what they know of the last one when they enter.
struct flush_space *space_number_begin(uint32_t number);

// The owner of the number is being taken apart: a hart that flushes leaves. Before flush_begin.
void space_number_end(uint64_t number);

// Makes this the hart's space: what the caller has noted of it. Context: that hart.
void space_load(struct cpu *cpu, uint64_t satp, const struct flush_space *flush);
// Forgets the translations of the space that the hart runs; without a task, or when the space is closed, it leaves it. Context: that hart.
void space_flush_own(struct cpu *cpu);

// After a page fault of this hart at an address of the user's, in the space that it runs: the entry allows the access (one of enum
// abi_right), and the hart did not know yet. It is to be repeated then.
bool space_mends_fault(const struct space *space, uint64_t address, uint32_t right);
