// SPDX-License-Identifier: Apache-2.0
// What goes along with a message: data, capabilities, and how long is waited. Slots that are reserved for what may arrive are given back to the last one.
#include <cstring>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/arch/timer.h"
#include "kernel/timer/timer.h"
}

namespace {

class MessagePage : public IpcTest {
  protected:
    static constexpr uint32_t kCallPage = IPC_CALL | IPC_PAGE;

    void SetUp() override {
        IpcTest::SetUp();
        ResetPage(client_);
        ResetPage(server_);
        gift_ = MakeObject(client_process_, ABI_OBJECT_NOTIFICATION);
        client_slots_ = capability_slots_taken(&client_process_->slots);
        server_slots_ = capability_slots_taken(&server_process_->slots);
    }

    static void ExpectError(const ipc_outcome &outcome, abi_error error) {
        EXPECT_FALSE(outcome.is_in_frame);
        EXPECT_EQ(outcome.error, error);
    }

    void Offer(const task *sender, uint32_t index, uint32_t handle, uint32_t rights) {
        abi_message *page = PageOf(sender);
        page->capabilities[index].handle = handle;
        page->capabilities[index].rights = static_cast<uint8_t>(rights);
        page->capability_count = static_cast<uint8_t>(std::max<uint32_t>(page->capability_count, index + 1));
    }

    void ExpectSlots(uint32_t more_at_client, uint32_t more_at_server) {
        EXPECT_EQ(capability_slots_taken(&client_process_->slots), client_slots_ + more_at_client);
        EXPECT_EQ(capability_slots_taken(&server_process_->slots), server_slots_ + more_at_server);
    }

    // The clock has reached that time, and the hart's timer interrupts.
    static void Pass(uint32_t hart, uint64_t ticks) {
        cpu *before = cpu_current();
        fake_clock_step_ticks = ticks;
        (void)time_now_ticks();
        fake_clock_step_ticks = 1;
        timer_interrupt(Become(hart));
        fake_become(before);
    }

    uint32_t gift_ = 0;
    uint32_t client_slots_ = 0;
    uint32_t server_slots_ = 0;
};

TEST_F(MessagePage, DataGoesAlongToTheLastByte) {
    for (const uint32_t bytes : {0u, 1u, 511u, 512u}) {
        for (int i = 0; i < ABI_MESSAGE_MAX_BYTES; i++) {
            PageOf(client_)->data[i] = static_cast<uint8_t>(i * 7 + 1);
        }
        memset(PageOf(server_)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
        PageOf(client_)->bytes = static_cast<uint16_t>(bytes);
        EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
        ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_OK);
        ExpectReady(server_);
        ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_SEND));
        EXPECT_EQ(PageOf(server_)->bytes, bytes);
        EXPECT_EQ(memcmp(PageOf(server_)->data, PageOf(client_)->data, bytes), 0);
        for (uint32_t i = bytes; i < ABI_MESSAGE_MAX_BYTES; i++) {
            ASSERT_EQ(PageOf(server_)->data[i], 0xee) << "nothing beyond";
        }
    }
}

TEST_F(MessagePage, WhoDoesNotLookAtHisPageGetsNoData) {
    memset(PageOf(server_)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
    PageOf(client_)->bytes = 8;
    ServerWaits();
    ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_OK);
    ExpectReady(server_);
    EXPECT_EQ(PageOf(server_)->data[0], 0xee);
    EXPECT_EQ(PageOf(server_)->bytes, 0u);
}

TEST_F(MessagePage, AMessageWithoutOneLeavesAnEmptyOne) {
    PageOf(server_)->bytes = 9;
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    ExpectError(Send(client_, at_client_, kWords, 0), ABI_OK);
    ExpectReady(server_);
    EXPECT_EQ(PageOf(server_)->bytes, 0u);
    EXPECT_EQ(PageOf(server_)->capability_count, 0u);
}

TEST_F(MessagePage, CapabilitiesArriveAsChildrenInReservedSlots) {
    for (const bool receiver_first : {true, false}) {
        ResetPage(client_);
        ResetPage(server_)->accept = 3;
        Offer(client_, 0, gift_, ABI_RIGHT_SEND);
        Offer(client_, 1, gift_, ABI_RIGHT_RECEIVE);
        if (receiver_first) {
            EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
            ExpectSlots(0, 3);
            ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_OK);
            ExpectReady(server_);
        } else {
            EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_PAGE).is_in_frame);
            EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
            ExpectEnded(client_, ABI_OK);
        }
        ExpectSlots(0, 2);
        ASSERT_EQ(PageOf(server_)->capability_count, 2u);
        for (uint32_t i = 0; i < 2; i++) {
            const uint32_t handle = PageOf(server_)->capabilities[i].handle;
            const capability *slot = capability_find(capabilities, server_process_->number, handle);
            ASSERT_NE(slot, nullptr);
            EXPECT_EQ(slot->rights, i == 0 ? ABI_RIGHT_SEND : ABI_RIGHT_RECEIVE);
            EXPECT_EQ(slot->grantable, 0u);
            EXPECT_EQ(slot->object, client_process_->capabilities[SlotOf(gift_)].object);
            Close(server_process_, handle);
        }
        ExpectSlots(0, 0);
    }
}

