// SPDX-License-Identifier: Apache-2.0
// The end of the machine, with the rest of the kernel around it: who is stopped before a byte of the report, what the report says, how
// often, and what it does not wait for. The linker hands four functions to this test (-Wl,--wrap): every lock is somebody's who never
// gives it back, harts that halt give the host's thread back, and what is printed and the status stay here.
#include <gtest/gtest.h>

#include <csetjmp>
#include <string>

extern "C" {
#include "abi/exit_status.h"
#include "kernel/arch/cpu.h"
#include "kernel/boot/devicetree.h"
#include "kernel/ipi/ipi.h"
#include "kernel/memory/memory.h"
#include "kernel/percpu/percpu.h"
#include "kernel/sync/spinlock.h"
#include "kernel/timer/timer.h"
#include "kernel/trace/trace.h"
#include "kernel/trap/panic.h"
}
#include "testing/fakes/arch/fake_arch.h"

namespace {

constexpr uint32_t kHarts = 4;
constexpr uint64_t kOthers = 0xe;  // all but the first
constexpr int kNoStatus = -1;

bool locks_are_held = false;
uint64_t halted = 0;
uint64_t halted_at_first_byte = 0;
std::string report;
int status = kNoStatus;
jmp_buf machine_ends;
jmp_buf hart_halts;

}  // namespace

extern "C" {
void __real_spinlock_acquire(struct spinlock *lock);
void __wrap_spinlock_acquire(struct spinlock *lock);
void __wrap_serial_write_byte(char byte);
[[noreturn]] void __wrap_cpu_halt(void);
[[noreturn]] void __wrap_machine_power_off(uint8_t status_of_it);

void __wrap_spinlock_acquire(struct spinlock *lock) {
    if (locks_are_held) {
        report += "waits for a lock for ever\n";
        longjmp(machine_ends, 1);
    }
    __real_spinlock_acquire(lock);
}

void __wrap_serial_write_byte(char byte) {
    if (report.empty()) {
        halted_at_first_byte = halted;
    }
    report += byte;
}

void __wrap_cpu_halt(void) {
    halted |= cpu_current()->bit;
    longjmp(hart_halts, 1);
}

void __wrap_machine_power_off(uint8_t status_of_it) {
    status = status_of_it;
    longjmp(machine_ends, 1);
}
}

namespace {

cpu *Cpu(uint32_t number) {
    return percpu_get(cpu_id{number});
}

void MakeMachine() {
    fake_arch_reset();
    static boot_info boot;
    boot = {};
    boot.hart_count = kHarts;
    for (uint32_t i = 0; i < kHarts; i++) {
        boot.harts[i].hart.value = 10 + i;  // sparse: not the cpu number
    }
    boot.memory_count = 1;
    boot.memory[0] = {fake_memory_base(), fake_memory_bytes()};
    ASSERT_EQ(memory_init(&boot, physical_range{1, 1}), ABI_OK);
    ASSERT_EQ(percpu_carve(&boot), ABI_OK);
    memory_start();
    ASSERT_EQ(percpu_init(&boot), ABI_OK);
    timer_init(1000000);
    for (uint32_t number = 0; number < kHarts; number++) {
        fake_become(Cpu(number));
        percpu_set_online(Cpu(number));
    }
    fake_become(Cpu(0));
}

// What a hart does until it halts.
void On(uint32_t number, void (*action)(cpu *)) {
    cpu *before = cpu_current();
    fake_become(Cpu(number));
    if (setjmp(hart_halts) == 0) {
        action(cpu_current());
    }
    fake_become(before);
}

// The others, while the one that panics waits for them: each takes its interrupt.
void OthersTakeTheirInterrupts() {
    for (uint32_t number = 1; number < kHarts; number++) {
        if (fake_hart(number)->is_raised) {
            On(number, ipi_interrupt);
        }
    }
}

// The last one breaks down as well, before it hears of the first.
void TheLastPanicsToo() {
    fake_turn = OthersTakeTheirInterrupts;
    On(kHarts - 1, [](cpu *) { panic("the second one"); });
}

// For ever.
void HoldALock() UNCHECKED_LOCKING {
    static spinlock held = {};
    held.rank = LOCK_RANK_RUN_QUEUE;
    spinlock_acquire(&held);
}

void PanicAndTakeStock() {
    if (setjmp(machine_ends) == 0) {
        panic("wheel %u is off", 7u);
    }
}

size_t CountOf(const std::string &text) {
    size_t count = 0;
    for (size_t at = report.find(text); at != std::string::npos; at = report.find(text, at + 1)) {
        count++;
    }
    return count;
}

void ExpectWholeReport() {
    EXPECT_EQ(report.rfind("PANIC: wheel 7 is off (cpu0)\r\n", 0), 0u) << report;
    EXPECT_EQ(CountOf("PANIC: end of report\r\n"), 1u) << report;
    EXPECT_EQ(status, ABI_EXIT_PANIC);
}

// Panics once for each process, so every test is a child of its own.
class Panic : public testing::Test {
  protected:
    static void Run(void (*body)()) {
        EXPECT_EXIT(
            {
                MakeMachine();
                fake_turn = OthersTakeTheirInterrupts;
                body();
                _Exit(testing::Test::HasFailure() ? 1 : 0);
            },
            testing::ExitedWithCode(0), "");
    }
};

TEST_F(Panic, StopsEveryOtherHartBeforeTheFirstByte) {
    Run([] {
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(halted_at_first_byte, kOthers);
    });
}

TEST_F(Panic, AHartThatDoesNotStopDoesNotHoldUpTheReport) {
    Run([] {
        fake_turn = nullptr;
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(halted, 0u);
    });
}

TEST_F(Panic, OfTwoHartsThatPanicOneReports) {
    Run([] {
        fake_turn = TheLastPanicsToo;
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(CountOf("the second one"), 0u) << report;
        EXPECT_EQ(halted, kOthers);
    });
}

TEST_F(Panic, TakesNoLock) {
    Run([] {
        HoldALock();
        trace_set(true);
        locks_are_held = true;
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(CountOf("for ever"), 0u) << report;
        EXPECT_EQ(CountOf("PANIC: holds lock \"run queue\"\r\n"), 1u) << report;
    });
}

TEST_F(Panic, TellsTheLastEventsOfItsHartAndNotItsOwn) {
    Run([] {
        trace_set(true);
        for (uint32_t i = 0; i < 10; i++) {
            trace_event(Cpu(0), ABI_TRACE_WAKE, i, 0x100 + i);
        }
        On(1, [](cpu *cpu) { trace_event(cpu, ABI_TRACE_WAKE, 99, 0x99); });
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(CountOf("PANIC: event "), 8u) << report;
        EXPECT_EQ(CountOf("PANIC: event wake, task 0, 2, 0x102, at "), 1u) << report;
        EXPECT_EQ(CountOf("PANIC: event wake, task 0, 9, 0x109, at "), 1u) << report;
        EXPECT_EQ(CountOf("PANIC: event ipi send"), 0u) << report;
    });
}

TEST_F(Panic, TellsOfNoEventsWhenTheTraceWasOff) {
    Run([] {
        trace_set(true);
        trace_event(Cpu(0), ABI_TRACE_WAKE, 1, 2);
        trace_set(false);
        PanicAndTakeStock();
        ExpectWholeReport();
        EXPECT_EQ(CountOf("PANIC: event "), 0u) << report;
    });
}

}  // namespace
