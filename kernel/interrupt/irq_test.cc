// SPDX-License-Identifier: Apache-2.0
// Interrupts of devices that come while they are bound, unbound and closed, on an interrupt controller that hands out no source again
// before it is completed, and ignores completions of sources that are not enabled.
#include <array>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/arch/interrupt.h"
#include "kernel/audit/audit.h"
#include "kernel/interrupt/irq.h"
#include "kernel/ipc/notification.h"
#include "kernel/syscall/syscall.h"
#include "kernel/trap/trap.h"
}

namespace {

constexpr uint32_t kSource = 7;
constexpr uint32_t kLastSource = 8;
constexpr uint64_t kBits = 5;

// IRQ objects never go.
irq *lasting;
irq *closed;

uint32_t ContextOf(uint32_t hart) {
    return 2 * hart + 1;
}

class Irq : public MachineTest {
  protected:
    static void SetUpTestSuite() {
        MachineTest::SetUpTestSuite();
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            cpu *cpu = percpu_get(cpu_id{hart});
            cpu->plic_context = ContextOf(hart);
            cpu->has_plic_context = true;
        }
        ASSERT_EQ(irq_create(percpu_get(cpu_id{0}), kSource, &lasting), ABI_OK);
        ASSERT_EQ(irq_create(percpu_get(cpu_id{0}), kLastSource, &closed), ABI_OK);
    }
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        irq_ = HandleOf(lasting);
        As(0, [&] { notification_ = static_cast<uint32_t>(system_call_notification_create().value); });
    }
    void TearDown() override {
        Bind(0, irq_, 0);
        EXPECT_EQ(fake_source(kSource)->contexts, 0u);
        EXPECT_FALSE(fake_source(kSource)->is_claimed);
        fake_source(kSource)->is_pending = false;
        Idle(0);
        CloseAll(own_);
        EndProcess(own_);
        MachineTest::TearDown();
    }

    uint32_t HandleOf(irq *irq) {
        uint32_t handle = 0;
        EXPECT_EQ(capability_mint(own_, &irq->object, ABI_RIGHT_ALL, &handle), ABI_OK);
        return handle;
    }

    // User code of the process makes its calls on that hart.
    template <typename Calls> void As(uint32_t hart, Calls calls) {
        Run(hart, own_);
        Become(hart);
        calls();
        Idle(hart);
    }

    void Bind(uint32_t hart, uint32_t irq, uint32_t notification) {
        As(hart, [&] { EXPECT_EQ(system_call_irq_bind(irq, notification, kBits).error, uint64_t{ABI_OK}); });
    }

    uint64_t Complete() {
        uint64_t error = 0;
        As(0, [&] { error = system_call_irq_complete(irq_).error; });
        return error;
    }

    // The device interrupts, and every hart looks for it.
    static void Interrupt(uint32_t source = kSource) {
        fake_source(source)->is_pending = true;
        LookAround();
    }
    static void LookAround() {
        for (uint32_t hart = 0; hart < kHarts; hart++) {
            trap_handle_interrupts(Become(hart), INTERRUPT_EXTERNAL);
        }
        Become(0);
    }

    // How often the audit says that the source found nobody.
    static uint64_t Unowned(uint32_t source) {
        std::array<abi_audit_record, ABI_AUDIT_RECORDS> records = {};
        const uint32_t count = audit_read(0, records.data(), ABI_AUDIT_RECORDS);
        uint64_t found = 0;
        for (uint32_t i = 0; i < count; i++) {
            const bool is_it = records[i].kind == ABI_AUDIT_DEVICE_UNOWNED && records[i].subject == source;
            found += is_it ? records[i].count : 0;
        }
        return found;
    }

    uint64_t TakeBits() {
        return notification_take(static_cast<notification *>(own_->capabilities[SlotOf(notification_)].object));
    }

    process *own_ = nullptr;
    uint32_t irq_ = 0;
    uint32_t notification_ = 0;
};

TEST_F(Irq, InterruptsTheHartThatBindsItOnceUntilItIsCompleted) {
    Bind(2, irq_, notification_);
    EXPECT_EQ(fake_source(kSource)->contexts, UINT64_C(1) << ContextOf(2));
    const uint64_t before = percpu_get(cpu_id{2})->statistics.device_interrupts;
    Interrupt();
    EXPECT_EQ(percpu_get(cpu_id{2})->statistics.device_interrupts, before + 1);
    EXPECT_EQ(TakeBits(), kBits);
    Interrupt();
    EXPECT_EQ(TakeBits(), 0u);
    EXPECT_EQ(Complete(), uint64_t{ABI_OK});
    LookAround();
    EXPECT_EQ(TakeBits(), kBits);
    EXPECT_EQ(Complete(), uint64_t{ABI_OK});
    EXPECT_EQ(Complete(), uint64_t{ABI_EAGAIN});
}

