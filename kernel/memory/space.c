// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/space.h"

#include <string.h>

#include "kernel/arch/mmu.h"
#include "kernel/memory/kernel_space.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"

enum abi_error space_init(struct space *space) {
    uint64_t root = 0;
    enum abi_error error = memory_take_page(&root);
    if (error != ABI_OK) {
        return error;
    }
    enum { HALF_BYTES = ABI_PAGE_BYTES / 2 };
    uint8_t *table = memory_at(root);
    memset(table, 0, HALF_BYTES);
    memcpy(table + HALF_BYTES, (const uint8_t *)mmu_kernel_root() + HALF_BYTES, HALF_BYTES);
    space->root_physical = root;
    return ABI_OK;
}

enum abi_error space_map_page(struct space *space, uint64_t address, bool writable, bool executable,
                              uint64_t *physical) {
    if (address < USER_BASE || address >= USER_END || address % ABI_PAGE_BYTES != 0 || (writable && executable)) {
        return ABI_EINVAL;
    }
    uint64_t page = 0;
    enum abi_error error = memory_take_zeroed_page(&page);
    if (error != ABI_OK) {
        return error;
    }
    uint32_t flags = PAGE_READ | PAGE_USER | (writable ? PAGE_WRITE : 0u) | (executable ? PAGE_EXECUTE : 0u);
    error = table_map(space->root_physical, address, page, 0, flags);
    if (error != ABI_OK) {
        memory_give_page(page);
        return error;
    }
    *physical = page;
    return ABI_OK;
}

void space_enter(struct cpu *cpu, const struct space *space) {
    percpu_assert_owner(cpu);
    if (cpu->current_root != space->root_physical) {
        cpu->current_root = space->root_physical;
        mmu_set_root(space->root_physical);
    }
}
