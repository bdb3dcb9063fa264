// SPDX-License-Identifier: Apache-2.0
// Memory objects: pages that capabilities name and mappings show. Also device registers (kind MMIO) and the boot archive, which are
// one physical range that is not theirs to free. A mapping lives no longer than the capability it was made through, so capabilities
// alone keep a VMO. Building and taking apart go in steps of at most VMO_STEP_PAGES.
// Context: kernel, interrupts off.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/vmo_state.h"
#include "kernel/object/object.h"

enum vmo_constants {
    VMO_STEP_PAGES = 64,
    VMO_DIRECT_PAGES = 4,  // more need a page that lists them
};

struct vmo {
    struct object object;    // rank VMO
    struct vmo_state state;  // under the lock
    uint32_t pages;          // constant
    uint32_t present;        // pages that have a frame; under the lock; all of them from when it is built until it ends
    uint32_t charged;        // under the lock: pages that the owner pays for, with the one that lists the others
    uint32_t building_slot;  // while it is built, constant: 1 + the slot that waits for its handle; 0: none does
    bool ending;             // under the lock: the last capability is being closed; nothing new is mapped or derived
    bool is_range;           // constant: physical range from `range_physical`, not frames of its own
    uint64_t range_physical;
    uint32_t direct[VMO_DIRECT_PAGES];  // numbers of the first pages' frames (memory_frame_number)
    uint64_t list_physical;             // page of uint32_t numbers of the others' frames; 0: none
};

// A VMO that shows a physical range, page-aligned. Boot hart. Errors: ENOSPC.
ABI_MUST_USE enum abi_error vmo_create_range(enum abi_object_kind kind, uint64_t physical, uint64_t bytes,
                                             struct vmo **vmo);

// A VMO of 1 to ABI_VMO_PAGES_MAX pages that has none yet, all of them paid for by the owner, as is the VMO. Nobody else knows of it until
// it is built. Errors: ENOSPC, ENOMEM. Locks: none held.
ABI_MUST_USE enum abi_error vmo_begin(struct process *owner, uint32_t pages, struct vmo **vmo);

// Gives it up to VMO_STEP_PAGES more, all zero. Errors: ENOMEM (the machine's; it keeps what it has got).
ABI_MUST_USE enum abi_error vmo_build_step(struct vmo *vmo);

static inline bool vmo_is_built(const struct vmo *vmo) {
    return vmo->present == vmo->pages;
}

// One step of giving up a VMO that was begun and that nobody else knows of, and the slot that waited for it in the builder's table: the payer
// may be another process. True when it is gone. Locks: none held.
bool vmo_abandon(struct vmo *vmo, struct process *builder);

// The list of frames that begins with that of page VMO_DIRECT_PAGES. Only to be looked at where there are such pages.
static inline uint32_t *vmo_frames_beyond(const struct vmo *vmo) {
    return (uint32_t *)memory_at(vmo->list_physical);
}

// Physical address of a page below `present`. The caller holds the lock, or a mapping of it.
static inline uint64_t vmo_page(const struct vmo *vmo, uint32_t page) {
    if (vmo->is_range) {
        return vmo->range_physical + (uint64_t)page * ABI_PAGE_BYTES;
    }
    return memory_frame_physical(page < VMO_DIRECT_PAGES ? vmo->direct[page]
                                                         : vmo_frames_beyond(vmo)[page - VMO_DIRECT_PAGES]);
}

// Gives back up to VMO_STEP_PAGES frames, and the budget for them. True when none is left. Locks: the VMO's is held.
bool vmo_take_apart_locked(struct vmo *vmo);

// Makes it executable and read-only for ever. Waits for other harts; the caller keeps the VMO (object_keep_locked).
// Errors: EBUSY (it is mapped writable), EINVAL (device registers). Locks: VMO, inside.
ABI_MUST_USE enum abi_error vmo_seal(struct vmo *vmo);

// Undoes object_keep_locked. A VMO whose last capability was closed meanwhile ends here, all at once. Locks: none held.
void vmo_release(struct vmo *vmo);