TEST_F(Irq, UnbindingCompletes) {
    Bind(1, irq_, notification_);
    Interrupt();
    Bind(3, irq_, 0);
    EXPECT_FALSE(fake_source(kSource)->is_claimed);
    EXPECT_EQ(fake_source(kSource)->contexts, 0u);
    EXPECT_EQ(TakeBits(), kBits);
    Interrupt();
    EXPECT_EQ(TakeBits(), 0u);
    EXPECT_EQ(Complete(), uint64_t{ABI_EAGAIN});
    Bind(3, irq_, notification_);
    LookAround();
    EXPECT_EQ(TakeBits(), kBits);
    EXPECT_EQ(Complete(), uint64_t{ABI_OK});
}

// One hart has claimed it when another one unbinds it.
TEST_F(Irq, UnboundBetweenClaimAndSignalIsNotLostForEver) {
    Bind(1, irq_, notification_);
    fake_source(kSource)->is_pending = true;
    Become(1);
    ASSERT_EQ(interrupt_controller_claim(ContextOf(1)), kSource);
    Bind(0, irq_, 0);
    Become(1);
    const uint64_t unowned = Unowned(kSource);
    EXPECT_TRUE(irq_interrupt(kSource));
    EXPECT_EQ(Unowned(kSource), unowned + 1) << "and that is written down";
    EXPECT_EQ(TakeBits(), 0u);
    EXPECT_FALSE(fake_source(kSource)->is_claimed);
    EXPECT_EQ(fake_source(kSource)->contexts, 0u);
    Bind(0, irq_, notification_);
    EXPECT_EQ(Complete(), uint64_t{ABI_EAGAIN});
    Interrupt();
    EXPECT_EQ(TakeBits(), kBits);
    EXPECT_EQ(Complete(), uint64_t{ABI_OK});
}

// The same, and it is bound again: on another hart, to somebody who is told.
TEST_F(Irq, BoundAgainBetweenClaimAndSignalIsCompletedByItsNewServer) {
    Bind(1, irq_, notification_);
    fake_source(kSource)->is_pending = true;
    Become(1);
    ASSERT_EQ(interrupt_controller_claim(ContextOf(1)), kSource);
    Bind(0, irq_, 0);
    Bind(2, irq_, notification_);
    Become(1);
    EXPECT_TRUE(irq_interrupt(kSource));
    EXPECT_EQ(TakeBits(), kBits);
    EXPECT_EQ(Complete(), uint64_t{ABI_OK});
    EXPECT_FALSE(fake_source(kSource)->is_claimed);
}

// Routed by nobody who is known: it is completed, so that it does not come again at once, and written down.
TEST_F(Irq, ASourceOfNobodyIsCompletedAndWrittenDown) {
    constexpr uint32_t kNobodys = kLastSource + 1;
    fake_source(kNobodys)->contexts = UINT64_C(1) << ContextOf(1);
    const uint64_t before = Unowned(kNobodys);
    const uint64_t others = Unowned(kSource);
    Interrupt(kNobodys);
    EXPECT_EQ(Unowned(kNobodys), before + 1);
    EXPECT_EQ(Unowned(kSource), others);
    EXPECT_FALSE(fake_source(kNobodys)->is_claimed);
    fake_source(kNobodys)->contexts = 0;
}

TEST_F(Irq, AHartThatNoDeviceReachesLeavesItWhereItWas) {
    cpu *deaf = percpu_get(cpu_id{3});
    deaf->has_plic_context = false;
    deaf->plic_context = 0;
    Bind(3, irq_, notification_);
    EXPECT_TRUE(fake_source(kSource)->contexts != 0 && (fake_source(kSource)->contexts & 1) == 0);
    Interrupt();
    EXPECT_EQ(TakeBits(), kBits);
    deaf->plic_context = ContextOf(3);
    deaf->has_plic_context = true;
}

TEST_F(Irq, ItsLastCapabilityTakesItDown) {
    uint32_t last = HandleOf(closed);
    object_release(&closed->object);
    Bind(1, last, notification_);
    Interrupt(kLastSource);
    EXPECT_EQ(TakeBits(), kBits);
    auto *notification = static_cast<struct notification *>(own_->capabilities[SlotOf(notification_)].object);
    EXPECT_EQ(notification->object.references, 2u);
    Close(own_, last);
    EXPECT_EQ(notification->object.references, 1u);
    EXPECT_FALSE(fake_source(kLastSource)->is_claimed);
    EXPECT_EQ(fake_source(kLastSource)->contexts, 0u);
    Interrupt(kLastSource);
    EXPECT_EQ(TakeBits(), 0u);
}

}  // namespace
