// SPDX-License-Identifier: Apache-2.0
// Changing the rights of mappings, and taking down those that are not named by their address.
#include "kernel/memory/space_change.h"
#include "kernel/memory/shootdown.h"
#include "kernel/memory/vmo.h"
#include "kernel/selftest/fault.h"
#include "kernel/sync/hart_wait.h"
#include "kernel/trap/panic.h"

enum unmap_constants {
    // Rounds of waiting for a hart that changes a mapping, which in the end is bounded by that hart's own wait: enough to end this hart's
    // turn on an emulator.
    SETTLE_ROUNDS = 32,
};

// Lets a hart that changes a mapping go on: serves this hart's mailbox, for a bounded while. Locks: none held.
static void wait_a_while(uint32_t cpu) {
    struct hart_wait wait = hart_wait_begin((struct cpu_id){cpu}, "finish changing a mapping");
    for (uint32_t i = 0; i < SETTLE_ROUNDS; i++) {
        (void)hart_wait_try_round(&wait);
    }
}

// Locks: SPACE and the VMO's are held.
static enum abi_error check_protect(const struct process *process, const struct mapping *record, uint32_t rights) {
    const struct vmo *vmo = record->vmo;
    if (vmo->state.device && (rights & ABI_RIGHT_EXECUTE) != 0 && !fault_is(FAULT_exec_mmio_protect_allowed)) {
        return ABI_EINVAL;
    }
    const struct capability *origin = space_origin(process, record->origin);
    bool is_allowed = capability_is_still(origin, record->origin_handle) && (rights & ~(uint32_t)origin->rights) == 0;
    return is_allowed ? ABI_OK : ABI_EPERM;
}

// Sabotage: what vmo_state_change refuses is done, and counted as before.
static bool is_let_through(enum abi_error error) {
    return (error == ABI_EBUSY && fault_is(FAULT_wx_protect_allowed)) ||
           (error == ABI_EINVAL && fault_is(FAULT_exec_mmio_protect_allowed));
}

// Counted first, then the entries: no hart may do what is not counted. Locks: SPACE and the VMO's are held.
static enum abi_error add_rights(struct space *space, struct mapping *record, uint32_t rights) {
    struct vmo *vmo = record->vmo;
    enum abi_error error = vmo_state_change(&vmo->state, record->rights, rights);
    if (error == ABI_OK) {
        record->rights = (uint8_t)rights;
    } else if (is_let_through(error)) {
        error = ABI_OK;
    }
    if (error == ABI_OK) {
        space_rewrite(space, record, space_leaf(rights));
    }
    return error;
}

// The entries first, then it is uncounted, when no hart can do it any more. The mapping is CHANGING.
static void take_rights_away(struct process *process, struct mapping *record, uint32_t rights) {
    struct space *space = &process->space;
    struct vmo *vmo = record->vmo;
    if (!fault_is(FAULT_protect_returns_early)) {
        shootdown_space(space);
    }
    spinlock_acquire(&space->lock);
    spinlock_acquire(&vmo->object.lock);
    enum abi_error error = vmo_state_change(&vmo->state, record->rights, rights);
    spinlock_release(&vmo->object.lock);
    record->rights = (uint8_t)rights;
    record->state = MAPPING_LIVE;
    spinlock_release(&space->lock);
    if (error != ABI_OK) {
        panic("rights of process %u could not be taken away (error %d)", process->number, (int)error);
    }
}

static enum abi_error protect_locked(struct process *process, struct mapping *record, uint32_t rights) {
    struct vmo *vmo = record->vmo;
    spinlock_acquire(&vmo->object.lock);
    enum abi_error error = check_protect(process, record, rights);
    if (error == ABI_OK && (rights & ~(uint32_t)record->rights) != 0) {
        error = add_rights(&process->space, record, rights);
    } else if (error == ABI_OK && rights != record->rights) {
        space_mark(record, MAPPING_CHANGING);
        space_rewrite(&process->space, record, space_leaf(rights));
    }
    spinlock_release(&vmo->object.lock);
    return error;
}

enum abi_error space_protect(struct process *process, uint64_t address, uint32_t rights) {
    if (!space_rights_are_mappable(rights)) {
        return ABI_EINVAL;
    }
    struct mapping *record = NULL;
    enum abi_error error = ABI_OK;
    bool takes_away = false;
    spinlock_acquire(&process->space.lock);
    switch (space_find_locked(&process->space, address, &record)) {
        case FOUND:
            error = protect_locked(process, record, rights);
            takes_away = record->state == MAPPING_CHANGING;
            break;
        case FOUND_BUSY:
            error = ABI_EAGAIN;
            break;
        case FOUND_NONE:
        default:
            error = ABI_EINVAL;
            break;
    }
    spinlock_release(&process->space.lock);
    if (takes_away) {
        take_rights_away(process, record, rights);
    }
    return error;
}

bool space_has_mapping_of_locked(const struct process *process, uint32_t origin) {
    const struct address_map *map = &process->space.map;
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->records[map->order[i]].origin == origin) {
            return true;
        }
    }
    return false;
}

// A mapping made through the slot, one that nobody changes if there is any. Locks: SPACE is held.
static enum find_result find_of_locked(struct space *space, uint32_t origin, struct mapping **record) {
    enum find_result result = FOUND_NONE;
    for (uint32_t i = 0; i < space->map.count && result != FOUND; i++) {
        struct mapping *found = address_map_at(&space->map, i);
        if (found->origin == origin) {
            *record = found;
            result = found->state == MAPPING_LIVE ? FOUND : FOUND_BUSY;
        }
    }
    return result;
}

bool space_unmap_one_of(struct process *process, uint32_t origin) {
    struct mapping *record = NULL;
    spinlock_acquire(&process->space.lock);
    enum find_result found = find_of_locked(&process->space, origin, &record);
    if (found == FOUND) {
        space_take_down_locked(&process->space, record);
        return true;
    }
    uint32_t changer = found == FOUND_BUSY ? record->changer : 0;
    spinlock_release(&process->space.lock);
    if (found == FOUND_BUSY) {
        wait_a_while(changer);
    }
    return found == FOUND_BUSY;
}

void space_unmap_kernel_frame(struct process *process, uint64_t address) {
    struct space *space = &process->space;
    spinlock_acquire(&space->lock);
    uint64_t *entry = space_entries(space, address);
    if (entry == NULL || !page_entry_is_valid(*entry)) {
        panic("no frame of the kernel's at 0x%lx of process %u", address, process->number);
    }
    __atomic_store_n(entry, 0, __ATOMIC_RELAXED);
    spinlock_release(&space->lock);
    shootdown_space(space);
    spinlock_acquire(&space->lock);
    space->kernel_frames--;
    spinlock_release(&space->lock);
}
