// SPDX-License-Identifier: Apache-2.0
// What each system call takes (abi/syscall.h), as far as it helps to get past its first check.
#pragma once

#include <stdint.h>

#include "abi/limits.h"

enum shape_slot {
    SHAPE_WORD = 0,
    SHAPE_PROCESS,  // a PROCESS handle, or 0
    SHAPE_TASK,     // a TASK handle, or 0
    SHAPE_POINTER,
    SHAPE_PLACE,  // where a mapping begins, or could
    SHAPE_COUNT,  // of bytes or pages
    SHAPE_RIGHTS,
    SHAPE_DEADLINE,
    SHAPE_BITS,
    SHAPE_HARTS,
    SHAPE_TASK_ID,
    SHAPE_CLASS,
    SHAPE_CODE,
    SHAPE_STACK,
    SHAPE_ANY_HANDLE,
    SHAPE_HANDLE,  // + enum abi_object_kind
};

struct shape {
    uint8_t slots[ABI_ARGUMENT_REGISTERS];
    uint8_t
        gives;  // SHAPE_HANDLE + kind, SHAPE_PLACE, SHAPE_TASK_ID; SHAPE_ANY_HANDLE: of the kind it was given; else 0
    uint8_t rarity;  // made once in so many times that it is chosen: it ends or stops its thread. 0: always
};

// NULL for a number that is no call.
const struct shape *shape_of(uint64_t number);
