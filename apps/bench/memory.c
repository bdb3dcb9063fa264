// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"
#include "apps/bench/rows.h"

enum memory_constants {
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
    MORE_PAGES = 16,
    TABLE_BYTES = 512 * ABI_PAGE_BYTES,  // what one page of page tables maps
};

// One page to be mapped at `place`, with another one mapped in the same page of page tables all the time.
static uint32_t vmo;
static uint64_t neighbour;
static uint64_t place;

static void find_place(void) {
    enum { PAGES = 3 };
    uint32_t room = 0;
    uint64_t begin = 0;
    measure_require("vmo_create", nexus_vmo_create(PAGES, &room));
    measure_require("vmo_map", nexus_vmo_map(0, room, 0, 0, PAGES, READ_WRITE, &begin));
    measure_require("vmo_unmap", nexus_vmo_unmap(0, begin));
    measure_require("capability_close", nexus_capability_close(room));
    bool is_last = (begin + ABI_PAGE_BYTES) % TABLE_BYTES == 0;
    neighbour = is_last ? begin + ABI_PAGE_BYTES : begin;
    place = neighbour + ABI_PAGE_BYTES;
    uint64_t mapped = 0;
    measure_require("vmo_create", nexus_vmo_create(1, &vmo));
    measure_require("vmo_map", nexus_vmo_map(0, vmo, neighbour, 0, 1, READ_WRITE, &mapped));
}

static void leave_place(void) {
    measure_require("vmo_unmap", nexus_vmo_unmap(0, neighbour));
    measure_require("capability_close", nexus_capability_close(vmo));
}

static struct measured_call map(void) {
    struct measured_call call = measure_call(ABI_SYS_VMO_MAP, 0, vmo, place, 0, 1, READ_WRITE);
    measure_require("vmo_map", (enum abi_error)call.error);
    *(volatile uint8_t *)place = 1;  // it is really there
    return call;
}

static struct measured_call unmap(void) {
    struct measured_call call = measure_call(ABI_SYS_VMO_UNMAP, 0, place, 0, 0, 0, 0);
    measure_require("vmo_unmap", (enum abi_error)call.error);
    return call;
}

static bool sample_map(uint64_t *count) {
    struct measured_call call = map();
    (void)unmap();
    *count = measure_between(call.before, call.after);
    return true;
}

static bool sample_unmap(uint64_t *count) {
    (void)map();
    struct measured_call call = unmap();
    *count = measure_between(call.before, call.after);
    return true;
}

static uint64_t count_create(uint64_t pages) {
    struct measured_call call = measure_call(ABI_SYS_VMO_CREATE, 0, pages, 0, 0, 0, 0);
    measure_require("vmo_create", (enum abi_error)call.error);
    measure_require("capability_close", nexus_capability_close((uint32_t)call.value));
    return measure_between(call.before, call.after);
}

uint64_t rows_page_cost(void) {
    uint64_t one = count_create(1);
    return (count_create(1 + MORE_PAGES) - one) / MORE_PAGES;
}

static bool sample_page(uint64_t *count) {
    *count = rows_page_cost();
    return true;
}

void rows_of_memory(void) {
    find_place();
    const struct measure_row rows[] = {
        {.name = "map_page", .samples = MEASURE_SAMPLES_MAX, .sample = sample_map},
        {.name = "unmap_page", .samples = MEASURE_SAMPLES_MAX, .sample = sample_unmap},
        {.name = "vmo_page", .needs_exact = true, .samples = MEASURE_SAMPLES_MAX, .sample = sample_page},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_row(&rows[i]);
    }
    leave_place();
}

static uint64_t ipis_sent(void) {
    uint64_t sum = 0;
    for (uint32_t cpu = 0; cpu < measure_harts(); cpu++) {
        struct abi_hart_statistics statistics = {0};
        measure_require("hart_statistics", nexus_hart_statistics(nexus_boot()->stats_read, cpu, &statistics));
        sum += statistics.ipis_sent;
    }
    return sum;
}

// What all harts have sent because of one unmap, while no hart but this one has this process's space.
static bool sample_ipis(uint64_t *count) {
    (void)map();
    uint64_t before = ipis_sent();
    (void)unmap();
    *count = ipis_sent() - before;
    return true;
}

void rows_of_shootdown_ipis(void) {
    find_place();
    const struct measure_row row = {
        .name = "shootdown_ipis", .unit = "ipis", .samples = MEASURE_SAMPLES_MAX, .sample = sample_ipis};
    measure_row(&row);
    leave_place();
}
