// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/kernel_space.h"

#include "kernel/arch/mmu.h"
#include "kernel/memory/frame_allocator.h"
#include "kernel/memory/memory.h"
#include "kernel/selftest/fault.h"

// Boot hart only, before other harts run.
static uint64_t device_next = KERNEL_DEVICE_BASE;

// Sabotage: what page_entry_leaf refuses.
static uint64_t sabotaged_leaf(uint64_t leaf, uint64_t address) {
    enum { EXECUTE_BIT = 1 << 3 };
    bool is_stack = address >= KERNEL_STACKS_BASE && address < KERNEL_DEVICE_BASE;
    return fault_is(FAULT_kernel_page_wx) && is_stack ? leaf | EXECUTE_BIT : leaf;
}

// Sabotage: a writable alias where the text is read and executed.
static void make_text_writable(void) {
    enum { WRITE_BITS = 1 << 2 | 1 << 7 };
    struct kernel_image image = mmu_kernel_image();
    for (uint64_t page = image.text; page < image.rodata; page += ABI_PAGE_BYTES) {
        uint64_t *slot = NULL;
        if (page_table_walk(mmu_kernel_root_physical(), KERNEL_DIRECT_BASE, page, 0, &slot) == PAGE_WALK_FOUND) {
            *slot |= WRITE_BITS;
        }
    }
}

enum abi_error table_map(uint64_t root_physical, uint64_t address, uint64_t physical, uint32_t level, uint32_t flags) {
    uint64_t leaf = 0;
    enum abi_error error = page_entry_leaf(physical, level, flags, &leaf);
    if (error != ABI_OK) {
        return error;
    }
    for (;;) {
        uint64_t *slot = NULL;
        switch (page_table_walk(root_physical, KERNEL_DIRECT_BASE, address, level, &slot)) {
            case PAGE_WALK_FOUND:
                if (page_entry_is_valid(*slot)) {
                    return ABI_EINVAL;
                }
                *slot = sabotaged_leaf(leaf, address);
                return ABI_OK;
            case PAGE_WALK_NEEDS_TABLE: {
                uint64_t table = 0;
                error = memory_take_zeroed_page(&table);
                if (error != ABI_OK) {
                    return error;
                }
                *slot = page_entry_table(table);
                break;
            }
            case PAGE_WALK_LEAF_ABOVE:
            default:
                return ABI_EINVAL;
        }
    }
}

enum abi_error kernel_space_map(uint64_t address, uint64_t physical, uint64_t bytes, uint32_t flags) {
    uint64_t offset = 0;
    while (offset < bytes) {
        uint64_t large = page_level_bytes(1);
        bool fits = ((address + offset) | (physical + offset)) % large == 0 && bytes - offset >= large;
        uint32_t level = fits ? 1 : 0;
        enum abi_error error =
            table_map(mmu_kernel_root_physical(), address + offset, physical + offset, level, flags | PAGE_GLOBAL);
        if (error != ABI_OK) {
            return error;
        }
        offset += page_level_bytes(level);
    }
    // A hart may remember that there was no translation, and the kernel does not survive a fault on it.
    mmu_flush_all();
    return ABI_OK;
}

// The top-level entry of an upper-half address in the root table.
static uint64_t *root_entry(uint64_t address) {
    return &mmu_kernel_root()[address / page_level_bytes(2) % PAGE_TABLE_ENTRIES];
}

// Every memory range without the firmware's and without the kernel's text and rodata.
static enum abi_error find_mappable(const struct boot_info *boot, struct frame_allocator *mappable) {
    struct kernel_image image = mmu_kernel_image();
    struct physical_range excluded[DEVICETREE_RESERVED_MAX + 1];
    uint32_t count = 0;
    for (; count < boot->reserved_count; count++) {
        excluded[count] = boot->reserved[count];
    }
    excluded[count++] = (struct physical_range){image.physical_base, image.data - image.text};
    return frame_allocator_build(mappable, boot->memory, boot->memory_count, excluded, count);
}

// A tree of its own, built while the early map still serves, and then put in its place.
static enum abi_error build_direct_map(const struct frame_allocator *mappable) {
    uint64_t tables[KERNEL_DIRECT_BYTES >> 30] = {0};
    uint32_t table_count = (uint32_t)(KERNEL_DIRECT_BYTES / page_level_bytes(2));
    uint64_t scratch_root = 0;
    enum abi_error error = memory_take_zeroed_page(&scratch_root);
    for (uint32_t i = 0; error == ABI_OK && i < mappable->span_count; i++) {
        uint64_t physical = mappable->spans[i].first * ABI_PAGE_BYTES;
        uint64_t end = physical + mappable->spans[i].count * ABI_PAGE_BYTES;
        while (error == ABI_OK && physical < end) {
            uint64_t large = page_level_bytes(1);
            uint32_t level = physical % large == 0 && end - physical >= large ? 1 : 0;
            error = physical + page_level_bytes(level) > KERNEL_DIRECT_BYTES
                        ? ABI_ENOSPC
                        : table_map(scratch_root, KERNEL_DIRECT_BASE + physical, physical, level,
                                    PAGE_READ | PAGE_WRITE | PAGE_GLOBAL);
            physical += page_level_bytes(level);
        }
    }
    if (error != ABI_OK) {
        return error;
    }
    const uint64_t *scratch = memory_at(scratch_root);
    for (uint32_t i = 0; i < table_count; i++) {
        tables[i] = scratch[KERNEL_DIRECT_BASE / page_level_bytes(2) % PAGE_TABLE_ENTRIES + i];
    }
    memory_give_page(scratch_root);
    for (uint32_t i = 0; i < table_count; i++) {
        *root_entry(KERNEL_DIRECT_BASE + i * page_level_bytes(2)) = tables[i];
    }
    return ABI_OK;
}

static enum abi_error make_top_level_entry(uint64_t address) {
    uint64_t table = 0;
    enum abi_error error = memory_take_zeroed_page(&table);
    if (error == ABI_OK) {
        *root_entry(address) = page_entry_table(table);
    }
    return error;
}

enum abi_error kernel_space_init(const struct boot_info *boot) {
    struct frame_allocator mappable;
    if (fault_is(FAULT_kernel_text_writable)) {
        make_text_writable();
    }
    enum abi_error error = find_mappable(boot, &mappable);
    if (error == ABI_OK) {
        error = make_top_level_entry(KERNEL_STACKS_BASE);
    }
    if (error == ABI_OK) {
        error = make_top_level_entry(KERNEL_DEVICE_BASE);
    }
    if (error == ABI_OK) {
        error = build_direct_map(&mappable);
    }
    mmu_flush_all();
    return error;
}

enum abi_error kernel_space_map_device(struct physical_range registers, uint64_t *address) {
    uint64_t offset = registers.base % ABI_PAGE_BYTES;
    uint64_t physical = registers.base - offset;
    uint64_t bytes = (registers.bytes + offset + ABI_PAGE_BYTES - 1) / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
    if (bytes == 0 || bytes > page_level_bytes(2) || device_next + bytes > KERNEL_DEVICE_BASE + page_level_bytes(2)) {
        return ABI_EINVAL;
    }
    // Large devices start where large pages can be used.
    uint64_t large = page_level_bytes(1);
    if (bytes >= large) {
        device_next = (device_next + large - 1) / large * large + physical % large;
    }
    enum abi_error error = kernel_space_map(device_next, physical, bytes, PAGE_READ | PAGE_WRITE);
    if (error == ABI_OK) {
        *address = device_next + offset;
        device_next += bytes + ABI_PAGE_BYTES;
    }
    return error;
}
