// SPDX-License-Identifier: Apache-2.0
// Calls, messages and answers the general way: who gets what, who is refused, and who waits for how long. Message pages are message_page_test.cc,
// chains of calls and lent classes are lend_test.cc.
#include <functional>
#include <string>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/object/grant.h"
#include "kernel/timer/timer.h"
}

namespace {

class Ipc : public IpcTest {
  protected:
    static void ExpectError(const ipc_outcome &outcome, abi_error error) {
        EXPECT_FALSE(outcome.is_in_frame);
        EXPECT_EQ(outcome.error, error);
    }

    // Nobody is in a list.
    void ExpectQuiet() {
        EXPECT_EQ(endpoint_->receivers.first, nullptr);
        EXPECT_EQ(endpoint_->receivers.last, nullptr);
        EXPECT_EQ(endpoint_->senders.first, nullptr);
        EXPECT_EQ(endpoint_->senders.last, nullptr);
    }

    uint32_t SaveReply(task *server) {
        uint32_t slot = 0;
        EXPECT_TRUE(capability_slot_take(&server->process->slots, &slot));
        return capability_save_reply(server->process, slot, server);
    }
};

// --- Who gets what

TEST_F(Ipc, ACallReachesAReceiverThatWaits) {
    ServerWaits();
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    EXPECT_TRUE(IsWaiting(client_));
    ExpectQuiet();
    ExpectReady(server_);
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_CALL));
    EXPECT_EQ(server_->caller, client_);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    ExpectReady(client_);
    ExpectMessage(client_, kAnswer, 0, 0);
    EXPECT_EQ(server_->caller, nullptr);
}

TEST_F(Ipc, AReceiverFindsACallThatWaits) {
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    EXPECT_EQ(endpoint_->senders.first, client_);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    EXPECT_EQ(cpu_current()->current, server_) << "it does not wait";
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_CALL));
    ExpectQuiet();
    EXPECT_TRUE(IsWaiting(client_)) << "for the answer";
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    ExpectReady(client_);
    ExpectMessage(client_, kAnswer, 0, 0);
}

TEST_F(Ipc, WhoSendsGoesOnWhenTheMessageIsReceived) {
    ServerWaits();
    ExpectError(Send(client_, at_client_, kWords, 0), ABI_OK);
    EXPECT_EQ(cpu_current()->current, client_);
    ExpectReady(server_);
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_SEND));
    EXPECT_EQ(server_->caller, nullptr);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EBADF) << "nobody waits for an answer";
    EXPECT_TRUE(Send(client_, at_client_, kAnswer, 0).is_in_frame);
    EXPECT_TRUE(IsWaiting(client_));
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectMessage(server_, kAnswer, kBadge, InfoOf(client_, ABI_MESSAGE_SEND));
    ExpectEnded(client_, ABI_OK);
}

TEST_F(Ipc, MessagesComeByClassAndThenByAge) {
    const abi_class classes[] = {ABI_CLASS_NORMAL, ABI_CLASS_PERF_BURST, ABI_CLASS_IDLE, ABI_CLASS_NORMAL,
                                 ABI_CLASS_PERF_BURST};
    std::vector<task *> senders;
    for (uint64_t i = 0; i < std::size(classes); i++) {
        senders.push_back(AddTask(client_process_));
        SetClass(senders.back(), classes[i]);
        EXPECT_TRUE(Send(senders.back(), at_client_, Words{i}, 0).is_in_frame);
    }
    for (const uint64_t expected : {1u, 4u, 0u, 3u, 2u}) {
        EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
        ExpectMessage(server_, Words{expected}, kBadge, InfoOf(senders[expected], ABI_MESSAGE_SEND));
        ExpectEnded(senders[expected], ABI_OK);
    }
    ExpectQuiet();
}

