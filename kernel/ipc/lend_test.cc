// SPDX-License-Identifier: Apache-2.0
// Chains of calls: how long they may be, that they are no circles, and at which class those in them run.
#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
}

namespace {

// Links of a chain, each a task with an endpoint of its own; all in the server's process.
class Lend : public IpcTest {
  protected:
    struct Link {
        task *self;
        uint32_t at;  // its endpoint
    };

    Link AddLink(abi_class class_ = ABI_CLASS_NORMAL) {
        const Link link = {AddTask(server_process_), MakeObject(server_process_, ABI_OBJECT_ENDPOINT)};
        SetClass(link.self, class_);
        return link;
    }

    void Waits(const Link &link) {
        EXPECT_TRUE(Receive(link.self, link.at).is_in_frame);
    }

    // The caller calls a link that waits, which runs then.
    void Calls(task *caller, const Link &link) {
        Waits(link);
        EXPECT_TRUE(Send(caller, link.at, kWords, IPC_CALL).is_in_frame);
        ExpectReady(link.self);
        EXPECT_EQ(link.self->caller, caller);
    }

    static void ChangeClass(task *task, abi_class class_) {
        spinlock_acquire(&task->object.lock);
        scheduler_set_class_locked(task, class_);
        spinlock_release(&task->object.lock);
        scheduler_changed(cpu_current(), task, false);
    }

