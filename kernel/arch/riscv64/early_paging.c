// SPDX-License-Identifier: Apache-2.0
// Builds the first page tables, before translation is on: this file runs at physical addresses, so it uses nothing but
// code and data reached relative to the program counter (no pointer stored in data, no switch table).
// The kernel image is mapped W^X from the first translated instruction on. Physical memory is reachable read-write
// through 1 GiB pages until kernel/memory replaces them with the exact map.
#include "abi/limits.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/riscv64/csr.h"
#include "kernel/memory/page_table.h"

// From the linker script and start.S.
extern const uint8_t kernel_text_begin[];
extern const uint8_t kernel_text_end[];
extern const uint8_t kernel_data_begin[];
extern const uint8_t kernel_image_end[];

_Alignas(ABI_PAGE_BYTES) static uint64_t root_table[PAGE_TABLE_ENTRIES];
_Alignas(ABI_PAGE_BYTES) static uint64_t image_middle_table[PAGE_TABLE_ENTRIES];
_Alignas(ABI_PAGE_BYTES) static uint64_t image_leaf_table[PAGE_TABLE_ENTRIES];

static uint64_t image_physical;

enum early_entry_bits {
    EARLY_VALID = 1 << 0,
    EARLY_READ = 1 << 1,
    EARLY_WRITE = 1 << 2,
    EARLY_EXECUTE = 1 << 3,
    EARLY_GLOBAL = 1 << 5,
    EARLY_ACCESSED = 1 << 6,
    EARLY_DIRTY = 1 << 7,
    EARLY_DATA = EARLY_VALID | EARLY_READ | EARLY_WRITE | EARLY_GLOBAL | EARLY_ACCESSED | EARLY_DIRTY,
    EARLY_RODATA = EARLY_VALID | EARLY_READ | EARLY_GLOBAL | EARLY_ACCESSED,
    EARLY_TEXT = EARLY_RODATA | EARLY_EXECUTE,
};

static uint32_t index_at(uint64_t address, uint32_t level) {
    return (uint32_t)(address >> (12 + 9 * level)) & (PAGE_TABLE_ENTRIES - 1);
}

static uint64_t entry_of(uint64_t physical, uint64_t bits) {
    return physical >> 12 << 10 | bits;
}

// load_address: where kernel_start is in physical memory. Returns the value for satp.
uint64_t early_paging_build(uint64_t load_address);
uint64_t early_paging_build(uint64_t load_address) {
    uint64_t text_end = (uint64_t)kernel_text_end;
    uint64_t data_begin = (uint64_t)kernel_data_begin;
    uint64_t image_end = (uint64_t)kernel_image_end;
    image_physical = load_address;
    for (uint64_t page = load_address; page < image_end; page += ABI_PAGE_BYTES) {
        uint64_t bits = page < text_end ? EARLY_TEXT : page < data_begin ? EARLY_RODATA : EARLY_DATA;
        image_leaf_table[index_at(KERNEL_IMAGE_BASE + (page - load_address), 0)] = entry_of(page, bits);
    }
    image_middle_table[index_at(KERNEL_IMAGE_BASE, 1)] = entry_of((uint64_t)image_leaf_table, EARLY_VALID);
    root_table[index_at(KERNEL_IMAGE_BASE, 2)] = entry_of((uint64_t)image_middle_table, EARLY_VALID);
    uint64_t huge_page_bytes = UINT64_C(1) << 30;
    for (uint64_t physical = 0; physical < KERNEL_DIRECT_BYTES; physical += huge_page_bytes) {
        root_table[index_at(KERNEL_DIRECT_BASE + physical, 2)] = entry_of(physical, EARLY_DATA);
    }
    return SATP_MODE_SV39 | (uint64_t)root_table >> 12;
}

struct kernel_image mmu_kernel_image(void) {
    return (struct kernel_image){
        .physical_base = image_physical,
        .text = (uint64_t)kernel_text_begin,
        .rodata = (uint64_t)kernel_text_end,
        .data = (uint64_t)kernel_data_begin,
        .end = (uint64_t)kernel_image_end,
    };
}

uint64_t *mmu_kernel_root(void) {
    return root_table;
}

uint64_t mmu_kernel_root_physical(void) {
    return (uint64_t)root_table - KERNEL_IMAGE_BASE + image_physical;
}
