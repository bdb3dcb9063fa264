// SPDX-License-Identifier: Apache-2.0
#include "kernel/object/object_count.h"

#include "kernel/object/pool.h"

uint32_t object_count(abi_object_kind kind) {
    pool *pool = object_pool(kind);
    uint32_t count = pool->fresh;
    for (const object *free = pool->free; free != nullptr; free = free->next_free) {
        count--;
    }
    return count;
}