TEST_F(Ipc, AnAnswerAndTheNextMessageInOne) {
    ServerServes();
    task *next = AddTask(client_process_);
    EXPECT_TRUE(Send(next, at_client_, Words{7}, 0).is_in_frame);
    EXPECT_TRUE(ReplyReceive(server_, at_server_, kAnswer).is_in_frame);
    ExpectMessage(server_, Words{7}, kBadge, InfoOf(next, ABI_MESSAGE_SEND));
    EXPECT_FALSE(IsWaiting(client_));
    EXPECT_FALSE(IsWaiting(next));
    for (int i = 0; i < 2; i++) {
        Idle(0);
        cpu_current()->exit_work |= EXIT_RESCHEDULE;
        const task *ready = Leave(0);
        EXPECT_TRUE(ready == client_ || ready == next);
    }
    ExpectMessage(client_, kAnswer, 0, 0);
    EXPECT_EQ(ResultOf(next), ABI_OK);
}

TEST_F(Ipc, WhoAnswersNobodyReceivesAllTheSame) {
    EXPECT_TRUE(ReplyReceive(server_, at_server_, kAnswer).is_in_frame);
    EXPECT_TRUE(IsWaiting(server_));
}

TEST_F(Ipc, AReceiverOfAnotherHartIsInterrupted) {
    EXPECT_TRUE(Receive(server_, at_server_, 0, 2).is_in_frame);
    Become(0);
    server_->allowed = UINT64_C(1) << 2;
    const uint64_t before = cpu_current()->statistics.ipis_sent;
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    EXPECT_EQ(cpu_current()->statistics.ipis_sent, before + 1);
    EXPECT_EQ(server_->hart, 2u);
    EXPECT_EQ(Leave(2), server_);
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_CALL));
}

TEST_F(Ipc, AReceiverThatMayComesToTheCallersHart) {
    EXPECT_TRUE(Receive(server_, at_server_, 0, 2).is_in_frame);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL, 1).is_in_frame);
    EXPECT_EQ(Leave(1), server_);
    EXPECT_EQ(server_->hart, 1u);
}

// --- Who is refused

TEST_F(Ipc, WhatIsRefusedChangesNothing) {
    const uint32_t notification = MakeObject(client_process_, ABI_OBJECT_NOTIFICATION);
    const uint32_t no_send = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_RECEIVE);
    const struct {
        const char *name;
        uint32_t handle;
        abi_error error;
    } sends[] = {
        {"nothing", 0, ABI_EBADF},
        {"another generation", at_client_ + ABI_CAPABILITIES_MAX, ABI_EBADF},
        {"another kind", notification, ABI_EBADF},
        {"no right to send", no_send, ABI_EPERM},
    };
    for (const auto &row : sends) {
        for (const uint32_t options : {0u, uint32_t{IPC_CALL}}) {
            SCOPED_TRACE(row.name);
            ExpectError(Send(client_, row.handle, kWords, options), row.error);
            EXPECT_EQ(cpu_current()->current, client_);
            EXPECT_FALSE(IsWaiting(client_));
            ExpectQuiet();
        }
    }
    ServerServes();
    const uint32_t no_receive = Grant(server_process_, at_server_, server_process_, ABI_RIGHT_SEND);
    for (const auto &[handle, error] :
         {std::pair{0u, ABI_EBADF}, std::pair{at_server_ + 256, ABI_EBADF}, std::pair{no_receive, ABI_EPERM}}) {
        ExpectError(Receive(server_, handle), error);
        ExpectError(ReplyReceive(server_, handle, kAnswer), error);
        EXPECT_EQ(server_->caller, client_) << "neither dropped nor answered";
        EXPECT_TRUE(IsWaiting(client_));
    }
}

TEST_F(Ipc, ACallIsAnsweredOnce) {
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EBADF);
    ServerServes();
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    ExpectReady(client_);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EBADF);
}

TEST_F(Ipc, WhoWentAwayIsNotAnswered) {
    ServerServes();
    ASSERT_TRUE(wait_abort_current(client_, ABI_ETIMEDOUT));
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EPIPE);
    ExpectEnded(client_, ABI_ETIMEDOUT);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_EBADF);
}

TEST_F(Ipc, ACallThatIsNeitherAnsweredNorSavedIsDroppedByTheNextReceive) {
    ServerServes();
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectEnded(client_, ABI_EPIPE);
    EXPECT_TRUE(IsWaiting(server_));
    EXPECT_EQ(server_->depth, 0u);
}

