// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/memory.h"

#include <string.h>

#include "kernel/arch/mmu.h"
#include "kernel/memory/frame_allocator.h"
#include "kernel/percpu/percpu.h"
#include "kernel/sync/spinlock.h"
#include "kernel/trap/panic.h"

enum memory_constants {
    OWN_RESERVED = 3,  // kernel image, device tree, boot archive
};

static struct spinlock frames_lock = SPINLOCK_INITIALIZER(LOCK_RANK_FRAMES);
static struct frame_allocator frames GUARDED_BY(frames_lock);

// Written by memory_init, constant afterwards.
static struct frame_metadata *metadata;
static uint64_t first_frame;

enum abi_error memory_init(const struct boot_info *boot, struct physical_range devicetree) UNCHECKED_LOCKING {
    struct kernel_image image = mmu_kernel_image();
    struct physical_range reserved[DEVICETREE_RESERVED_MAX + OWN_RESERVED];
    uint32_t count = 0;
    for (; count < boot->reserved_count; count++) {
        reserved[count] = boot->reserved[count];
    }
    reserved[count++] = (struct physical_range){image.physical_base, image.end - image.text};
    reserved[count++] = devicetree;
    if (boot->initrd.present && boot->initrd.range.bytes != 0) {
        reserved[count++] = boot->initrd.range;
    }
    enum abi_error error = frame_allocator_build(&frames, boot->memory, boot->memory_count, reserved, count);
    if (error != ABI_OK) {
        return error;
    }
    first_frame = frames.first_frame;
    uint64_t metadata_bytes = frame_allocator_metadata_bytes(&frames);
    struct frame_number first = {0};
    error = frame_allocator_carve(&frames, (metadata_bytes + ABI_PAGE_BYTES - 1) / ABI_PAGE_BYTES, &first);
    if (error == ABI_OK) {
        metadata = memory_at(first.value * ABI_PAGE_BYTES);
    }
    return error;
}

enum abi_error memory_carve(uint64_t bytes, uint64_t *physical) UNCHECKED_LOCKING {
    uint64_t pages = bytes / ABI_PAGE_BYTES + (bytes % ABI_PAGE_BYTES != 0);
    struct frame_number first = {0};
    enum abi_error error = frame_allocator_carve(&frames, pages, &first);
    if (error == ABI_OK) {
        *physical = first.value * ABI_PAGE_BYTES;
    }
    return error;
}

void memory_start(void) UNCHECKED_LOCKING {
    frame_allocator_start(&frames, metadata);
}

enum abi_error memory_take_page(uint64_t *physical) {
    struct frame_number frame = {0};
    spinlock_acquire(&frames_lock);
    enum abi_error error = ABI_OK;
    [[clang::always_inline]] error = frame_allocator_take(&frames, &frame);
    spinlock_release(&frames_lock);
    if (error == ABI_OK) {
        percpu_count_allocation();
        *physical = frame.value * ABI_PAGE_BYTES;
    }
    return error;
}

// Twice as fast as the C library's memset: most of what creating memory costs. The attribute keeps it from becoming a call of that.
__attribute__((no_builtin("memset"))) static void zero_page(uint64_t physical) {
    enum { WORDS = ABI_PAGE_BYTES / sizeof(uint64_t), WORDS_PER_ROUND = 16 };
    uint64_t *page = memory_at(physical);
    for (uint32_t round = 0; round < WORDS; round += WORDS_PER_ROUND) {
#pragma clang loop unroll(full)
        for (uint32_t i = 0; i < WORDS_PER_ROUND; i++) {
            page[round + i] = 0;
        }
    }
}

enum abi_error memory_take_zeroed_page(uint64_t *physical) {
    enum abi_error error = memory_take_page(physical);
    if (error == ABI_OK) {
        zero_page(*physical);
    }
    return error;
}

void memory_give_page(uint64_t physical) {
    spinlock_acquire(&frames_lock);
    enum abi_error error = frame_allocator_give(&frames, (struct frame_number){physical / ABI_PAGE_BYTES});
    spinlock_release(&frames_lock);
    if (error != ABI_OK) {
        panic("page frame 0x%lx given back but not taken", physical);
    }
}

uint32_t memory_frame_number(uint64_t physical) {
    return (uint32_t)(physical / ABI_PAGE_BYTES - first_frame);
}

uint64_t memory_frame_physical(uint32_t number) {
    return (first_frame + number) * ABI_PAGE_BYTES;
}

uint64_t memory_free_bytes(void) {
    spinlock_acquire(&frames_lock);
    uint64_t count = frames.free_count;
    spinlock_release(&frames_lock);
    return count * ABI_PAGE_BYTES;
}

uint64_t memory_total_bytes(void) {
    spinlock_acquire(&frames_lock);
    uint64_t count = frames.total_count;
    spinlock_release(&frames_lock);
    return count * ABI_PAGE_BYTES;
}

void *memory_at(uint64_t physical) {
    return (void *)(KERNEL_DIRECT_BASE + physical);
}
