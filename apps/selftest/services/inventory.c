// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/services/inventory.h"

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"

struct inventory inventory_take(void) {
    struct inventory inventory = {0};
    struct abi_machine_info info = {0};
    world_pause();
    for (uint32_t kind = 0; kind < INVENTORY_KINDS; kind++) {
        inventory.counts[kind] = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_IN_USE, kind, 0, 0).value;
    }
    if (nexus_machine_info(world.stats_read, &info) != ABI_OK) {
        world_fail("the machine tells nothing", 0);
    }
    inventory.free_pages = info.memory_free_bytes / ABI_PAGE_BYTES;
    return inventory;
}

static uint32_t apart(uint64_t before, uint64_t after) {
    return (uint32_t)(before < after ? after - before : before - after);
}

uint32_t inventory_objects_apart(const struct inventory *before, const struct inventory *after) {
    uint32_t all = 0;
    for (uint32_t kind = 0; kind < INVENTORY_KINDS; kind++) {
        all += apart(before->counts[kind], after->counts[kind]);
    }
    return all;
}

uint32_t inventory_pages_apart(const struct inventory *before, const struct inventory *after) {
    return apart(before->free_pages, after->free_pages);
}
