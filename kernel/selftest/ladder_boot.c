// SPDX-License-Identifier: Apache-2.0
// What the boot set up: page rights, and what starting a hart refuses.
#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/boot/secondary.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/page_table.h"
#include "kernel/percpu/percpu.h"
#include "kernel/selftest/ladder.h"
#include "kernel/selftest/marker.h"

struct page_findings {
    uint32_t pages;
    uint32_t writable_executable;
    uint32_t device_executable;
    uint32_t text_writable_alias;
};

static void judge_leaf(struct page_findings *findings, uint64_t address, uint64_t entry, uint32_t level) {
    struct kernel_image image = mmu_kernel_image();
    uint32_t flags = page_entry_flags(entry);
    bool writable = (flags & PAGE_WRITE) != 0;
    bool executable = (flags & PAGE_EXECUTE) != 0;
    uint64_t physical = page_entry_physical(entry);
    uint64_t constant_end = image.physical_base + (image.data - image.text);
    bool holds_text = physical < constant_end && physical + page_level_bytes(level) > image.physical_base;
    bool is_device = address >= KERNEL_DEVICE_BASE && address < KERNEL_DEVICE_BASE + page_level_bytes(2);
    findings->pages++;
    findings->writable_executable += writable && executable ? 1u : 0u;
    findings->device_executable += executable && is_device ? 1u : 0u;
    findings->text_writable_alias += writable && holds_text ? 1u : 0u;
}

// Depth is bounded by the number of levels.
static void judge_table(struct page_findings *findings, const uint64_t *table, uint64_t base, uint32_t level,
                        uint32_t first) {
    for (uint32_t i = first; i < PAGE_TABLE_ENTRIES; i++) {
        uint64_t address = base + i * page_level_bytes(level);
        if (!page_entry_is_valid(table[i])) {
            continue;
        }
        if (page_entry_is_leaf(table[i])) {
            judge_leaf(findings, address, table[i], level);
        } else {
            uint64_t physical = page_entry_physical(table[i]);
            struct kernel_image image = mmu_kernel_image();
            bool in_image =
                physical >= image.physical_base && physical < image.physical_base + (image.end - image.text);
            const void *next =
                in_image ? (const void *)(physical - image.physical_base + image.text) : memory_at(physical);
            judge_table(findings, next, address, level - 1, 0);
        }
    }
}

void ladder_wx_enforced(void) {
    const uint64_t half = UINT64_C(0) - page_level_bytes(2) * PAGE_TABLE_ENTRIES;
    struct page_findings findings = {0};
    judge_table(&findings, mmu_kernel_root(), half, 2, PAGE_TABLE_ENTRIES / 2);
    marker_emit(MARKER_wx_enforced, "pages=%u writable_executable=%u device_executable=%u text_writable_alias=%u",
                findings.pages, findings.writable_executable, findings.device_executable, findings.text_writable_alias);
}

void ladder_hart_entry_outside_text(void) {
    struct kernel_image image = mmu_kernel_image();
    struct cpu_id last = {percpu_count() - 1};
    uint32_t requests = secondary_firmware_requests();
    enum abi_error below = secondary_start_cpu(last, image.text - 2);
    enum abi_error behind = secondary_start_cpu(last, image.rodata);
    marker_emit(MARKER_test_reject_hart_entry_outside_text, "below=%d behind=%d firmware_calls=%u", (int)below,
                (int)behind, secondary_firmware_requests() - requests);
}

void ladder_invalid_hart_id(void) {
    uint64_t entry = mmu_kernel_image().text;
    uint32_t requests = secondary_firmware_requests();
    enum abi_error first_invalid = secondary_start_cpu((struct cpu_id){percpu_count()}, entry);
    enum abi_error far_invalid = secondary_start_cpu((struct cpu_id){UINT32_MAX}, entry);
    marker_emit(MARKER_test_reject_invalid_hart_id, "first_invalid=%d far_invalid=%d firmware_calls=%u",
                (int)first_invalid, (int)far_invalid, secondary_firmware_requests() - requests);
}
