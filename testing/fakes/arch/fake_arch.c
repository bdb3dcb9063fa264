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
#include "kernel/percpu/percpu.h"

enum fake_sizes {
    ARENA_BYTES = 8 << 20,
    TABLE_WORDS = ABI_PAGE_BYTES / 8,
};

struct fake_firmware fake_firmware;
uint64_t fake_clock_step_ticks;

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
    memset(root_table, 0, sizeof(root_table));
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

void cpu_pause(void) {}

void cpu_give_up_turn(void) {}

void cpu_keep_software_interrupt(void) {}

void cpu_wait_for_interrupt(void) {}

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
    (void)hart;
    (void)sswi_index;
    fake_firmware.ipi_count++;
}

void ipi_clear(void) {}

void mmu_set_root(uint64_t root_physical) {
    (void)root_physical;
}

void mmu_flush_all(void) {}

void cpu_flush_instructions(void) {}

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
    (void)byte;
    return false;
}

void serial_enable_receive_interrupt(void) {}

void interrupts_prepare_hart(void) {}

uint32_t interrupts_pending(void) {
    return 0;
}

void interrupt_controller_init(uint64_t virtual_address, uint32_t sources) {
    (void)virtual_address;
    (void)sources;
}

void interrupt_controller_route(uint32_t source, uint32_t context) {
    (void)source;
    (void)context;
}

uint32_t interrupt_controller_claim(uint32_t context) {
    (void)context;
    return 0;
}

void interrupt_controller_complete(uint32_t context, uint32_t source) {
    (void)context;
    (void)source;
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

void user_frame_start(struct user_frame *frame, uint64_t pc, uint64_t stack_top, uint64_t argument) {
    (void)stack_top;
    (void)argument;
    frame->pc = pc;
}

void user_frame_repeat_call(struct user_frame *frame, uint64_t number, const uint64_t *arguments, uint32_t count) {
    (void)frame;
    (void)number;
    (void)arguments;
    (void)count;
}

void user_frame_set_result(struct user_frame *frame, enum abi_error error, uint64_t value) {
    frame->x[10] = error;
    frame->x[11] = value;
}

void user_float_end(struct float_state *state) {
    (void)state;
}

bool user_float_begin(const struct float_state *state) {
    (void)state;
    return false;
}

void user_allow_counters(bool allow) {
    (void)allow;
}

enum abi_error user_copy_in(void *to, uint64_t user_address, size_t bytes) {
    memcpy(to, (const void *)(uintptr_t)user_address, bytes);
    return ABI_OK;
}

enum abi_error user_copy_out(uint64_t user_address, const void *from, size_t bytes) {
    memcpy((void *)(uintptr_t)user_address, from, bytes);
    return ABI_OK;
}
