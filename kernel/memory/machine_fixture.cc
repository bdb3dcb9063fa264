// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/machine_fixture.h"

#include "kernel/object/object_count.h"

#include <algorithm>
#include <utility>

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/boot/devicetree.h"
#include "kernel/ipc/wait.h"
#include "kernel/ipi/ipi.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/timer/timer.h"
}

namespace {

constexpr uint32_t kTimebase = 1000000;
constexpr uint32_t kStepsMax = 100000;

// Who runs where a test says only which process: they cost nothing, and never leave the kernel.
task stand_ins[ABI_HARTS_MAX];

// Who gets a hart that has nothing else to run.
task *sleepers[ABI_HARTS_MAX];

std::function<void()> meanwhile;

// What the harts do while one of them waits: each takes the interrupt that is pending there.
void TakeTurns() {
    if (meanwhile) {
        std::exchange(meanwhile, nullptr)();
    }
    cpu *waiting = cpu_current();
    for (uint32_t hart = 0; hart < percpu_count(); hart++) {
        cpu *cpu = percpu_get(cpu_id{hart});
        if (cpu != waiting && fake_hart(hart)->is_raised) {
            fake_become(cpu);
            ipi_interrupt(cpu);
        }
    }
    fake_become(waiting);
}

void GiveToSleeper() {
    scheduler_place(sleepers[cpu_current()->id.value]);
}

}  // namespace

void MachineTest::SetUpTestSuite() {
    static bool is_up = false;
    if (std::exchange(is_up, true)) {
        return;
    }
    fake_arch_reset();
    static boot_info boot;
    boot.hart_count = kHarts;
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        boot.harts[hart].hart.value = 10 + hart;  // sparse: not the cpu number
    }
    boot.memory_count = 1;
    boot.memory[0] = {fake_memory_base(), fake_memory_bytes()};
    ASSERT_EQ(memory_init(&boot, physical_range{1, 1}), ABI_OK);
    ASSERT_EQ(percpu_carve(&boot), ABI_OK);
    ASSERT_EQ(object_pools_init(), ABI_OK);
    memory_start();
    ASSERT_EQ(percpu_init(&boot), ABI_OK);
    timer_init(kTimebase);
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        percpu_set_online(Become(hart));
    }
    process *keeper = MakeProcess();
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        sleepers[hart] = MakeTask(keeper);
        sleepers[hart]->hart = hart;
    }
}

// The hart has the kernel's own root loaded, as after a shootdown that found it without a task.
static void LeaveSpace(cpu *cpu) {
    cpu->current_satp = mmu_satp(mmu_kernel_root_physical(), FLUSH_NO_SPACE);
    mmu_set_satp(cpu->current_satp);
    flush_leave(&cpu->flush);
}

void MachineTest::SetUp() {
    meanwhile = nullptr;
    fake_turn = TakeTurns;
    fake_sleep = GiveToSleeper;
    fake_clock_step_ticks = 1;
    free_bytes_ = memory_free_bytes();
    for (uint32_t kind = 0; kind < ABI_OBJECT_KIND_COUNT; kind++) {
        objects_[kind] = object_count(static_cast<abi_object_kind>(kind));
    }
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        Idle(hart);
        LeaveSpace(Become(hart));
    }
    Become(0);
}

void MachineTest::TearDown() {
    EXPECT_EQ(memory_free_bytes(), free_bytes_) << "frames are missing";
    for (uint32_t kind = 0; kind < ABI_OBJECT_KIND_COUNT; kind++) {
        EXPECT_EQ(object_count(static_cast<abi_object_kind>(kind)), objects_[kind]) << "objects of kind " << kind;
    }
    EXPECT_FALSE(meanwhile) << "nobody waited";
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        const cpu *cpu = percpu_get(cpu_id{hart});
        EXPECT_TRUE(run_queue_is_empty(&cpu->run_queue) && cpu->next == nullptr) << "cpu" << hart << " has tasks";
    }
}

cpu *MachineTest::Become(uint32_t hart) {
    cpu *cpu = percpu_get(cpu_id{hart});
    fake_become(cpu);
    return cpu;
}

void MachineTest::Run(uint32_t hart, process *process) {
    task *task = &stand_ins[hart];
    task->process = process;
    task->satp = process->space.satp;
    task->flush = process->space.flush;
    task->capabilities = process->capabilities;
    task->building = nullptr;
    Run(hart, task);
}

void MachineTest::Run(uint32_t hart, task *task) {
    cpu *before = cpu_current();
    cpu *cpu = Become(hart);
    task->hart = hart;
    cpu->current = task;
    cpu->exit_work = 0;
    space_load(cpu, task->process->space.satp, task->process->space.flush);
    fake_become(before);
}

void MachineTest::Idle(uint32_t hart) {
    percpu_get(cpu_id{hart})->current = nullptr;
}

task *MachineTest::MakeTask(process *process) {
    task *task = nullptr;
    EXPECT_EQ(task_create(process, &task), ABI_OK);
    scheduler_inherit(task, nullptr, false);
    task->allowed = (UINT64_C(1) << kHarts) - 1;
    EXPECT_EQ(task_start(task), ABI_OK);
    return task;
}

task *MachineTest::Leave(uint32_t hart) {
    cpu *before = cpu_current();
    cpu *cpu = Become(hart);
    task *next = scheduler_leave();
    if (next == sleepers[hart]) {
        Idle(hart);
        LeaveSpace(cpu);
        next = nullptr;
    }
    fake_become(before);
    return next;
}