// --- Saved calls

TEST_F(Ipc, ASavedCallIsAnsweredLaterAndItsHandleIsGone) {
    ServerServes();
    Run(0, server_);
    const uint32_t taken = capability_slots_taken(&server_process_->slots);
    const uint32_t reply = SaveReply(server_);
    EXPECT_EQ(server_->caller, nullptr);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    EXPECT_TRUE(IsWaiting(client_)) << "it is not dropped";
    ASSERT_TRUE(wait_abort_current(server_, ABI_ETIMEDOUT));
    ExpectReady(server_);
    EXPECT_EQ(ReplyTo(server_, reply + 256, kAnswer), ABI_EBADF);
    EXPECT_EQ(ReplyTo(server_, at_server_, kAnswer), ABI_EBADF);
    EXPECT_EQ(ReplyTo(server_, reply, kAnswer), ABI_OK);
    ExpectReady(client_);
    ExpectMessage(client_, kAnswer, 0, 0);
    EXPECT_EQ(ReplyTo(server_, reply, kAnswer), ABI_EBADF);
    EXPECT_EQ(capability_slots_taken(&server_process_->slots), taken);
}

TEST_F(Ipc, ASavedCallThatIsClosedEndsItsCallersWait) {
    ServerServes();
    Run(0, server_);
    Close(server_process_, SaveReply(server_));
    ExpectEnded(client_, ABI_EPIPE);
}

TEST_F(Ipc, ASavedCallWhoseCallerIsGoneIsAnErrorAndGone) {
    ServerServes();
    Run(0, server_);
    const uint32_t reply = SaveReply(server_);
    ASSERT_TRUE(wait_abort_current(client_, ABI_ETIMEDOUT));
    ExpectReady(client_);
    // It waits again, for something else.
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    EXPECT_EQ(ReplyTo(server_, reply, kAnswer), ABI_EPIPE);
    EXPECT_TRUE(IsWaiting(client_));
    EXPECT_EQ(ReplyTo(server_, reply, kAnswer), ABI_EBADF);
}

// --- The end of a wait

TEST_F(Ipc, ClosingAHandleEndsTheWaitsOfItsProcessThroughIt) {
    const uint32_t second = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_SEND, 5);
    task *other = AddTask(client_process_);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    EXPECT_TRUE(Send(other, second, kWords, 0).is_in_frame);
    Close(client_process_, at_client_);
    ExpectEnded(client_, ABI_EPIPE);
    EXPECT_TRUE(IsWaiting(other));
    Close(client_process_, second);
    ExpectEnded(other, ABI_EPIPE);
    ExpectQuiet();
}

TEST_F(Ipc, ACallThatWasReceivedOutlastsTheHandleItWasMadeThrough) {
    ServerServes();
    Close(client_process_, at_client_);
    EXPECT_TRUE(IsWaiting(client_));
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    ExpectReady(client_);
    ExpectMessage(client_, kAnswer, 0, 0);
}

TEST_F(Ipc, RevokingTheEndpointEndsWaitsInOtherProcesses) {
    ServerWaits();
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    ExpectReady(server_);
    task *other = AddTask(client_process_);
    EXPECT_TRUE(Send(other, at_client_, kWords, 0).is_in_frame);
    handle found;
    ASSERT_EQ(handle_find(server_process_, at_server_, HANDLE_ANY, &found), ABI_OK);
    while (capability_revoke_step(&found) == REVOKE_MORE) {
    }
    ExpectEnded(other, ABI_EPIPE);
    EXPECT_TRUE(IsWaiting(client_)) << "the server has its call";
}

// --- Notifications

class BoundIpc : public Ipc {
  protected:
    void SetUp() override {
        Ipc::SetUp();
        const uint32_t handle = MakeObject(server_process_, ABI_OBJECT_NOTIFICATION);
        notification_ = static_cast<notification *>(server_process_->capabilities[SlotOf(handle)].object);
        endpoint_->bound = notification_;
        notification_->bound = endpoint_;
        spinlock_acquire(&notification_->object.lock);
        object_keep_locked(&notification_->object);
        spinlock_release(&notification_->object.lock);
    }