TEST_F(MessagePage, WhatTheReceiverDoesNotAcceptIsNotSent) {
    Offer(client_, 1, gift_, 0);
    Offer(client_, 0, gift_, 0);
    PageOf(server_)->accept = 1;
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_ENOSPC);
    EXPECT_TRUE(IsWaiting(server_)) << "for a smaller one";
    ExpectSlots(0, 1);
    PageOf(client_)->capability_count = 1;
    ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_OK);
    ExpectReady(server_);
    ExpectSlots(0, 1);
}

TEST_F(MessagePage, ASenderThatWaitsAndDoesNotFitIsToldAndTheNextOneTaken) {
    task *other = AddTask(client_process_);
    Offer(client_, 0, gift_, 0);
    EXPECT_TRUE(Send(client_, at_client_, kWords, kCallPage).is_in_frame);
    EXPECT_TRUE(Send(other, at_client_, kAnswer, 0).is_in_frame);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectMessage(server_, kAnswer, kBadge, InfoOf(other, ABI_MESSAGE_SEND));
    EXPECT_EQ(ResultOf(client_), ABI_ENOSPC);
    EXPECT_FALSE(IsWaiting(client_));
}

TEST_F(MessagePage, AnAnswerThatDoesNotFitLeavesTheCallWaiting) {
    PageOf(client_)->accept = 1;
    ServerWaits();
    EXPECT_TRUE(Send(client_, at_client_, kWords, kCallPage).is_in_frame);
    ExpectReady(server_);
    ExpectSlots(1, 0);
    Offer(server_, 1, at_server_, ABI_RIGHT_SEND);
    Offer(server_, 0, at_server_, ABI_RIGHT_SEND);
    EXPECT_EQ(Reply(server_, kAnswer, IPC_PAGE), ABI_ENOSPC);
    ExpectError(ReplyReceive(server_, at_server_, kAnswer, IPC_PAGE), ABI_ENOSPC);
    EXPECT_EQ(server_->caller, client_);
    EXPECT_TRUE(IsWaiting(client_));
    PageOf(server_)->capability_count = 1;
    EXPECT_EQ(Reply(server_, kAnswer, IPC_PAGE), ABI_OK);
    ExpectReady(client_);
    ExpectMessage(client_, kAnswer, 0, 0);
    EXPECT_NE(PageOf(client_)->capabilities[0].handle, 0u);
    ExpectSlots(1, 0);
}

TEST_F(MessagePage, ACapabilityThatIsGoneByThenArrivesAsNone) {
    PageOf(server_)->accept = 2;
    Offer(client_, 0, gift_, ABI_RIGHT_SEND);
    Offer(client_, 1, at_client_, ABI_RIGHT_SEND);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_PAGE).is_in_frame);
    Close(client_process_, gift_);
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    EXPECT_EQ(PageOf(server_)->capability_count, 2u);
    EXPECT_EQ(PageOf(server_)->capabilities[0].handle, 0u);
    EXPECT_NE(PageOf(server_)->capabilities[1].handle, 0u);
    EXPECT_EQ(capability_slots_taken(&server_process_->slots), server_slots_ + 1);
}

TEST_F(MessagePage, WhatThePageExcludesIsRefusedBeforeAuthority) {
    const uint32_t no_send = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_RECEIVE);
    client_slots_++;
    PageOf(client_)->bytes = ABI_MESSAGE_MAX_BYTES + 1;
    ExpectError(Send(client_, no_send, kWords, kCallPage), ABI_EINVAL);
    ExpectError(Send(client_, 0, kWords, kCallPage), ABI_EBADF);
    PageOf(client_)->bytes = 0;
    ExpectError(Send(client_, no_send, kWords, kCallPage), ABI_EPERM);
    const struct {
        uint32_t handle, rights;
        abi_error error;
    } offers[] = {
        {0, 0, ABI_EBADF},
        {gift_ + 256, 0, ABI_EBADF},
        {at_client_, ABI_RIGHT_RECEIVE, ABI_EPERM},
        {gift_, 0x80, ABI_EINVAL},
    };
    PageOf(client_)->accept = 2;
    for (const auto &offer : offers) {
        Offer(client_, 0, offer.handle, offer.rights);
        ExpectError(Send(client_, at_client_, kWords, kCallPage), offer.error);
        ExpectSlots(0, 0);
    }
}

TEST_F(MessagePage, WithoutSlotsForWhatMayArriveNothingIsReceived) {
    std::vector<uint32_t> taken;
    for (uint32_t slot = 0; capability_slot_take(&server_process_->slots, &slot);) {
        taken.push_back(slot);
    }
    capability_slot_give(&server_process_->slots, taken.back());
    taken.pop_back();
    PageOf(server_)->accept = 2;
    const uint32_t before = capability_slots_taken(&server_process_->slots);
    ExpectError(Receive(server_, at_server_, IPC_PAGE), ABI_ENOSPC);
    EXPECT_EQ(capability_slots_taken(&server_process_->slots), before);
    PageOf(server_)->accept = 1;
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    for (const uint32_t slot : taken) {
        capability_slot_give(&server_process_->slots, slot);
    }
}

