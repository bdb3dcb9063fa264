// SPDX-License-Identifier: Apache-2.0
// VMOs: created, mapped, touched, protected, unmapped, mapped again, closed.
#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/stress/operations.h"

enum memory_sizes {
    PAGES_MAX = 6,
    WORDS = ABI_PAGE_BYTES / sizeof(uint64_t),
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
};

static volatile uint64_t *map(const struct worker *worker, uint32_t vmo, uint64_t first, uint64_t pages,
                              uint32_t rights) {
    uint64_t address = 0;
    worker_require_ok(worker, "map", nexus_vmo_map(0, vmo, 0, first, pages, rights, &address));
    return (volatile uint64_t *)address;
}

// Fills pages that must be empty: one word in each, and the last one.
static void fill(const struct worker *worker, volatile uint64_t *words, uint64_t pages, uint64_t pattern) {
    for (uint64_t i = 0; i < pages; i++) {
        volatile uint64_t *page = words + i * WORDS;
        worker_require(worker, (page[0] | page[WORDS - 1]) == 0, "new memory is not zero", i);
        page[0] = pattern + i;
        page[WORDS - 1] = ~(pattern + i);
    }
}

static void check(const struct worker *worker, volatile uint64_t *words, uint64_t first, uint64_t pages,
                  uint64_t pattern) {
    for (uint64_t i = 0; i < pages; i++) {
        volatile uint64_t *page = words + i * WORDS;
        worker_require(worker, page[0] == pattern + first + i, "memory changed", page[0]);
        worker_require(worker, page[WORDS - 1] == ~(pattern + first + i), "end of memory changed", page[WORDS - 1]);
    }
}

void operation_memory(struct worker *worker) {
    uint64_t pages = 1 + dice_below(&worker->dice, PAGES_MAX);
    uint64_t pattern = dice_roll(&worker->dice);
    uint32_t vmo = 0;
    worker_require_ok(worker, "VMO", nexus_vmo_create(pages, &vmo));
    worker_count(worker, STRESS_VMOS_CREATED, 1);
    volatile uint64_t *words = map(worker, vmo, 0, pages, READ_WRITE);
    fill(worker, words, pages, pattern);
    worker_require_ok(worker, "protect", nexus_vmo_protect(0, (uint64_t)words, ABI_RIGHT_READ));
    check(worker, words, 0, pages, pattern);
    worker_require_ok(worker, "unprotect", nexus_vmo_protect(0, (uint64_t)words, READ_WRITE));
    words[0] = pattern;
    worker_require_ok(worker, "unmap", nexus_vmo_unmap(0, (uint64_t)words));

    uint64_t first = dice_below(&worker->dice, pages);
    words = map(worker, vmo, first, pages - first, ABI_RIGHT_READ);
    check(worker, words, first, pages - first, pattern);
    // The mapping goes with the capability, too.
    if (dice_hits(&worker->dice, 2)) {
        worker_require_ok(worker, "second unmap", nexus_vmo_unmap(0, (uint64_t)words));
    }
    worker_require_ok(worker, "close", nexus_capability_close(vmo));
    worker_count(worker, STRESS_VMOS_CLOSED, 1);
}
