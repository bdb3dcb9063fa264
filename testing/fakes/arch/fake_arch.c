// SPDX-License-Identifier: Apache-2.0
#include "testing/fakes/arch/fake_arch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/limits.h"
#include "kernel/arch/console.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/hart_start.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/ipi.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/timer.h"
#include "kernel/arch/user.h"
#include "kernel/memory/page_table.h"
#include "kernel/percpu/percpu.h"

enum fake_sizes {
    ARENA_BYTES = 16 << 20,
    TABLE_WORDS = ABI_PAGE_BYTES / 8,
    TRANSLATIONS = 256,  // that a hart remembers; the oldest goes first
};

struct fake_firmware fake_firmware;
uint64_t fake_clock_step_ticks;
uint32_t fake_number_bits;
const char *fake_serial_input;
bool fake_serial_interrupts;
bool fake_user_memory_is_bad;
void (*fake_turn)(void);
void (*fake_sleep)(void);

struct translation {
    uint64_t number;
    uint64_t page;
    uint64_t entry;  // 0: this place is free
};

struct translations {
    struct translation of[TRANSLATIONS];
    uint32_t next;
};

static struct fake_hart harts[ABI_HARTS_MAX];
static struct fake_source device_sources[FAKE_SOURCES];
static struct translations remembered[ABI_HARTS_MAX];

_Alignas(ABI_PAGE_BYTES) static uint8_t arena[ARENA_BYTES];
_Alignas(ABI_PAGE_BYTES) static uint64_t root_table[TABLE_WORDS];
static uint64_t clock_ticks;
static _Thread_local struct cpu *this_cpu;

// Where an object of this process is in the fake physical memory: the direct map leads back to it.
static uint64_t physical_of(const void *object) {
    return (uint64_t)(uintptr_t)object - KERNEL_DIRECT_BASE;
}

void fake_arch_reset(void) {
    fake_firmware = (struct fake_firmware){.has_hart_control = true, .started_hart_comes_online = true};
    fake_clock_step_ticks = 1;
    clock_ticks = 0;
    this_cpu = NULL;
    fake_number_bits = 16;
    fake_serial_input = NULL;
    fake_serial_interrupts = false;
    fake_user_memory_is_bad = false;
    fake_turn = NULL;
    fake_sleep = NULL;
    memset(root_table, 0, sizeof(root_table));
    memset(harts, 0, sizeof(harts));
    memset(device_sources, 0, sizeof(device_sources));
    memset(remembered, 0, sizeof(remembered));
}

struct fake_hart *fake_hart(uint32_t cpu) {
    return &harts[cpu];
}

struct fake_source *fake_source(uint32_t source) {
    return &device_sources[source];
}

uint64_t fake_memory_base(void) {
    return physical_of(arena);
}

uint64_t fake_memory_bytes(void) {
    return ARENA_BYTES;
}

// Defined by the linker.
extern const uint8_t __executable_start[];
extern const uint8_t etext[];

uint64_t fake_text_begin(void) {
    return (uint64_t)(uintptr_t)__executable_start;
}

uint64_t fake_text_end(void) {
    return (uint64_t)(uintptr_t)etext;
}

void fake_become(struct cpu *cpu) {
    this_cpu = cpu;
}

struct cpu *cpu_current(void) {
    return this_cpu;
}

uint64_t cpu_stack_pointer(void) {
    return 0;
}

static void take_turn(void) {
    if (fake_turn != NULL) {
        fake_turn();
    }
}

void cpu_pause(void) {
    take_turn();
}

void cpu_give_up_turn(void) {
    take_turn();
}

void cpu_keep_software_interrupt(void) {}

void cpu_wait_for_interrupt(void) {
    if (fake_sleep != NULL) {
        fake_sleep();
    }
}

_Noreturn void cpu_halt(void) {
    abort();
}

void timer_choose_device(bool sstc) {
    (void)sstc;
}

uint64_t time_now_ticks(void) {
    clock_ticks += fake_clock_step_ticks;
    return clock_ticks;
}

void timer_program(uint64_t deadline_ticks) {
    (void)deadline_ticks;
}

void timer_cancel(void) {}

void ipi_choose_device(uint64_t sswi_virtual) {
    (void)sswi_virtual;
}

void ipi_raise(struct hart_id hart, uint32_t sswi_index) {
    (void)sswi_index;
    fake_firmware.ipi_count++;
    const struct cpu *cpu = percpu_find_hart(hart);
    if (cpu != NULL) {
        harts[cpu->id.value].is_raised = true;
    }
}

void ipi_clear(void) {
    harts[this_cpu->id.value].is_raised = false;
}

uint64_t mmu_satp(uint64_t root_physical, uint64_t number) {
    // Fake physical addresses have more bits than real ones: a satp of the fake is the address of the root, which ends in zeros.
    return root_physical + number;
}

void mmu_set_satp(uint64_t satp) {
    harts[this_cpu->id.value].satp = satp;
}

uint32_t mmu_number_bits(void) {
    return fake_number_bits;
}

static uint64_t own_number(void) {
    return harts[this_cpu->id.value].satp % ABI_PAGE_BYTES & ((UINT64_C(1) << fake_number_bits) - 1);
}

static uint64_t own_root(void) {
    return harts[this_cpu->id.value].satp / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
}

static void forget(bool (*matches)(const struct translation *, uint64_t, uint64_t), uint64_t number, uint64_t page) {
    if (this_cpu == NULL) {
        return;  // the boot hart before its structure exists runs no user code
    }
    struct translation *of = remembered[this_cpu->id.value].of;
    for (uint32_t i = 0; i < TRANSLATIONS; i++) {
        if (matches(&of[i], number, page)) {
            of[i].entry = 0;
        }
    }
}

