// SPDX-License-Identifier: Apache-2.0
// Making mappings. Everything that can fail comes before the first entry becomes valid, so that undoing needs no other hart.
#include <stdatomic.h>
#include <stddef.h>

#include "kernel/memory/memory.h"
#include "kernel/memory/quota.h"
#include "kernel/memory/space_internal.h"
#include "kernel/memory/vmo.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/panic.h"

// Which pages, as which rights, and where.
struct request {
    uint64_t address;
    uint64_t first_page;
    uint64_t pages;
    uint32_t rights;
};

// Sabotage: what vmo_state_add refuses is mapped, and counted as readable only.
static bool is_let_through(enum abi_error error) {
    return (error == ABI_EBUSY && fault_is(FAULT_wx_alias_allowed)) ||
           (error == ABI_EINVAL && fault_is(FAULT_exec_mmio_allowed));
}

// Counts the mapping; *counted becomes the rights it is counted with.
static enum abi_error count_locked(struct vmo *vmo, uint32_t rights, uint32_t *counted) {
    *counted = rights;
    enum abi_error error = vmo_state_add(&vmo->state, rights);
    if (is_let_through(error)) {
        *counted = ABI_RIGHT_READ;
        error = vmo_state_add(&vmo->state, ABI_RIGHT_READ);
    }
    return error;
}

static bool is_within(const struct vmo *vmo, const struct request *request) {
    return request->first_page <= vmo->pages && request->pages <= vmo->pages - request->first_page;
}

// Locks: the VMO's is held.
static enum abi_error check_authority_and_count_locked(struct vmo *vmo, const struct capability *slot, uint32_t rights,
                                                       uint32_t *counted) {
    if ((rights & ~(uint32_t)slot->rights) != 0) {
        return ABI_EPERM;
    }
    return vmo->ending ? ABI_EPIPE : count_locked(vmo, rights, counted);
}

// Sabotage: a place that was chosen is taken one page lower, if that is free.
static void move_down(struct address_map *map, struct mapping **record) {
    uint64_t address = (*record)->address;
    uint64_t pages = (*record)->pages;
    if (!address_map_release(map, *record) ||
        (address_map_reserve(map, address - ABI_PAGE_BYTES, pages, record) != ABI_OK &&
         address_map_reserve(map, address, pages, record) != ABI_OK)) {
        panic("a place that was free is not");
    }
}

static enum abi_error reserve(struct address_map *map, const struct request *request, struct mapping **record) {
    enum abi_error error = address_map_reserve(map, request->address, request->pages, record);
    if (error == ABI_OK && request->address == 0 && fault_is(FAULT_guard_page_taken)) {
        move_down(map, record);
    }
    return error;
}

// Reserves the place and counts the mapping, or does neither. In the order of abi/error.h: values, authority, budgets. Locks: SPACE and the
// VMO's are held.
static enum abi_error admit_locked(struct address_map *map, const struct handle *handle, const struct request *request,
                                   struct mapping **record) {
    struct vmo *vmo = (struct vmo *)handle->object;
    if (!is_within(vmo, request) ||
        (vmo->state.device && (request->rights & ABI_RIGHT_EXECUTE) != 0 && !fault_is(FAULT_exec_mmio_allowed))) {
        return ABI_EINVAL;
    }
    struct mapping *reserved = NULL;
    enum abi_error place = reserve(map, request, &reserved);
    if (place == ABI_EINVAL) {
        return ABI_EINVAL;
    }
    uint32_t counted = 0;
    enum abi_error error = check_authority_and_count_locked(vmo, handle->slot, request->rights, &counted);
    if (place != ABI_OK) {
        if (error == ABI_OK) {
            (void)vmo_state_remove(&vmo->state, counted);  // counted just now
        }
        return error == ABI_OK ? place : error;
    }
    if (error != ABI_OK) {
        (void)address_map_release(map, reserved);  // reserved just now
        return error;
    }
    reserved->vmo = vmo;
    reserved->first_page = fault_is(FAULT_first_page_ignored) ? 0 : (uint32_t)request->first_page;
    reserved->origin = (uint16_t)(handle->value % ABI_CAPABILITIES_MAX);
    reserved->origin_handle = handle->value;
    reserved->rights = (uint8_t)counted;
    *record = reserved;
    return ABI_OK;
}

