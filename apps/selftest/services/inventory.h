// SPDX-License-Identifier: Apache-2.0
// What the whole machine holds, to be compared with what it held before.
#pragma once

#include <stdint.h>

#include "abi/object.h"

enum inventory_constants {
    INVENTORY_CAPABILITIES =
        ABI_OBJECT_NONE,  // in `counts`, which are else by enum abi_object_kind; those of authorities stay 0
    INVENTORY_KINDS = ABI_OBJECT_CLOCK,
};

struct inventory {
    uint64_t counts[INVENTORY_KINDS];
    uint64_t free_pages;
};

// When nothing has gone on for longer than any window of a rate limit.
struct inventory inventory_take(void);

// Objects and capabilities that there are more of, or less, all kinds together.
uint32_t inventory_objects_apart(const struct inventory *before, const struct inventory *after);

// Pages, in either direction.
uint32_t inventory_pages_apart(const struct inventory *before, const struct inventory *after);
