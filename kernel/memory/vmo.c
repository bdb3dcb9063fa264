// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/vmo.h"

#include <stddef.h>

#include "kernel/memory/quota.h"
#include "kernel/memory/shootdown.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/panic.h"

_Static_assert((ABI_VMO_PAGES_MAX - VMO_DIRECT_PAGES) * sizeof(uint32_t) <= ABI_PAGE_BYTES, "one page lists them all");

enum abi_error vmo_create_range(enum abi_object_kind kind, uint64_t physical, uint64_t bytes, struct vmo **vmo) {
    struct object *object = NULL;
    enum abi_error error = object_take(kind, NULL, &object);
    if (error != ABI_OK) {
        return error;
    }
    struct vmo *created = (struct vmo *)object;
    vmo_state_init(&created->state, kind == ABI_OBJECT_MMIO);
    created->is_range = true;
    created->range_physical = physical;
    created->pages = (uint32_t)(bytes / ABI_PAGE_BYTES);
    created->present = created->pages;
    *vmo = created;
    return ABI_OK;
}

// The page that lists the frames of the pages beyond the first ones.
static enum abi_error take_list(struct vmo *vmo) {
    return vmo->pages > VMO_DIRECT_PAGES ? memory_take_page(&vmo->list_physical) : ABI_OK;
}

enum abi_error vmo_begin(struct process *owner, uint32_t pages, struct vmo **vmo) {
    struct object *object = NULL;
    enum abi_error error = object_take(ABI_OBJECT_VMO, owner, &object);
    if (error != ABI_OK) {
        return error;
    }
    struct vmo *begun = (struct vmo *)object;
    vmo_state_init(&begun->state, false);
    begun->pages = pages;
    uint32_t cost = pages + (pages > VMO_DIRECT_PAGES);
    error = quota_take_pages(owner, cost);
    if (error == ABI_OK) {
        error = take_list(begun);
        if (error != ABI_OK) {
            quota_give_pages(owner, cost);
        }
    }
    if (error != ABI_OK) {
        object_give(object);
        return error;
    }
    begun->charged = cost;
    *vmo = begun;
    return ABI_OK;
}

static uint32_t *frame_of(struct vmo *vmo, uint32_t page) {
    return page < VMO_DIRECT_PAGES ? &vmo->direct[page] : &vmo_frames_beyond(vmo)[page - VMO_DIRECT_PAGES];
}

static enum abi_error take_page(uint64_t *physical) {
    return fault_is(FAULT_vmo_not_zeroed) ? memory_take_page(physical) : memory_take_zeroed_page(physical);
}

enum abi_error vmo_build_step(struct vmo *vmo) {
    for (uint32_t i = 0; i < VMO_STEP_PAGES && !vmo_is_built(vmo); i++) {
        uint64_t physical = 0;
        enum abi_error error = take_page(&physical);
        if (error != ABI_OK) {
            return error;
        }
        *frame_of(vmo, vmo->present) = memory_frame_number(physical);
        vmo->present++;
    }
    return ABI_OK;
}

bool vmo_take_apart_locked(struct vmo *vmo) {
    if (vmo->is_range) {
        return true;
    }
    struct process *owner = vmo->object.owner;
    uint32_t given = 0;
    for (; given < VMO_STEP_PAGES && vmo->present != 0; given++) {
        vmo->present--;
        memory_give_page(memory_frame_physical(*frame_of(vmo, vmo->present)));
    }
    if (vmo->present == 0) {
        if (vmo->list_physical != 0) {
            memory_give_page(vmo->list_physical);
            vmo->list_physical = 0;
        }
        given = vmo->charged;  // those that were never built, too
    }
    quota_give_pages(owner, given);
    vmo->charged -= given;
    return vmo->present == 0;
}

bool vmo_abandon(struct vmo *vmo, struct process *builder) {
    spinlock_acquire(&vmo->object.lock);
    bool is_done = vmo_take_apart_locked(vmo);
    spinlock_release(&vmo->object.lock);
    if (!is_done) {
        return false;
    }
    if (vmo->building_slot != 0) {
        capability_slot_give(&builder->slots, vmo->building_slot - 1);
    }
    object_give(&vmo->object);
    return true;
}

static enum abi_error seal_begin_locked(struct vmo *vmo) {
    enum abi_error error = vmo_state_seal_begin(&vmo->state);
    if (error == ABI_EBUSY && fault_is(FAULT_seal_ignores_writers)) {
        vmo->state.sealing = true;
        return ABI_OK;
    }
    return error;
}

__attribute__((minsize)) enum abi_error vmo_seal(struct vmo *vmo) {
    spinlock_acquire(&vmo->object.lock);
    enum abi_error error = seal_begin_locked(vmo);
    bool is_done = error != ABI_OK || vmo->state.sealed;
    spinlock_release(&vmo->object.lock);
    if (is_done) {
        return error;
    }
    shootdown_instructions();
    spinlock_acquire(&vmo->object.lock);
    bool is_sealed = vmo_state_seal_end(&vmo->state);
    spinlock_release(&vmo->object.lock);
    if (!is_sealed) {
        panic("a VMO was sealed that nobody began to seal");
    }
    return ABI_OK;
}

void vmo_release(struct vmo *vmo) {
    spinlock_acquire(&vmo->object.lock);
    if (vmo->object.references == 1) {
        vmo->ending = true;
        while (!vmo_take_apart_locked(vmo)) {
        }
    }
    spinlock_release(&vmo->object.lock);
    object_release(&vmo->object);
}