// Ready, unless it is already, or is where it will be looked at.
void MachineTest::Wake(task *task) {
    const cpu *cpu = Become(task->hart);
    if (!wait_abort_current(task, ABI_EPIPE) && !task->is_queued && cpu->next != task && cpu->current != task) {
        scheduler_place(task);
    }
}

void MachineTest::EndTasks(const std::vector<task *> &tasks) {
    cpu *before = cpu_current();
    for (task *task : tasks) {
        __c11_atomic_store(&task->attention, TASK_STOPPED, __ATOMIC_RELEASE);
    }
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        const task *current = percpu_get(cpu_id{hart})->current;
        if (std::find(tasks.begin(), tasks.end(), current) == tasks.end()) {
            Idle(hart);
        }
    }
    for (task *task : tasks) {
        Wake(task);
    }
    for (uint32_t hart = 0; hart < kHarts; hart++) {
        percpu_get(cpu_id{hart})->exit_work |= EXIT_RESCHEDULE;
        EXPECT_EQ(Leave(hart), nullptr) << "somebody else was ready";
    }
    fake_become(before);
}

uint64_t MachineTest::Access(uint32_t hart, uint64_t address, uint32_t right) {
    cpu *before = cpu_current();
    Become(hart);
    uint64_t physical = fake_user_access(address, right);
    fake_become(before);
    return physical;
}

uint64_t MachineTest::Interrupts(uint32_t hart) {
    return percpu_get(cpu_id{hart})->statistics.ipis_received;
}

void MachineTest::Meanwhile(std::function<void()> action) {
    meanwhile = std::move(action);
}

abi_process_limits MachineTest::ManyOfAll(uint32_t pages) {
    return abi_process_limits{
        pages, ABI_PROCESSES_MAX, ABI_TASKS_MAX, ABI_ENDPOINTS_MAX, ABI_NOTIFICATIONS_MAX, ABI_TIMERS_MAX, ABI_VMOS_MAX,
        0};
}

process *MachineTest::MakeProcess(uint32_t pages) {
    const abi_process_limits limits = ManyOfAll(pages);
    process *made = nullptr;
    EXPECT_EQ(process_create(nullptr, &limits, UINT64_C(0x123456789abcdef), &made), ABI_OK);
    return made;
}

void MachineTest::CloseAll(process *process) {
    for (uint32_t slot = 0; slot < ABI_CAPABILITIES_MAX; slot++) {
        Close(process, process->capabilities[slot].handle);
    }
}

void MachineTest::TakeApart(process *process) {
    uint32_t steps = 0;
    ASSERT_EQ(process->task_count, 0u);
    while (!process_take_apart(process)) {
        ASSERT_LT(steps++, kStepsMax) << "it does not end";
    }
}

void MachineTest::EndProcesses(const std::vector<process *> &processes) {
    for (process *process : processes) {
        TakeApart(process);
    }
    for (process *process : processes) {
        for (uint32_t resource = 0; resource < BUDGET_COUNT; resource++) {
            EXPECT_EQ(process->budget.used[resource], 0u) << resource;
        }
        EXPECT_EQ(capability_slots_taken(&process->slots), 0u);
        EXPECT_EQ(process->object.references, 1u);
        process_conclude(process, true);
    }
}

void MachineTest::EndProcess(process *process) {
    EndProcesses({process});
}

uint32_t MachineTest::MakeVmo(process *process, uint32_t pages) {
    vmo *vmo = nullptr;
    uint32_t slot = 0;
    EXPECT_TRUE(capability_slot_take(&process->slots, &slot));
    EXPECT_EQ(vmo_begin(process, pages, &vmo), ABI_OK);
    while (!vmo_is_built(vmo)) {
        EXPECT_EQ(vmo_build_step(vmo), ABI_OK);
    }
    return capability_first(process, slot, &vmo->object);
}

void MachineTest::Close(process *process, uint32_t handle) {
    const auto index = static_cast<uint16_t>(process->number * ABI_CAPABILITIES_MAX + SlotOf(handle));
    while (!capability_close_step(capability_index{index}, handle)) {
    }
}

vmo *MachineTest::VmoOf(process *process, uint32_t handle) {
    return static_cast<vmo *>(process->capabilities[SlotOf(handle)].object);
}

uint32_t MachineTest::Give(process *from, uint32_t handle, process *to, uint32_t rights) {
    struct handle found;
    uint32_t slot = 0;
    uint32_t given = 0;
    EXPECT_EQ(handle_find(from, handle, HANDLE_ANY, &found), ABI_OK);
    EXPECT_EQ(capability_give(&found, to, rights, rights, &slot, &given), ABI_OK);
    return given;
}

abi_error MachineTest::Map(process *process, uint32_t handle, uint64_t address, uint64_t first, uint64_t pages,
                           uint32_t rights, uint64_t *mapped) {
    return space_map(process, SlotOf(handle), handle, address, first, pages, rights, mapped);
}

uint64_t MachineTest::MustMap(process *process, uint32_t handle, uint64_t address, uint64_t pages, uint32_t rights) {
    uint64_t mapped = 0;
    EXPECT_EQ(Map(process, handle, address, 0, pages, rights, &mapped), ABI_OK);
    return mapped;
}
