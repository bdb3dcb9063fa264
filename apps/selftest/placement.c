// SPDX-License-Identifier: Apache-2.0
// Where memory may be mapped, and where the kernel maps it.
#include "libs/nexus/nexus.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/partners.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum placement_constants { PAGES = 4 };

enum { READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE };

static const uint64_t FREE_PLACE = UINT64_C(0x2000000000);
static const uint64_t USER_SPACE_END = UINT64_C(0x3ffffff000);
static const uint64_t KERNEL_MEMORY = UINT64_C(0xffffffc000000000);
static const uint64_t NO_ADDRESS = UINT64_C(1) << 50;

struct place {
    uint64_t address;
    uint64_t first_page;
    uint64_t pages;
    uint32_t rights;
};

static const struct place refused[] = {
    {KERNEL_MEMORY, 0, 1, READ_WRITE},
    {UINT64_MAX - ABI_PAGE_BYTES + 1, 0, 1, READ_WRITE},
    {USER_SPACE_END, 0, 1, READ_WRITE},
    {USER_SPACE_END - ABI_PAGE_BYTES, 0, 2, READ_WRITE},
    {NO_ADDRESS, 0, 1, READ_WRITE},
    {FREE_PLACE + 1, 0, 1, READ_WRITE},
    {FREE_PLACE + ABI_PAGE_BYTES / 2, 0, 1, READ_WRITE},
    {0, 0, 0, READ_WRITE},
    {0, 0, PAGES + 1, READ_WRITE},
    {0, PAGES, 1, READ_WRITE},
    {0, 1, PAGES, READ_WRITE},
    {0, UINT64_MAX, 1, READ_WRITE},
    {0, UINT64_MAX, 2, READ_WRITE},
    {0, 1, UINT64_MAX, READ_WRITE},
    {FREE_PLACE, 0, UINT64_MAX / ABI_PAGE_BYTES, READ_WRITE},
    {FREE_PLACE, 0, 1, 0},
    {FREE_PLACE, 0, 1, ABI_RIGHT_WRITE},
    {FREE_PLACE, 0, 1, ABI_RIGHT_EXECUTE},
    {FREE_PLACE, 0, 1, ABI_RIGHT_READ | ABI_RIGHT_SEND},
    {FREE_PLACE, 0, 1, ABI_RIGHT_ALL + 1},
};

static uint64_t map(uint32_t vmo, const struct place *place, uint64_t *mapped) {
    return nexus_vmo_map(0, vmo, place->address, place->first_page, place->pages, place->rights, mapped);
}

static uint32_t mappings(void) {
    struct abi_process_info info = {0};
    return nexus_process_info(0, &info) == ABI_OK ? info.mappings : UINT32_MAX;
}

// Next to what is there is fine, over it is not.
static void try_neighbours(uint32_t vmo, struct tally *tally) {
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_map(0, vmo, FREE_PLACE, 0, 2, READ_WRITE, &mapped), ABI_OK);
    (void)tally_expect(tally, mapped, FREE_PLACE);
    for (int64_t page = -2; page <= 2; page++) {
        uint64_t address = FREE_PLACE + (uint64_t)page * ABI_PAGE_BYTES;
        bool is_free = page == -2 || page == 2;
        (void)tally_expect(tally, nexus_vmo_map(0, vmo, address, 0, 2, READ_WRITE, &mapped),
                           is_free ? ABI_OK : ABI_EINVAL);
    }
    (void)tally_expect(tally,
                       nexus_vmo_map(0, vmo, (uint64_t)&try_neighbours & ~UINT64_C(4095), 0, 1, READ_WRITE, &mapped),
                       ABI_EINVAL);
    (void)tally_expect(tally, nexus_vmo_unmap(0, FREE_PLACE), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_unmap(0, FREE_PLACE - 2 * ABI_PAGE_BYTES), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_unmap(0, FREE_PLACE + 2 * ABI_PAGE_BYTES), ABI_OK);
    (void)tally_expect(tally, nexus_vmo_unmap(0, KERNEL_MEMORY), ABI_EINVAL);
    (void)tally_expect(tally, nexus_vmo_protect(0, FREE_PLACE, ABI_RIGHT_READ), ABI_EINVAL);
}

void prove_map_bounds(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    (void)tally_expect(&tally, nexus_vmo_create(PAGES, &vmo), ABI_OK);
    uint32_t before = mappings();
    for (uint32_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        uint64_t mapped = 0;
        (void)tally_expect(&tally, map(vmo, &refused[i], &mapped), ABI_EINVAL);
    }
    if (tally.first_wrong == 0) {
        try_neighbours(vmo, &tally);
    }
    emit(MARKER_test_reject_map_bounds, "%s before=%u after=%u", tally_text(&tally), (unsigned)before,
         (unsigned)mappings());
    (void)!nexus_capability_close(vmo);
}

// As many as there may be, one more, and one again when another one is gone.
void prove_mapping_limit(uint32_t harts) {
    (void)harts;
    uint32_t vmo = 0;
    uint64_t mapped = 0;
    uint64_t last = 0;
    uint32_t before = mappings();
    uint64_t error = nexus_vmo_create(1, &vmo);
    while (error == ABI_OK && mappings() < ABI_MAPPINGS_PER_PROCESS) {
        error = nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &last);
    }
    uint32_t most = mappings();
    uint64_t beyond = nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &mapped);
    uint64_t beyond_there = nexus_vmo_map(0, vmo, FREE_PLACE, 0, 1, ABI_RIGHT_READ, &mapped);
    uint32_t still = mappings();
    uint64_t freed = nexus_vmo_unmap(0, last);
    uint64_t again = nexus_vmo_map(0, vmo, 0, 0, 1, ABI_RIGHT_READ, &mapped);
    (void)!nexus_capability_close(vmo);
    emit(MARKER_test_reject_mapping_over_limit,
         "error=%u most=%u beyond=%u beyond_there=%u still=%u freed=%u again=%u before=%u after=%u", (unsigned)error,
         (unsigned)most, (unsigned)beyond, (unsigned)beyond_there, (unsigned)still, (unsigned)freed, (unsigned)again,
         (unsigned)before, (unsigned)mappings());
}

struct layout {
    uint64_t mapped;
    uint64_t stack;
};

// Where a process of the program has its stack, and where its next mapping goes. In pages, so that the evidence is short.
static void look_at_layout(struct layout *layout) {
    struct partner partner;
    uint32_t vmo = 0;
    if (nexus_vmo_create(1, &vmo) != ABI_OK) {
        return;
    }
    if (partner_start(&partner, PARTNER_PUPPET, 0, STAGE_HARTS) == ABI_OK) {
        uint64_t mapped = 0;
        (void)!nexus_vmo_map(partner.process, vmo, 0, 0, 1, READ_WRITE, &mapped);
        (void)puppet_do(&partner, ORDER_BREAKPOINT, 0, 0, 0);
        layout->mapped = mapped / ABI_PAGE_BYTES;
        layout->stack = partner.report.words[3] / ABI_PAGE_BYTES;
        partner_end(&partner);
    }
    (void)!nexus_capability_close(vmo);
}

void prove_layout(uint32_t harts) {
    (void)harts;
    struct layout first = {0};
    struct layout second = {0};
    look_at_layout(&first);
    look_at_layout(&second);
    emit(MARKER_aslr, "first_mapped=%lu second_mapped=%lu first_stack=%lu second_stack=%lu",
         (unsigned long)first.mapped, (unsigned long)second.mapped, (unsigned long)first.stack,
         (unsigned long)second.stack);
}
