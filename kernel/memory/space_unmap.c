// SPDX-License-Identifier: Apache-2.0
// Taking mappings down.
#include "kernel/memory/shootdown.h"
#include "kernel/memory/space_change.h"
#include "kernel/memory/vmo.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/panic.h"

void space_take_down_locked(struct space *space, struct mapping *record) {
    space_mark(record, MAPPING_DYING);
    if (!fault_is(FAULT_unmap_leaves_entry)) {
        space_rewrite(space, record, 0);
    }
    spinlock_release(&space->lock);
    if (fault_is(FAULT_unmap_asks_nobody)) {
        space_flush_own(cpu_current());
    } else {
        shootdown_space(space);
    }
    spinlock_acquire(&space->lock);
    struct vmo *vmo = record->vmo;
    spinlock_acquire(&vmo->object.lock);
    bool was_counted = vmo_state_remove(&vmo->state, record->rights);
    spinlock_release(&vmo->object.lock);
    bool was_there = address_map_release(&space->map, record);
    spinlock_release(&space->lock);
    if (!was_counted || !was_there) {
        panic("a mapping of space %lu was taken down twice", space->flush->number);
    }
}

enum abi_error space_unmap(struct process *process, uint64_t address) {
    struct mapping *record = NULL;
    spinlock_acquire(&process->space.lock);
    enum find_result found = space_find_locked(&process->space, address, &record);
    if (found == FOUND) {
        space_take_down_locked(&process->space, record);
        return ABI_OK;
    }
    spinlock_release(&process->space.lock);
    return found == FOUND_NONE ? ABI_EINVAL : ABI_EAGAIN;
}