// --- Deadlines

TEST_F(MessagePage, WhoWillNotWaitIsToldSoUnlessSomebodyIsThere) {
    ResetPage(client_, 0);
    ResetPage(server_, 0)->accept = 2;
    ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_EAGAIN);
    ExpectError(Send(client_, at_client_, kWords, kCallPage), ABI_EAGAIN);
    ExpectError(Receive(server_, at_server_, IPC_PAGE), ABI_EAGAIN);
    ExpectSlots(0, 0);
    EXPECT_EQ(endpoint_->senders.first, nullptr);
    EXPECT_EQ(endpoint_->receivers.first, nullptr);
    ServerWaits();
    ExpectError(Send(client_, at_client_, kWords, IPC_PAGE), ABI_OK);
    ExpectReady(server_);
    EXPECT_TRUE(Send(client_, at_client_, kWords, 0).is_in_frame);
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    ExpectMessage(server_, kWords, kBadge, InfoOf(client_, ABI_MESSAGE_SEND));
    ExpectSlots(0, 0);
}

TEST_F(MessagePage, WaitsEndAtTheirDeadlineAndNotBefore) {
    client_->precise_clock = true;
    server_->precise_clock = true;
    const uint64_t far = time_now_ticks() + 100000;
    ResetPage(server_, far)->accept = 2;
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    Pass(0, 1000);
    EXPECT_TRUE(IsWaiting(server_));
    Pass(0, 100000);
    ExpectEnded(server_, ABI_ETIMEDOUT);
    EXPECT_EQ(endpoint_->receivers.first, nullptr);
    ExpectSlots(0, 0);
    for (const uint32_t options : {uint32_t{IPC_PAGE}, kCallPage}) {
        ResetPage(client_, time_now_ticks() + 100)->accept = 1;
        EXPECT_TRUE(Send(client_, at_client_, kWords, options).is_in_frame);
        Pass(0, 200);
        ExpectEnded(client_, ABI_ETIMEDOUT);
        EXPECT_EQ(endpoint_->senders.first, nullptr);
        ExpectSlots(0, 0);
    }
}

TEST_F(MessagePage, ADeadlineIsThatOfTheWholeCall) {
    client_->precise_clock = true;
    for (const bool receiver_first : {true, false}) {
        ResetPage(client_, time_now_ticks() + 100000);
        if (receiver_first) {
            ServerWaits();
        }
        EXPECT_TRUE(Send(client_, at_client_, kWords, kCallPage).is_in_frame);
        if (receiver_first) {
            ExpectReady(server_);
        } else {
            EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
        }
        Pass(0, 1000);
        EXPECT_TRUE(IsWaiting(client_));
        Pass(0, 100000);
        ExpectEnded(client_, ABI_ETIMEDOUT);
        EXPECT_EQ(Reply(server_, kAnswer), ABI_EPIPE);
    }
}

// Whoever stopped it looked for its wait while the server had it, and found none.
TEST_F(MessagePage, ACallerThatWasStoppedBeforeItWasReceivedDoesNotWaitForTheAnswer) {
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    task_stop(client_);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    EXPECT_FALSE(IsWaiting(client_));
    EXPECT_EQ(Reply(server_, kWords), ABI_EPIPE);
}

TEST_F(MessagePage, AWaitThatIsOverForgetsItsDeadline) {
    ResetPage(client_, time_now_ticks() + 100000);
    ServerWaits();
    EXPECT_TRUE(Send(client_, at_client_, kWords, kCallPage).is_in_frame);
    ExpectReady(server_);
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    ExpectReady(client_);
    EXPECT_EQ(client_->deadline.node.place, TIMER_NODE_IDLE);
    // The next wait has none.
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    Pass(0, 1000000);
    EXPECT_TRUE(IsWaiting(client_));
}

// Whoever does not use the clock must not learn the time from when a wait ends.
TEST_F(MessagePage, WithoutTheClockADeadlineIsRoundedUp) {
    constexpr uint64_t kWindow = 4000;  // of NORMAL, in ticks of the fixture's time base
    const uint64_t now = time_now_ticks();
    const uint64_t asked = (now / kWindow + 2) * kWindow + 1;
    ResetPage(client_, asked);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_PAGE).is_in_frame);
    EXPECT_EQ(client_->deadline.node.deadline_ticks, (asked / kWindow + 1) * kWindow);
}

// The deadline of a wait must not end the next one, also when it passes while its task is made ready by somebody else.
TEST_F(MessagePage, APassedDeadlineOfAnEarlierWaitEndsNoLaterOne) {
    client_->precise_clock = true;
    ResetPage(client_, time_now_ticks() + 50);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_PAGE).is_in_frame);
    const wait_ticket old = client_->deadline_ticket;
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    ExpectEnded(client_, ABI_OK);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    wait_deadline_passed(client_, old);
    EXPECT_TRUE(IsWaiting(client_));
}

}  // namespace
