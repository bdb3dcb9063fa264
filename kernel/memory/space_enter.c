// SPDX-License-Identifier: Apache-2.0
// Which space a hart translates through, and what it remembers of it.
#include <stdatomic.h>

#include "kernel/arch/cpu.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/space_internal.h"
#include "kernel/percpu/percpu.h"

_Static_assert(FLUSH_SPACES_MAX <= 64, "a set of numbers is one word");

// By number; [FLUSH_NO_SPACE] stays unused.
static struct flush_space numbers[FLUSH_SPACES_MAX + 1];

// Numbers whose owners are being taken apart, bit number - 1. Written before flush_begin of what is asked of the other harts then; a hart
// that flushes for that reads it after flush_requested (acquire), and so finds it.
static _Atomic uint64_t closed_numbers;

static uint64_t bit_of(uint64_t number) {
    return UINT64_C(1) << (number - 1);
}

struct flush_space *space_number_begin(uint32_t number) {
    struct flush_space *flush = &numbers[number];
    if (flush->number == FLUSH_NO_SPACE) {
        flush_space_init(flush, number);
    } else {
        (void)flush_begin(flush);
    }
    atomic_fetch_and_explicit(&closed_numbers, ~bit_of(number), memory_order_relaxed);
    return flush;
}

void space_number_end(uint64_t number) {
    atomic_fetch_or_explicit(&closed_numbers, bit_of(number), memory_order_relaxed);
}

static bool is_closed(uint64_t number) {
    return (atomic_load_explicit(&closed_numbers, memory_order_relaxed) & bit_of(number)) != 0;
}

// Of the space that the hart runs.
static void flush_translations(const struct cpu *cpu, uint64_t number) {
    if (cpu->flush.has_asids) {
        mmu_flush_space(number);
    } else {
        mmu_flush_all();
    }
}

// Model: testing/models/shootdown.pml.
void space_load(struct cpu *cpu, uint64_t satp, const struct flush_space *flush) {
    percpu_assert_owner(cpu);
    if (cpu->current_satp == satp) {
        return;
    }
    cpu->current_satp = satp;
    mmu_set_satp(satp);
    struct flush_entry entry = flush_enter(&cpu->flush, flush);
    if (entry.must_flush) {
        flush_translations(cpu, flush->number);
        flush_seen(&cpu->flush, flush, entry.generation);
    }
}

static void leave(struct cpu *cpu) {
    uint64_t satp = mmu_satp(mmu_kernel_root_physical(), FLUSH_NO_SPACE);
    if (cpu->current_satp != satp) {
        cpu->current_satp = satp;
        mmu_set_satp(satp);
        flush_leave(&cpu->flush);
    }
}

// Model: testing/models/shootdown.pml.
void space_flush_own(struct cpu *cpu) {
    percpu_assert_owner(cpu);
    // Own word: nobody else writes it.
    uint64_t number = atomic_load_explicit(&cpu->flush.current, memory_order_relaxed);
    if (number == FLUSH_NO_SPACE) {
        return;
    }
    const struct flush_space *flush = &numbers[number];
    uint64_t generation = flush_requested(flush);
    if (cpu->current == NULL || is_closed(number)) {
        leave(cpu);
        return;
    }
    flush_translations(cpu, number);
    flush_seen(&cpu->flush, flush, generation);
}

bool space_mends_fault(const struct space *space, uint64_t address, uint32_t right) {
    if (address < USER_BASE || address >= USER_END) {
        return false;
    }
    const uint64_t *entry = space_entries(space, address);
    if (entry == NULL) {
        return false;
    }
    // Acquire pairs with the store of the entry: what the page holds is what its maker meant it to.
    uint64_t value = __atomic_load_n(entry, __ATOMIC_ACQUIRE);
    if (!page_entry_is_leaf(value) || (page_entry_flags(value) & right) == 0) {
        return false;
    }
    mmu_flush_page(space->flush->number, address / ABI_PAGE_BYTES * ABI_PAGE_BYTES);
    return true;
}