static void note_table(struct space *space, uint64_t *entry) {
    if (space->table_count < SPACE_NOTED_TABLES) {
        space->noted_tables[space->table_count] = entry;
    }
    space->table_count++;
}

// Makes the tables that are missing for the page; *entries becomes its entry. Those that were made stay if one cannot be.
static enum abi_error make_tables(struct process *process, uint64_t address, uint64_t **entries) {
    for (;;) {
        uint64_t *slot = NULL;
        switch (page_table_walk(process->space.root_physical, KERNEL_DIRECT_BASE, address, 0, &slot)) {
            case PAGE_WALK_FOUND:
                *entries = slot;
                return ABI_OK;
            case PAGE_WALK_NEEDS_TABLE: {
                uint64_t table = 0;
                enum abi_error error = quota_take_zeroed_page(fault_is(FAULT_tables_unpaid) ? NULL : process, &table);
                if (error != ABI_OK) {
                    return error;
                }
                // Release: whoever walks here finds it empty.
                __atomic_store_n(slot, page_entry_table(table), __ATOMIC_RELEASE);
                note_table(&process->space, slot);
                break;
            }
            case PAGE_WALK_LEAF_ABOVE:
            default:
                panic("a large page in user space at 0x%lx", address);
        }
    }
}

// The entry of the first page, with all tables that the pages need in place.
static enum abi_error prepare(struct process *process, const struct mapping *record, uint64_t **entries) {
    uint64_t address = record->address;
    uint64_t end = address + (uint64_t)record->pages * ABI_PAGE_BYTES;
    *entries = NULL;
    while (address < end) {
        uint64_t *found = space_entries(&process->space, address);
        enum abi_error error = found == NULL ? make_tables(process, address, &found) : ABI_OK;
        if (error != ABI_OK) {
            return error;
        }
        *entries = *entries == NULL ? found : *entries;
        address += (uint64_t)page_table_room(address) * ABI_PAGE_BYTES;
    }
    return ABI_OK;
}

// Pages of a range lie in a row, those of other memory where its lists say.
static void fill_entries(uint64_t *entries, const struct vmo *vmo, uint32_t page, uint32_t count, uint64_t leaf) {
    if (vmo->is_range) {
        uint64_t entry = leaf | page_entry_table(vmo_page(vmo, page));
        uint64_t step = page_entry_table(ABI_PAGE_BYTES) ^ page_entry_table(0);
        for (uint32_t i = 0; i < count; i++, entry += step) {
            __atomic_store_n(&entries[i], entry, __ATOMIC_RELAXED);
        }
        return;
    }
    const uint32_t *list = vmo_frames_beyond(vmo);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t frame = page + i < VMO_DIRECT_PAGES ? vmo->direct[page + i] : list[page + i - VMO_DIRECT_PAGES];
        __atomic_store_n(&entries[i], leaf | page_entry_table(memory_frame_physical(frame)), __ATOMIC_RELAXED);
    }
}

static void fill(const struct space *space, const struct mapping *record, uint64_t leaf, uint64_t *entries) {
    const struct vmo *vmo = record->vmo;
    uint64_t address = record->address;
    uint32_t page = record->first_page;
    uint32_t end = page + record->pages;
    // What the pages hold is in memory before an entry leads there: the entries are plain stores after this.
    atomic_thread_fence(memory_order_release);
    for (;;) {
        uint32_t room = page_table_room(address);
        uint32_t count = end - page < room ? end - page : room;
        fill_entries(entries, vmo, page, count, leaf);
        page += count;
        if (page == end) {
            return;
        }
        address += (uint64_t)count * ABI_PAGE_BYTES;
        entries = space_entries(space, address);
    }
}

