// SPDX-License-Identifier: Apache-2.0
// Takes memory until it is refused, piece by piece down to a page, writes to all of it, and then asks for ever.
#include <stddef.h>
#include <stdint.h>

#include "abi/limits.h"
#include "abi/object.h"
#include "libs/nexus/nexus.h"
#include "testing/shell/hostile/crew.h"

enum hog_sizes { PIECE_PAGES = 64, THREADS = 3, READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static bool take(uint64_t pages) {
    uint32_t vmo = 0;
    uint64_t address = 0;
    if (nexus_vmo_create(pages, &vmo) != ABI_OK) {
        return false;
    }
    if (nexus_vmo_map(0, vmo, 0, 0, pages, READ_WRITE, &address) != ABI_OK) {
        (void)!nexus_capability_close(vmo);
        return false;
    }
    for (uint64_t page = 0; page < pages; page++) {
        *(volatile uint64_t *)(address + page * ABI_PAGE_BYTES) = page;
    }
    return true;
}

static void hog(void *argument) {
    (void)argument;
    for (uint64_t pages = PIECE_PAGES;; pages = pages > 1 ? pages / 2 : 1) {
        while (take(pages)) {
        }
    }
}

int main(void) {
    crew_begin("memory_hog");
    (void)crew_start(hog, THREADS);
    hog(NULL);
}
