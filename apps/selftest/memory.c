// SPDX-License-Identifier: Apache-2.0
// Memory of this process alone: what the kernel may read and write for it is what it may.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum memory_constants {
    ZERO_PAGES = 16,
    ZERO_ROUNDS = 4,
    MAP_PAGES = 3,
    DIRT = 0xa7,
};

enum {
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
};

static uint64_t map(uint32_t vmo, uint64_t address, uint64_t first_page, uint64_t pages, uint32_t rights,
                    struct tally *tally) {
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_map(0, vmo, address, first_page, pages, rights, &mapped), ABI_OK);
    return mapped;
}

// Whether the kernel can write there for this process.
static uint64_t write_by_kernel(uint32_t handle, uint64_t address) {
    return nexus_call(ABI_SYS_CAPABILITY_INFO, handle, address, 0, 0).error;
}

static uint32_t count_dirty(const uint8_t *memory, uint64_t bytes) {
    uint32_t dirty = 0;
    for (uint64_t i = 0; i < bytes; i++) {
        dirty += memory[i] != 0 ? 1 : 0;
    }
    return dirty;
}

// Each round finds pages that the round before has left full.
void prove_vmo_zero(uint32_t harts) {
    (void)harts;
    uint32_t pages = 0;
    uint32_t dirty = 0;
    for (uint32_t round = 0; round < ZERO_ROUNDS; round++) {
        uint32_t vmo = 0;
        uint64_t mapped = 0;
        if (nexus_vmo_create(ZERO_PAGES, &vmo) != ABI_OK ||
            nexus_vmo_map(0, vmo, 0, 0, ZERO_PAGES, READ_WRITE, &mapped) != ABI_OK) {
            break;
        }
        pages += ZERO_PAGES;
        dirty += count_dirty((const uint8_t *)mapped, ZERO_PAGES * ABI_PAGE_BYTES);
        memset((void *)mapped, DIRT, ZERO_PAGES * ABI_PAGE_BYTES);
        (void)!nexus_vmo_unmap(0, mapped);
        (void)!nexus_capability_close(vmo);
    }
    emit(MARKER_vmo_zero, "pages=%u dirty=%u", (unsigned)pages, (unsigned)dirty);
}

// The last page of the memory, at a second place, and read only at a third one.
void prove_vm_map(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    (void)tally_expect(&tally, nexus_vmo_create(MAP_PAGES, &vmo), ABI_OK);
    uint64_t all = map(vmo, 0, 0, MAP_PAGES, READ_WRITE, &tally);
    uint64_t last = map(vmo, 0, MAP_PAGES - 1, 1, READ_WRITE, &tally);
    uint64_t constant = map(vmo, 0, MAP_PAGES - 1, 1, ABI_RIGHT_READ, &tally);
    if (tally.first_wrong == 0) {
        volatile uint64_t *word = (volatile uint64_t *)(all + (MAP_PAGES - 1) * ABI_PAGE_BYTES);
        *word = DIRT;
        (void)tally_expect(&tally, *(volatile uint64_t *)last, DIRT);
        *(volatile uint64_t *)last = DIRT + 1;
        (void)tally_expect(&tally, *word, DIRT + 1);
        (void)tally_expect(&tally, *(volatile uint64_t *)constant, DIRT + 1);
        (void)tally_expect(&tally, *(volatile uint64_t *)all, 0);
        (void)tally_expect(&tally, write_by_kernel(vmo, last), ABI_OK);
        (void)tally_expect(&tally, write_by_kernel(vmo, constant), ABI_EFAULT);
        (void)tally_expect(&tally, nexus_vmo_protect(0, last, ABI_RIGHT_READ), ABI_OK);
        (void)tally_expect(&tally, write_by_kernel(vmo, last), ABI_EFAULT);
        (void)tally_expect(&tally, nexus_vmo_protect(0, last, READ_WRITE), ABI_OK);
        (void)tally_expect(&tally, write_by_kernel(vmo, last), ABI_OK);
    }
    emit(MARKER_vm_map, "%s", tally_text(&tally));
    (void)!nexus_capability_close(vmo);
}

void prove_vm_unmap(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint32_t other = 0;
    (void)tally_expect(&tally, nexus_vmo_create(MAP_PAGES, &vmo), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_create(1, &other), ABI_OK);
    uint64_t mapped = map(vmo, 0, 0, MAP_PAGES, READ_WRITE, &tally);
    (void)tally_expect(&tally, write_by_kernel(vmo, mapped), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, mapped + ABI_PAGE_BYTES), ABI_EINVAL);
    (void)tally_expect(&tally, write_by_kernel(vmo, mapped + ABI_PAGE_BYTES), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, mapped), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, mapped), ABI_EINVAL);
    bool is_gone = true;
    for (uint32_t page = 0; page < MAP_PAGES; page++) {
        is_gone &= tally_expect(&tally, write_by_kernel(vmo, mapped + page * ABI_PAGE_BYTES), ABI_EFAULT);
    }
    // Other memory at the same place, and then no memory at all.
    if (is_gone) {
        (void)tally_expect(&tally, map(other, mapped, 0, 1, READ_WRITE, &tally), mapped);
        (void)tally_expect(&tally, count_dirty((const uint8_t *)mapped, ABI_PAGE_BYTES), 0);
        (void)tally_expect(&tally, nexus_capability_close(other), ABI_OK);
        (void)tally_expect(&tally, write_by_kernel(vmo, mapped), ABI_EFAULT);
    }
    emit(MARKER_vm_unmap, "%s", tally_text(&tally));
    (void)!nexus_capability_close(vmo);
}
