// SPDX-License-Identifier: Apache-2.0
// The calls on audit and trace, as a task makes them: what is refused, in which order, and what comes back.
#include <array>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/audit/audit.h"
#include "kernel/syscall/syscall.h"
#include "kernel/trace/trace.h"
}

namespace {

class ObserveCalls : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        own_ = MakeProcess();
        audit_ = Mint(ABI_OBJECT_AUDIT_READ, ABI_RIGHT_USE);
        stats_ = Mint(ABI_OBJECT_STATS_READ, ABI_RIGHT_USE);
        Run(0, own_);
    }
    void TearDown() override {
        trace_set(false);
        EndProcess(own_);
        MachineTest::TearDown();
    }

    uint32_t Mint(abi_object_kind kind, uint8_t rights) {
        uint32_t handle = 0;
        EXPECT_EQ(capability_mint(own_, object_authority(kind), rights, &handle), ABI_OK);
        return handle;
    }

    template <typename Records> static uint64_t AddressOf(Records &records) {
        return reinterpret_cast<uint64_t>(records.data());
    }

    static void ExpectError(const system_call_result &result, abi_error error) {
        EXPECT_EQ(result.error, static_cast<uint64_t>(error));
        EXPECT_EQ(result.value, 0u);
    }

    uint64_t AuditRead(uint64_t first, uint64_t count) {
        const system_call_result result = system_call_audit_read(audit_, first, AddressOf(audit_records_), count);
        EXPECT_EQ(result.error, static_cast<uint64_t>(ABI_OK));
        return result.value;
    }

    uint64_t TraceRead(uint64_t cpu, uint64_t position, uint64_t count) {
        const system_call_result result =
            system_call_trace_read(stats_, cpu, position, AddressOf(trace_records_), count);
        EXPECT_EQ(result.error, static_cast<uint64_t>(ABI_OK));
        return result.value;
    }

    void Turn(uint64_t on) {
        EXPECT_EQ(system_call_trace_control(stats_, on).error, static_cast<uint64_t>(ABI_OK));
    }

    process *own_ = nullptr;
    uint32_t audit_ = 0;
    uint32_t stats_ = 0;
    std::array<abi_audit_record, ABI_AUDIT_READ_MAX + 1> audit_records_ = {};
    std::array<abi_trace_record, ABI_TRACE_READ_MAX + 1> trace_records_ = {};
};

TEST_F(ObserveCalls, HandlesAreCheckedThenValuesThenRights) {
    const uint32_t weak_audit = Mint(ABI_OBJECT_AUDIT_READ, ABI_RIGHT_ALL & ~ABI_RIGHT_USE);
    const uint32_t weak_stats = Mint(ABI_OBJECT_STATS_READ, ABI_RIGHT_ALL & ~ABI_RIGHT_USE);
    const uint64_t audit_out = AddressOf(audit_records_);
    const uint64_t trace_out = AddressOf(trace_records_);
    ExpectError(system_call_audit_read(stats_, 0, audit_out, 0), ABI_EBADF);
    ExpectError(system_call_audit_read(weak_audit, 0, audit_out, 0), ABI_EINVAL);
    ExpectError(system_call_audit_read(weak_audit, 0, audit_out, 1), ABI_EPERM);
    ExpectError(system_call_trace_control(audit_, 2), ABI_EBADF);
    ExpectError(system_call_trace_control(weak_stats, 2), ABI_EINVAL);
    ExpectError(system_call_trace_control(weak_stats, 1), ABI_EPERM);
    ExpectError(system_call_trace_read(audit_, kHarts, 0, trace_out, 0), ABI_EBADF);
    ExpectError(system_call_trace_read(weak_stats, kHarts, 0, trace_out, 1), ABI_EINVAL);
    ExpectError(system_call_trace_read(weak_stats, 0, 0, trace_out, 1), ABI_EPERM);
    EXPECT_FALSE(trace_is_on(cpu_current()));
}

TEST_F(ObserveCalls, CountsEndWhereTheyEnd) {
    for (uint64_t count : {UINT64_C(0), UINT64_C(1) + ABI_AUDIT_READ_MAX, UINT64_C(1) << 32 | 1, UINT64_MAX}) {
        ExpectError(system_call_audit_read(audit_, 0, AddressOf(audit_records_), count), ABI_EINVAL);
        ExpectError(system_call_trace_read(stats_, 0, 0, AddressOf(trace_records_), count), ABI_EINVAL);
    }
    for (uint64_t cpu : {uint64_t{kHarts}, UINT64_C(1) << 32, UINT64_MAX}) {
        ExpectError(system_call_trace_read(stats_, cpu, 0, AddressOf(trace_records_), 1), ABI_EINVAL);
    }
    for (uint64_t on : {UINT64_C(2), UINT64_C(1) << 32, UINT64_MAX}) {
        ExpectError(system_call_trace_control(stats_, on), ABI_EINVAL);
    }
    EXPECT_EQ(TraceRead(kHarts - 1, UINT64_MAX, ABI_TRACE_READ_MAX), 0u);
}