// More than one page, or tables to be made. Out of line and for size: the common case is short beside it.
__attribute__((noinline, minsize)) static enum abi_error install_in_general(struct process *process,
                                                                            struct mapping *record, uint32_t rights) {
    uint64_t *entries = NULL;
    enum abi_error error = prepare(process, record, &entries);
    if (error == ABI_OK) {
        fill(&process->space, record, space_leaf(rights), entries);
        return ABI_OK;
    }
    struct vmo *vmo = record->vmo;
    spinlock_acquire(&vmo->object.lock);
    bool was_counted = vmo_state_remove(&vmo->state, record->rights);
    spinlock_release(&vmo->object.lock);
    if (!was_counted || !address_map_release(&process->space.map, record)) {
        panic("a mapping that was just made is not there");
    }
    return error;
}

// The mapping is admitted: makes its entries, or undoes all but the tables, which stay, paid for.
static enum abi_error install(struct process *process, struct mapping *record, uint32_t rights) {
    if (fault_is(FAULT_mapping_ignores_rights) && (rights & ABI_RIGHT_EXECUTE) == 0) {
        rights |= ABI_RIGHT_WRITE;
    }
    uint64_t *entries = space_entries(&process->space, record->address);
    if (record->pages != 1 || entries == NULL) {
        return install_in_general(process, record, rights);
    }
    // By far the most frequent case: no loops. Release as in fill.
    uint64_t entry = space_leaf(rights) | page_entry_table(vmo_page(record->vmo, record->first_page));
    __atomic_store_n(entries, entry, __ATOMIC_RELEASE);
    return ABI_OK;
}

// Locks: SPACE is held.
static enum abi_error map_locked(struct process *process, const struct handle *vmo, const struct request *request,
                                 uint64_t *mapped) {
    struct mapping *record = NULL;
    if (process->space.is_closed) {
        return ABI_EPIPE;
    }
    enum abi_error error = handle_lock(vmo, 0);
    if (error != ABI_OK) {
        return error;
    }
    error = admit_locked(&process->space.map, vmo, request, &record);
    handle_unlock(vmo);
    if (error == ABI_OK) {
        error = install(process, record, request->rights);
    }
    if (error == ABI_OK) {
        *mapped = record->address;
    }
    return error;
}

enum abi_error space_map_handle(struct process *process, const struct handle *vmo, uint64_t address,
                                uint64_t first_page, uint64_t pages, uint32_t rights, uint64_t *mapped) {
    const struct request request = {
        .address = address,
        .first_page = first_page,
        .pages = pages,
        .rights = rights,
    };
    if (fault_is(FAULT_user_maps_kernel) && address >= USER_END) {
        *mapped = address;
        return ABI_OK;
    }
    spinlock_acquire(&process->space.lock);
    enum abi_error error = map_locked(process, vmo, &request, mapped);
    spinlock_release(&process->space.lock);
    return error == ABI_ENOSPC && fault_is(FAULT_mapping_limit_unreported) ? ABI_OK : error;
}

enum abi_error space_map(struct process *process, uint32_t origin, uint32_t origin_handle, uint64_t address,
                         uint64_t first_page, uint64_t pages, uint32_t rights, uint64_t *mapped) {
    struct handle vmo;
    if (!space_rights_are_mappable(rights)) {
        return ABI_EINVAL;
    }
    if (origin != origin_handle % ABI_CAPABILITIES_MAX ||
        (handle_find(process, origin_handle, ABI_OBJECT_VMO, &vmo) != ABI_OK &&
         handle_find(process, origin_handle, ABI_OBJECT_MMIO, &vmo) != ABI_OK)) {
        return ABI_EBADF;
    }
    return space_map_handle(process, &vmo, address, first_page, pages, rights, mapped);
}

enum abi_error space_map_kernel_frame(struct process *process, uint64_t address, uint64_t physical) {
    spinlock_acquire(&process->space.lock);
    uint64_t *entry = space_entries(&process->space, address);
    enum abi_error error = process->space.is_closed ? ABI_EPIPE : ABI_OK;
    if (error == ABI_OK && entry == NULL) {
        error = make_tables(process, address, &entry);
    }
    if (error == ABI_OK) {
        process->space.kernel_frames++;
        // Release: what the page holds is in memory before the entry leads there.
        __atomic_store_n(entry, space_leaf(ABI_RIGHT_READ | ABI_RIGHT_WRITE) | page_entry_table(physical),
                         __ATOMIC_RELEASE);
    }
    spinlock_release(&process->space.lock);
    return error;
}
