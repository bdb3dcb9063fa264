// SPDX-License-Identifier: Apache-2.0
#include "kernel/percpu/percpu.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/audit/audit.h"
#include "kernel/config/kernel_config.h"
#include "kernel/memory/kernel_space.h"
#include "kernel/memory/memory.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/panic.h"

enum stack_layout {
    STACK_GUARD_PAGES = 1,
    STACK_PAGES = 4,
    EMERGENCY_PAGES = 2,
    // guard, kernel stack, guard, emergency stack; the next hart's guard follows
    STACK_SLOT_PAGES = STACK_GUARD_PAGES + STACK_PAGES + STACK_GUARD_PAGES + EMERGENCY_PAGES,
};

// Written once on the boot hart before any other hart starts; constant afterwards.
static uint32_t cpu_count;
static struct cpu *cpus;
static uint8_t *trace_rings;

static _Atomic uint64_t online_bits;

static uint64_t stack_slot(uint32_t cpu) {
    return KERNEL_STACKS_BASE + (uint64_t)cpu * STACK_SLOT_PAGES * ABI_PAGE_BYTES;
}

static enum abi_error map_stack(uint64_t bottom, uint64_t pages) {
    for (uint64_t page = 0; page < pages; page++) {
        uint64_t physical = 0;
        enum abi_error error = memory_take_page(&physical);
        if (error != ABI_OK) {
            return error;
        }
        error = kernel_space_map(bottom + page * ABI_PAGE_BYTES, physical, ABI_PAGE_BYTES, PAGE_READ | PAGE_WRITE);
        if (error != ABI_OK) {
            return error;
        }
    }
    return ABI_OK;
}

static void cpu_init(struct cpu *cpu, uint32_t number, const struct boot_hart *hart) {
    memset(cpu, 0, offsetof(struct cpu, run_queue_lock));
    cpu->id = (struct cpu_id){number};
    cpu->bit = cpu_set_of(cpu->id).bits;
    cpu->hart = hart->hart;
    cpu->plic_context = hart->plic_context;
    cpu->has_plic_context = hart->has_plic_context;
    cpu->sswi_index = hart->sswi_index;
    uint64_t stack_bottom = stack_slot(number) + STACK_GUARD_PAGES * ABI_PAGE_BYTES;
    cpu->stack_top = stack_bottom + STACK_PAGES * ABI_PAGE_BYTES;
    cpu->emergency_top = stack_slot(number) + STACK_SLOT_PAGES * ABI_PAGE_BYTES;
    cpu->current_satp = mmu_satp(mmu_kernel_root_physical(), FLUSH_NO_SPACE);
    flush_hart_init(&cpu->flush, false);
    spinlock_init(&cpu->run_queue_lock, LOCK_RANK_RUN_QUEUE, number);
    run_queue_init(&cpu->run_queue);
    spinlock_init(&cpu->timer_lock, LOCK_RANK_TIMER_HEAP, number);
    timer_heap_init(&cpu->timers);
    cpu->slice_end = UINT64_MAX;
    cpu->turn_end = UINT64_MAX;
    cpu->next_deadline = UINT64_MAX;
    mailbox_init(&cpu->mailbox);
    trace_ring_init(&cpu->trace, trace_rings + (uint64_t)number * TRACE_RING_BYTES);
}

enum abi_error percpu_carve(const struct boot_info *boot) {
    uint64_t physical = 0;
    _Static_assert(sizeof(struct cpu) % 64 == 0, "what follows the structures begins on a cache line, too");
    uint64_t structures = boot->hart_count * sizeof(struct cpu);
    enum abi_error error = memory_carve(structures + boot->hart_count * (uint64_t)TRACE_RING_BYTES, &physical);
    if (error == ABI_OK) {
        cpus = memory_at(physical);
        trace_rings = (uint8_t *)cpus + structures;
    }
    return error;
}

enum abi_error percpu_init(const struct boot_info *boot) {
    for (uint32_t number = 0; number < boot->hart_count; number++) {
        struct cpu *cpu = &cpus[number];
        cpu_init(cpu, number, &boot->harts[number]);
        enum abi_error error = map_stack(cpu->stack_top - STACK_PAGES * ABI_PAGE_BYTES, STACK_PAGES);
        if (error == ABI_OK && fault_is(FAULT_stack_guard_mapped)) {
            error = map_stack(stack_slot(number), STACK_GUARD_PAGES);
        }
        if (error == ABI_OK) {
            error = map_stack(cpu->emergency_top - EMERGENCY_PAGES * ABI_PAGE_BYTES, EMERGENCY_PAGES);
        }
        if (error != ABI_OK) {
            return error;
        }
    }
    cpu_count = boot->hart_count;
    return ABI_OK;
}

uint32_t percpu_count(void) {
    return cpu_count;
}

struct cpu *percpu_get(struct cpu_id cpu) {
    return &cpus[cpu.value];
}

struct cpu *percpu_find_hart(struct hart_id hart) {
    for (uint32_t number = 0; number < cpu_count; number++) {
        if (cpus[number].hart.value == hart.value) {
            return &cpus[number];
        }
    }
    return NULL;
}

void percpu_set_online(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    // Only the hart itself can find that out, and nobody asks before it is online.
    cpu->flush.has_asids = FLUSH_SPACES_MAX >> mmu_number_bits() == 0;
    audit_record(ABI_AUDIT_HART_ONLINE, 0, cpu->id.value, 0);
    atomic_fetch_or_explicit(&online_bits, cpu_set_of(cpu->id).bits, memory_order_release);
}

struct cpu_set percpu_online(void) {
    return (struct cpu_set){.bits = atomic_load_explicit(&online_bits, memory_order_acquire)};
}

bool percpu_is_owner(const struct cpu *cpu) {
    return cpu == cpu_current() || fault_is(FAULT_owner_check_blind);
}

void percpu_count_allocation(void) {
    struct cpu *cpu = cpu_current();
    if (cpu != NULL) {
        counter_increment(&cpu->statistics.allocations);
    }
}

bool percpu_is_on_stack(const struct cpu *cpu, uint64_t address) {
    return address < cpu->stack_top && cpu->stack_top - address <= STACK_PAGES * ABI_PAGE_BYTES;
}

uint64_t percpu_stack_end(const struct cpu *cpu, uint64_t address) {
    bool on_emergency_stack =
        address < cpu->emergency_top && cpu->emergency_top - address <= EMERGENCY_PAGES * ABI_PAGE_BYTES;
    return percpu_is_on_stack(cpu, address) ? cpu->stack_top : on_emergency_stack ? cpu->emergency_top : address;
}

void percpu_assert_owner(const struct cpu *cpu) {
    if (KERNEL_CHECKS && !percpu_is_owner(cpu)) {
        panic("cpu%u wrote state of cpu%u", cpu_current()->id.value, cpu->id.value);
    }
}

bool percpu_is_guard_page(uint64_t address, struct cpu_id *cpu) {
    uint64_t page = (address - KERNEL_STACKS_BASE) / ABI_PAGE_BYTES;
    uint64_t number = page / STACK_SLOT_PAGES;
    uint64_t within = page % STACK_SLOT_PAGES;
    if (address < KERNEL_STACKS_BASE || number >= cpu_count ||
        (within != 0 && within != STACK_GUARD_PAGES + STACK_PAGES)) {
        return false;
    }
    *cpu = (struct cpu_id){(uint32_t)number};
    return true;
}
