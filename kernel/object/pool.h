// SPDX-License-Identifier: Apache-2.0
// Free objects of one size. Never gives memory back to anybody else.
#pragma once

#include "kernel/object/object.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pool {
    struct spinlock lock;  // rank POOL
    struct object *free;   // under the lock
    uint32_t fresh;        // under the lock: objects from this number on were never used
    uint32_t capacity;     // constant
    uint32_t bytes;        // constant: of one object
    uint32_t zeroed;       // constant: of them are zero when it is taken; whoever takes it fills in the rest
    enum lock_rank rank;   // constant: of the objects' locks
    uint8_t *memory;       // constant
};

// The one that objects of the kind come from.
struct pool *object_pool(uint32_t kind);

#ifdef __cplusplus
}
#endif