TEST_F(ObserveCalls, AuditIsReadInPieces) {
    uint64_t first = 1;
    while (AuditRead(first, 1) == 1) {
        first = audit_records_[0].sequence + 1;
    }
    for (uint32_t subject = 1; subject <= ABI_AUDIT_READ_MAX + 1; subject++) {
        audit_record(ABI_AUDIT_BUDGET_EXCEEDED, subject, 100, 7);
    }
    ASSERT_EQ(AuditRead(first, ABI_AUDIT_READ_MAX), uint64_t{ABI_AUDIT_READ_MAX});
    for (uint32_t i = 0; i < ABI_AUDIT_READ_MAX; i++) {
        EXPECT_EQ(audit_records_[i].sequence, first + i);
        EXPECT_EQ(audit_records_[i].subject, i + 1);
    }
    EXPECT_EQ(audit_records_[ABI_AUDIT_READ_MAX].sequence, 0u) << "not written";
    EXPECT_EQ(AuditRead(first + ABI_AUDIT_READ_MAX, ABI_AUDIT_READ_MAX), 1u);
    EXPECT_EQ(AuditRead(first + ABI_AUDIT_READ_MAX + 1, ABI_AUDIT_READ_MAX), 0u);
}

TEST_F(ObserveCalls, TheAuditSaysThatHartsCameOnlineWithoutSayingWhen) {
    ASSERT_EQ(AuditRead(0, 1), 1u);
    EXPECT_EQ(audit_records_[0].sequence, 1u);
    EXPECT_EQ(audit_records_[0].kind, ABI_AUDIT_HART_ONLINE);
    EXPECT_EQ(audit_records_[0].count, uint32_t{kHarts});
    EXPECT_EQ(audit_records_[0].first, kHarts - 1u);
}

TEST_F(ObserveCalls, EachHartWritesItsOwnTraceWhileThatIsOn) {
    trace_event(Become(1), ABI_TRACE_WAKE, 1, 10);
    Become(0);
    Turn(1);
    const uint64_t before = trace_ring_next(&percpu_get(cpu_id{1})->trace);
    trace_event(Become(1), ABI_TRACE_WAKE, UINT64_C(0x1ffff), 11);
    trace_event(Become(2), ABI_TRACE_IDLE, 0, 0);
    Become(0);
    Turn(0);
    trace_event(Become(1), ABI_TRACE_WAKE, 1, 12);
    Become(0);
    ASSERT_EQ(TraceRead(1, before, ABI_TRACE_READ_MAX), 1u);
    EXPECT_EQ(trace_records_[0].position, before);
    EXPECT_EQ(trace_records_[0].event, ABI_TRACE_WAKE);
    EXPECT_EQ(trace_records_[0].cpu, 1u);
    EXPECT_EQ(trace_records_[0].argument, 11u);
    EXPECT_EQ(trace_records_[0].detail, 0xffffu) << "16 bits are kept";
    EXPECT_EQ(trace_records_[0].task, 0u) << "the hart was idle";
    EXPECT_NE(trace_records_[0].time, 0u);
}

TEST_F(ObserveCalls, ATraceNamesTheTaskThatRuns) {
    task *task = MakeTask(own_);
    Run(2, task);
    Turn(1);
    const uint64_t before = trace_ring_next(&percpu_get(cpu_id{2})->trace);
    trace_event(Become(2), ABI_TRACE_FAULT, 3, 0);
    Become(0);
    Turn(0);
    ASSERT_EQ(TraceRead(2, before, 1), 1u);
    EXPECT_EQ(trace_records_[0].task, task_own_id(task).value);
    EndTasks({task});
    Run(0, own_);
}

TEST_F(ObserveCalls, ASwitchSaysWhatTheProcessOfTheTaskIsCalled) {
    task *task = MakeTask(own_);
    own_->label = UINT64_C(0x6c6c656873);
    Run(2, task);
    Turn(1);
    const uint64_t before = trace_ring_next(&percpu_get(cpu_id{2})->trace);
    trace_event(Become(2), ABI_TRACE_SWITCH, 0, 0);
    trace_event(Become(2), ABI_TRACE_IPC_CALL, 0, 0);
    Become(0);
    Turn(0);
    ASSERT_EQ(TraceRead(2, before, 2), 2u);
    EXPECT_EQ(trace_records_[0].argument, UINT64_C(0x6c6c656873));
    EXPECT_EQ(trace_records_[1].argument, 0u);
    EndTasks({task});
    Run(0, own_);
}

// One hart asks another to forget: both say so.
TEST_F(ObserveCalls, AShootdownIsTracedOnBothSides) {
    const uint64_t at = MustMap(own_, MakeVmo(own_, 1), 0, 1, kReadWrite);
    Run(3, own_);
    Turn(1);
    const uint64_t here = trace_ring_next(&percpu_get(cpu_id{0})->trace);
    const uint64_t there = trace_ring_next(&percpu_get(cpu_id{3})->trace);
    EXPECT_EQ(space_unmap(own_, at), ABI_OK);
    Turn(0);
    ASSERT_EQ(TraceRead(0, here, ABI_TRACE_READ_MAX), 2u);
    EXPECT_EQ(trace_records_[0].event, ABI_TRACE_IPI_SEND);
    EXPECT_EQ(trace_records_[0].detail, 3u);
    EXPECT_EQ(trace_records_[0].argument, uint64_t{IPI_FLUSH});
    EXPECT_EQ(trace_records_[1].event, ABI_TRACE_SHOOTDOWN);
    EXPECT_EQ(trace_records_[1].argument, UINT64_C(1) << 3);
    ASSERT_EQ(TraceRead(3, there, ABI_TRACE_READ_MAX), 1u);
    EXPECT_EQ(trace_records_[0].event, ABI_TRACE_IPI_RECEIVE);
    EXPECT_EQ(trace_records_[0].detail, uint64_t{IPI_FLUSH});
    EXPECT_EQ(trace_records_[0].argument, 1u);
}

}  // namespace
