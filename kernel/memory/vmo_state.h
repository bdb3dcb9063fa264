// SPDX-License-Identifier: Apache-2.0
// What the mappings of one VMO allow and forbid: memory is never writable and executable at the same time, through
// whatever mappings. A VMO is writable until it is sealed and executable from then on. Pure.
// Locks: the caller holds the VMO's lock over a check and the addition that follows it.
//
// The counts must cover what any hart can still do. So a right that is added is counted before the page-table entries
// change, and one that is taken away is uncounted after every hart has flushed. Each allowed change of a mapping's
// rights only adds or only takes away, so that the caller can always tell which of the two orders it needs; taking away
// never fails.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

struct vmo_state {
    uint32_t mappings;  // all of them; those that are only readable count nowhere else
    uint32_t writable_mappings;
    uint32_t executable_mappings;
    bool sealed;
    bool sealing;  // between vmo_state_seal_begin and vmo_state_seal_end
    bool device;   // constant: registers of a device, never sealed and never executable
};

// No mappings, not sealed.
void vmo_state_init(struct vmo_state *state, bool device);

// May there be one more mapping with these rights (enum abi_right bits): READ, alone or with one of WRITE and EXECUTE?
// Errors: EINVAL (no READ, WRITE and EXECUTE at once, another bit, EXECUTE of a device), EBUSY (WRITE when sealed or
// sealing, EXECUTE when not sealed).
ABI_MUST_USE enum abi_error vmo_state_check(const struct vmo_state *state, uint32_t rights);

// Counts a mapping. Errors: as vmo_state_check; nothing changed.
ABI_MUST_USE enum abi_error vmo_state_add(struct vmo_state *state, uint32_t rights);

// A mapping that was counted with these rights is gone.
// False: none was counted with them, which is a bug of the caller; nothing changed.
bool vmo_state_remove(struct vmo_state *state, uint32_t rights);

// One mapping has rights `to` instead of `from`.
// Errors: as vmo_state_check of `to`; EINVAL (none was counted with `from`, a bug of the caller). Nothing changed on
// error.
ABI_MUST_USE enum abi_error vmo_state_change(struct vmo_state *state, uint32_t from, uint32_t to);

// From now on there are no new writable mappings. Then the caller does what has to be done before anybody executes from
// the VMO, and calls vmo_state_seal_end, once for each vmo_state_seal_begin. Of two callers at the same time whichever
// is done first has done all that is needed; for a VMO that is `sealed` there is nothing left to do.
// Errors: EINVAL (device), EBUSY (a writable mapping exists). Nothing changed on error.
ABI_MUST_USE enum abi_error vmo_state_seal_begin(struct vmo_state *state);

// Sealed, for ever. False: nobody began, which is a bug of the caller; nothing changed.
bool vmo_state_seal_end(struct vmo_state *state);

#ifdef __cplusplus
}
#endif