    // The caller calls a link that is busy: it queues, or has been refused.
    abi_error Queues(task *caller, const Link &link) {
        EXPECT_TRUE(Send(caller, link.at, kWords, IPC_CALL).is_in_frame);
        if (IsWaiting(caller)) {
            return ABI_OK;
        }
        ExpectReady(caller);
        return ResultOf(caller);
    }
};

TEST_F(Lend, AServerRunsAtItsCallersClassUntilItAnswers) {
    for (uint32_t caller_class = 0; caller_class < ABI_CLASS_COUNT; caller_class++) {
        for (uint32_t own_class = 0; own_class < ABI_CLASS_COUNT; own_class++) {
            SetClass(client_, static_cast<abi_class>(caller_class));
            SetClass(server_, static_cast<abi_class>(own_class));
            ServerServes();
            EXPECT_EQ(server_->class_, std::max(caller_class, own_class));
            EXPECT_EQ(server_->base_class, own_class);
            EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
            EXPECT_EQ(server_->class_, own_class);
            ExpectReady(client_);
        }
    }
}

TEST_F(Lend, AClassIsLentAlongTheChain) {
    SetClass(client_, ABI_CLASS_PERF_BURST);
    const Link next = AddLink(ABI_CLASS_IDLE);
    ServerServes();
    Calls(server_, next);
    EXPECT_EQ(next.self->class_, static_cast<uint8_t>(ABI_CLASS_PERF_BURST));
    EXPECT_EQ(next.self->depth, 2u);
}

TEST_F(Lend, AChainMayBeAsLongAsTheLimitAndNotLonger) {
    std::vector<Link> links;
    task *caller = client_;
    client_->process = server_process_;  // one table for all
    client_->capabilities = server_process_->capabilities;
    for (uint32_t depth = 1; depth <= ABI_CALL_DEPTH_MAX; depth++) {
        links.push_back(AddLink());
        Calls(caller, links.back());
        caller = links.back().self;
        EXPECT_EQ(caller->depth, depth);
    }
    const Link beyond = AddLink();
    Waits(beyond);
    const ipc_outcome outcome = Send(caller, beyond.at, kWords, IPC_CALL);
    EXPECT_FALSE(outcome.is_in_frame);
    EXPECT_EQ(outcome.error, ABI_ELOOP);
    EXPECT_TRUE(IsWaiting(beyond.self));
    EXPECT_EQ(Send(caller, beyond.at, kWords, 0).error, ABI_OK) << "without an answer it is no chain";
    ExpectReady(beyond.self);
    client_->process = client_process_;
    client_->capabilities = client_process_->capabilities;
}

// Of callers that queue, and with the calls that the first of them serves.
TEST_F(Lend, AQueueOfQueuesMayBeAsLongAsTheLimitAndNotLonger) {
    for (const uint32_t depth : {0u, 3u}) {
        for (const uint32_t beyond : {0u, 1u}) {
            std::vector<Link> links(ABI_CALL_DEPTH_MAX - depth + beyond);
            for (Link &link : links) {
                link = AddLink();
                Waits(link);
                ASSERT_TRUE(wait_abort_current(link.self, ABI_ETIMEDOUT));
                ExpectReady(link.self);
            }
            for (size_t i = links.size() - 1; i > 0; i--) {
                ASSERT_EQ(Queues(links[i - 1].self, links[i]), ABI_OK);
            }
            client_->depth = static_cast<uint8_t>(depth);
            const uint32_t at_first = Grant(server_process_, links[0].at, client_process_, ABI_RIGHT_SEND);
            EXPECT_TRUE(Send(client_, at_first, kWords, IPC_CALL).is_in_frame);
            EXPECT_EQ(IsWaiting(client_), beyond == 0) << depth;
            ASSERT_EQ(wait_abort_current(client_, ABI_ETIMEDOUT), beyond == 0);
            ExpectEnded(client_, beyond == 0 ? ABI_ETIMEDOUT : ABI_ELOOP);
            client_->depth = 0;
        }
    }
}

TEST_F(Lend, ACircleIsRefused) {
    const Link first = AddLink();
    const Link second = AddLink();
    const Link third = AddLink();
    // They have received once, so each is its endpoint's server.
    for (const Link &link : {first, second, third}) {
        Waits(link);
        ASSERT_TRUE(wait_abort_current(link.self, ABI_ETIMEDOUT));
        ExpectReady(link.self);
    }
    EXPECT_EQ(Queues(first.self, first), ABI_ELOOP) << "itself";
    EXPECT_EQ(Queues(first.self, second), ABI_OK);
    EXPECT_EQ(Queues(second.self, third), ABI_OK);
    EXPECT_EQ(Queues(third.self, first), ABI_ELOOP);
    EXPECT_TRUE(IsWaiting(first.self) && IsWaiting(second.self)) << "only who closes the circle is refused";
}

TEST_F(Lend, ACircleThroughCallsThatWereReceivedIsRefused) {
    const Link first = AddLink();
    const Link second = AddLink();
    Waits(first);
    ASSERT_TRUE(wait_abort_current(first.self, ABI_ETIMEDOUT));
    ExpectReady(first.self);
    Calls(first.self, second);
    EXPECT_EQ(Queues(second.self, first), ABI_ELOOP);
    EXPECT_TRUE(IsWaiting(first.self));
}

TEST_F(Lend, WhoQueuesLendsItsClassToTheServerThatIsReady) {
    const Link busy = AddLink(ABI_CLASS_IDLE);
    Waits(busy);
    ASSERT_TRUE(wait_abort_current(busy.self, ABI_ETIMEDOUT));
    ExpectReady(busy.self);
    SetClass(client_, ABI_CLASS_INTERACTIVE);
    const uint32_t at_busy = Grant(server_process_, busy.at, client_process_, ABI_RIGHT_SEND);
    // On another hart, where it is behind somebody.
    task *ahead = AddTask(server_process_);
    SetClass(ahead, ABI_CLASS_NORMAL);
    ahead->hart = 1;
    busy.self->hart = 1;
    scheduler_place(ahead);
    scheduler_place(busy.self);
    EXPECT_TRUE(Send(client_, at_busy, kWords, IPC_CALL).is_in_frame);
    EXPECT_EQ(scheduler_class_of(busy.self), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
    EXPECT_EQ(busy.self->class_, static_cast<uint8_t>(ABI_CLASS_IDLE)) << "its own class is as it was";
    EXPECT_EQ(Leave(1), busy.self);
    Idle(1);
    EXPECT_EQ(Leave(1), ahead);
    Idle(1);
    EXPECT_TRUE(Receive(busy.self, busy.at).is_in_frame);
    EXPECT_EQ(busy.self->boost, 0u) << "until it receives";
    EXPECT_EQ(busy.self->class_, static_cast<uint8_t>(ABI_CLASS_INTERACTIVE)) << "and then it serves that caller";
}

TEST_F(Lend, WhoQueuesMovesThoseAheadOfItInTheChainForward) {
    const Link busy = AddLink();
    const Link middle = AddLink(ABI_CLASS_IDLE);
    task *rival = AddTask(server_process_);
    for (const Link &link : {busy, middle}) {
        Waits(link);
        ASSERT_TRUE(wait_abort_current(link.self, ABI_ETIMEDOUT));
        ExpectReady(link.self);
    }
    EXPECT_EQ(Queues(rival, busy), ABI_OK);
    EXPECT_EQ(Queues(middle.self, busy), ABI_OK);
    auto *at = static_cast<endpoint *>(server_process_->capabilities[SlotOf(busy.at)].object);
    EXPECT_EQ(at->senders.first, rival);
    SetClass(client_, ABI_CLASS_PERF_BURST);
    const uint32_t at_middle = Grant(server_process_, middle.at, client_process_, ABI_RIGHT_SEND);
    EXPECT_TRUE(Send(client_, at_middle, kWords, IPC_CALL).is_in_frame);
    EXPECT_EQ(at->senders.first, middle.self);
    EXPECT_EQ(at->senders.last, rival);
    EXPECT_EQ(scheduler_class_of(busy.self), static_cast<uint32_t>(ABI_CLASS_PERF_BURST));
}

// Else whoever waits behind those of higher classes waits for ever, no matter what it is made.
TEST_F(Lend, WhoIsRaisedWhileItQueuesMovesForwardAndItsServerRunsAtThatClass) {
    const Link busy = AddLink(ABI_CLASS_IDLE);
    Waits(busy);
    ASSERT_TRUE(wait_abort_current(busy.self, ABI_ETIMEDOUT));
    ExpectReady(busy.self);
    const Link rival = AddLink();
    const Link raised = AddLink(ABI_CLASS_IDLE);
    EXPECT_EQ(Queues(rival.self, busy), ABI_OK);
    EXPECT_EQ(Queues(raised.self, busy), ABI_OK);
    auto *at = static_cast<endpoint *>(server_process_->capabilities[SlotOf(busy.at)].object);
    EXPECT_EQ(at->senders.first, rival.self);
    ChangeClass(raised.self, ABI_CLASS_NORMAL);
    EXPECT_EQ(at->senders.first, rival.self) << "first come";
    EXPECT_EQ(at->senders.last, raised.self);
    ChangeClass(raised.self, ABI_CLASS_INTERACTIVE);
    EXPECT_EQ(at->senders.first, raised.self);
    EXPECT_EQ(at->senders.last, rival.self);
    EXPECT_EQ(scheduler_class_of(busy.self), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
}

TEST_F(Lend, WhoIsRaisedWhileItIsServedLendsTheClassToItsServer) {
    SetClass(client_, ABI_CLASS_IDLE);
    SetClass(server_, ABI_CLASS_IDLE);
    ServerServes();
    ChangeClass(client_, ABI_CLASS_INTERACTIVE);
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
    EXPECT_EQ(Reply(server_, kAnswer), ABI_OK);
    EXPECT_EQ(client_->class_, static_cast<uint8_t>(ABI_CLASS_INTERACTIVE));
}

// Whoever raised it looked for its wait while the server had it, and found none.
TEST_F(Lend, WhoIsRaisedWhileItIsReceivedLendsTheClassToItsServer) {
    SetClass(client_, ABI_CLASS_IDLE);
    SetClass(server_, ABI_CLASS_IDLE);
    EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
    scheduler_set_class_locked(client_, ABI_CLASS_INTERACTIVE);
    EXPECT_TRUE(Receive(server_, at_server_).is_in_frame);
    EXPECT_EQ(scheduler_class_of(server_), static_cast<uint32_t>(ABI_CLASS_INTERACTIVE));
}

TEST_F(Lend, WhoOnlySendsLendsNothing) {
    const Link busy = AddLink(ABI_CLASS_IDLE);
    Waits(busy);
    ASSERT_TRUE(wait_abort_current(busy.self, ABI_ETIMEDOUT));
    ExpectReady(busy.self);
    SetClass(client_, ABI_CLASS_PERF_BURST);
    const uint32_t at_busy = Grant(server_process_, busy.at, client_process_, ABI_RIGHT_SEND);
    EXPECT_TRUE(Send(client_, at_busy, kWords, 0).is_in_frame);
    EXPECT_EQ(scheduler_class_of(busy.self), static_cast<uint32_t>(ABI_CLASS_IDLE));
}

}  // namespace