    void ExpectBits(uint64_t bits) {
        ExpectMessage(server_, Words{bits}, 0, uint64_t{ABI_MESSAGE_NOTIFICATION} << ABI_INFO_KIND_SHIFT);
        EXPECT_EQ(notification_->bits, 0u);
    }

    notification *notification_ = nullptr;
};

TEST_F(BoundIpc, SignalsReachAReceiverThatWaits) {
    ServerWaits();
    notification_signal(notification_, 0x11);
    ExpectReady(server_);
    ExpectBits(0x11);
    ExpectQuiet();
}

TEST_F(BoundIpc, SignalsAreCollectedAndComeBeforeMessages) {
    EXPECT_TRUE(Send(client_, at_client_, kWords, 0).is_in_frame);
    notification_signal(notification_, 1);
    notification_signal(notification_, 4);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectBits(5);
    EXPECT_TRUE(IsWaiting(client_));
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_SEND));
}

TEST_F(BoundIpc, ACallThatWasNotAnsweredIsDroppedForASignal) {
    ServerServes();
    notification_signal(notification_, 2);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectBits(2);
    ExpectEnded(client_, ABI_EPIPE);
}

// --- Faults

class Supervised : public Ipc {
  protected:
    static constexpr uint64_t kCause = 13;
    static constexpr uint64_t kAddress = 0x5000;

    void SetUp() override {
        Ipc::SetUp();
        client_process_->supervisor = endpoint_;
        client_process_->supervisor_badge = 88;
        spinlock_acquire(&endpoint_->object.lock);
        object_keep_locked(&endpoint_->object);
        spinlock_release(&endpoint_->object.lock);
        user_frame_start(&client_->frame, 0x1234, 0x8000, 5, 6);
    }
    bool Fault() {
        Run(0, client_);
        return ipc_fault(cpu_current(), kCause, kAddress);
    }
};

TEST_F(Supervised, IsToldWhatHappenedAndMendsIt) {
    for (const bool is_waiting_before : {true, false}) {
        if (is_waiting_before) {
            ServerWaits();
        }
        client_->frame.pc = 0x1234;
        EXPECT_TRUE(Fault());
        if (is_waiting_before) {
            ExpectReady(server_);
        } else {
            EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
        }
        ExpectMessage(server_, Words{ABI_FAULT_READ, 0x1234, kAddress, 0x8000, kCause, 0}, 88,
                      InfoOf(client_, ABI_MESSAGE_FAULT));
        EXPECT_EQ(Reply(server_, Words{ABI_FAULT_RESUME, 0x4444}), ABI_OK);
        ExpectReady(client_);
        EXPECT_EQ(client_->frame.pc, 0x4444u);
        EXPECT_EQ(client_->frame.x[kRegisterA0], 5u) << "its registers are as they were";
        EXPECT_EQ(client_->frame.x[kRegisterA0 + 1], 6u);
        EXPECT_EQ(client_->attention, 0u);
        EXPECT_EQ(client_->slow, 0u);
    }
}

TEST_F(Supervised, EndsTheTaskWithAnyOtherAnswer) {
    ServerWaits();
    EXPECT_TRUE(Fault());
    ExpectReady(server_);
    EXPECT_EQ(Reply(server_, Words{ABI_FAULT_END, 0x4444}), ABI_OK);
    EXPECT_EQ(client_->attention, 1u);
    EXPECT_EQ(client_->status, static_cast<uint32_t>(ABI_STATUS_FAULT));
    EXPECT_EQ(client_->frame.pc, 0x1234u);
}

TEST_F(Supervised, ThatDropsTheCallEndsTheTask) {
    ServerWaits();
    EXPECT_TRUE(Fault());
    ExpectReady(server_);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    EXPECT_EQ(client_->attention, 1u);
}

TEST_F(Supervised, WithoutOneNobodyIsTold) {
    object_release(&endpoint_->object);
    client_process_->supervisor = nullptr;
    EXPECT_FALSE(Fault());
    EXPECT_FALSE(IsWaiting(client_));
}

}  // namespace