static bool is_any(const struct translation *translation, uint64_t number, uint64_t page) {
    (void)translation;
    (void)number;
    (void)page;
    return true;
}

static bool is_of_space(const struct translation *translation, uint64_t number, uint64_t page) {
    (void)page;
    return translation->number == number;
}

static bool is_of_page(const struct translation *translation, uint64_t number, uint64_t page) {
    return translation->number == number && translation->page == page;
}

void mmu_flush_all(void) {
    forget(is_any, 0, 0);
}

void mmu_flush_space(uint64_t number) {
    forget(is_of_space, number, 0);
}

void mmu_flush_page(uint64_t number, uint64_t address) {
    forget(is_of_page, number, address / ABI_PAGE_BYTES);
}

static uint64_t remember(uint64_t page, uint64_t entry) {
    struct translations *own = &remembered[this_cpu->id.value];
    own->of[own->next] = (struct translation){.number = own_number(), .page = page, .entry = entry};
    own->next = (own->next + 1) % TRANSLATIONS;
    return page_entry_physical(entry);
}

// A hart may use any translation that it has not been told to forget: this one uses the oldest.
uint64_t fake_user_access(uint64_t address, uint32_t right) {
    uint64_t page = address / ABI_PAGE_BYTES;
    const struct translations *own = &remembered[this_cpu->id.value];
    for (uint32_t i = 0; i < TRANSLATIONS; i++) {
        const struct translation *known = &own->of[(own->next + i) % TRANSLATIONS];
        bool is_known = known->entry != 0 && is_of_page(known, own_number(), page);
        if (is_known && (page_entry_flags(known->entry) & right) != 0) {
            return page_entry_physical(known->entry);
        }
    }
    uint64_t *entry = NULL;
    if (own_root() == 0 || page_table_walk(own_root(), KERNEL_DIRECT_BASE, address, 0, &entry) != PAGE_WALK_FOUND ||
        !page_entry_is_leaf(*entry)) {
        return 0;
    }
    uint32_t flags = page_entry_flags(*entry);
    return (flags & PAGE_USER) != 0 && (flags & right) != 0 ? remember(page, *entry) : 0;
}

void cpu_flush_instructions(void) {
    harts[this_cpu->id.value].instruction_fences++;
}

struct kernel_image mmu_kernel_image(void) {
    return (struct kernel_image){
        .physical_base = 0,
        .text = fake_text_begin(),
        .rodata = fake_text_end(),
        .data = fake_text_end(),
        .end = fake_text_end(),
    };
}

uint64_t *mmu_kernel_root(void) {
    return root_table;
}

uint64_t mmu_kernel_root_physical(void) {
    return physical_of(root_table);
}

void serial_init(uint64_t virtual_address) {
    (void)virtual_address;
}

void serial_write_byte(char byte) {
    fputc(byte, stderr);
}

bool serial_read_byte(char *byte) {
    if (fake_serial_input == NULL || *fake_serial_input == 0) {
        return false;
    }
    *byte = *fake_serial_input++;
    return true;
}

void serial_set_receive_interrupt(bool is_on) {
    fake_serial_interrupts = is_on;
}

void interrupts_prepare_hart(void) {}

uint32_t interrupts_pending(void) {
    return 0;
}

void interrupt_controller_init(uint64_t virtual_address, uint32_t sources) {
    (void)virtual_address;
    (void)sources;
}

void interrupt_controller_route(uint32_t source, uint32_t context) {
    device_sources[source].contexts |= UINT64_C(1) << context;
}

void interrupt_controller_unroute(uint32_t source, uint32_t context) {
    device_sources[source].contexts &= ~(UINT64_C(1) << context);
}

uint32_t interrupt_controller_claim(uint32_t context) {
    for (uint32_t source = 1; source < FAKE_SOURCES; source++) {
        struct fake_source *candidate = &device_sources[source];
        if (candidate->is_pending && !candidate->is_claimed && (candidate->contexts >> context & 1) != 0) {
            candidate->is_pending = false;
            candidate->is_claimed = true;
            return source;
        }
    }
    return 0;
}

void interrupt_controller_complete(uint32_t context, uint32_t source) {
    if ((device_sources[source].contexts >> context & 1) != 0) {
        device_sources[source].is_claimed = false;  // of one that is not enabled it is ignored
    }
}

bool firmware_has_hart_control(void) {
    return fake_firmware.has_hart_control;
}

void power_init(uint64_t test_device_virtual) {
    (void)test_device_virtual;
}

_Noreturn void machine_power_off(uint8_t status) {
    fflush(stderr);
    _Exit(status);
}

enum abi_error hart_start(const struct cpu *cpu, uint64_t entry) {
    (void)entry;
    fake_firmware.start_count++;
    fake_firmware.started_hart = cpu->hart.value;
    if (fake_firmware.start_result == ABI_OK && fake_firmware.started_hart_comes_online) {
        struct cpu *starter = this_cpu;
        struct cpu *started = percpu_get(cpu->id);
        this_cpu = started;
        percpu_set_online(started);
        this_cpu = starter;
    }
    return fake_firmware.start_result;
}

_Noreturn void hart_leave_to_next_task(void) {
    abort();
}

// trap.c compares program counters with these.
extern const uint8_t user_copy_begin[1];
extern const uint8_t user_copy_end[1];
extern const uint8_t user_copy_fault[1];
const uint8_t user_copy_begin[1];
const uint8_t user_copy_end[1];
const uint8_t user_copy_fault[1];
