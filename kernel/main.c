// SPDX-License-Identifier: Apache-2.0
// The boot order, on the boot hart, from the first C instruction to user mode.
#include "kernel/arch/cpu.h"
#include "kernel/arch/firmware.h"
#include "kernel/arch/hart_start.h"
#include "kernel/arch/interrupt.h"
#include "kernel/arch/ipi.h"
#include "kernel/arch/mmu.h"
#include "kernel/arch/timer.h"
#include "kernel/boot/command_line.h"
#include "kernel/boot/devices.h"
#include "kernel/boot/devicetree.h"
#include "kernel/boot/first_task.h"
#include "kernel/boot/refuse.h"
#include "kernel/boot/secondary.h"
#include "kernel/config/kernel_config.h"
#include "kernel/console/console.h"
#include "kernel/memory/kernel_space.h"
#include "kernel/memory/memory.h"
#include "kernel/object/object.h"
#include "kernel/percpu/percpu.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/selftest/fault.h"
#include "kernel/selftest/selftest.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"

// Read once at boot, on the boot hart.
static struct boot_info boot;

// From start.S.
_Noreturn void kernel_main(uint64_t hart, uint64_t devicetree_physical, uint64_t entry_instructions);

static void require(enum abi_error error, const char *what) {
    if (error != ABI_OK) {
        boot_refuse("%s (error %d)", what, (int)error);
    }
}

// On the boot hart's own stack, with its per-hart structure in place.
static void boot_continue(void) {
    struct cpu *cpu = cpu_current();
    interrupts_prepare_hart();                             // user mode may be interrupted, the kernel never is
    percpu_set_online(cpu);                                // this hart is the first one online
    struct task *first = first_task_load(&boot, cpu->id);  // the first program, from the boot archive
    if (KERNEL_SELFTEST) {
        selftest_before_secondaries(&boot);  // what only works while harts are offline
    }
    secondary_start_all();  // every other hart, or no boot at all
    if (KERNEL_SELFTEST) {
        selftest_run(&boot);  // the ladder of proofs
    }
    devices_start_input(&boot, cpu);     // the console's input interrupts this hart
    first->home = percpu_online().bits;  // it may run anywhere,
    first->allowed = first->home;        // and does
    scheduler_place(first);              // ready
    hart_leave_to_next_task();           // user mode
}

_Noreturn void kernel_main(uint64_t hart, uint64_t devicetree_physical, uint64_t entry_instructions) {
    first_task_set_entry_instructions(entry_instructions);
    struct physical_range tree = devices_read_tree(devicetree_physical, &boot);  // what the machine is
    if (KERNEL_FAULTS) {
        fault_select(boot.command_line);  // what is broken on purpose
    }
    require(memory_init(&boot, tree), "memory cannot be used");         // what there is
    require(percpu_carve(&boot), "no memory for the harts");            // structures of all harts
    require(object_pools_init(), "no memory for objects");              // what capabilities name
    memory_start();                                                     // page frames
    require(kernel_space_init(&boot), "kernel space cannot be built");  // the exact map of memory
    devices_init(&boot);                                      // UART, interrupt controller, timer, IPIs, power
    require(percpu_init(&boot), "no memory for the stacks");  // stacks of all harts
    if (command_line_says(boot.command_line, "trace", "on")) {
        trace_set(true);  // from here on every hart writes down what it does
    }
    struct cpu *cpu = percpu_find_hart((struct hart_id){hart});
    if (cpu == NULL) {
        boot_refuse("the device tree does not list the boot hart %lu", hart);
    }
    hart_continue_on_own_stack(cpu, boot_continue);
}
