// SPDX-License-Identifier: Apache-2.0
// The straight path and the general one leave the same behind: each step is made on one of two equal machines.
#include <cstring>
#include <string>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipc/fastpath.h"
#include "kernel/ipc/page_path.h"
}

namespace {

// What tasks, endpoint and hart are afterwards, by names instead of addresses and by differences instead of numbers that never come twice.
std::vector<std::string> &Add(std::vector<std::string> &state, const std::string &name, uint64_t value) {
    state.push_back(name + " " + std::to_string(value));
    return state;
}

class FastEquality : public IpcTest {
  protected:
    using State = std::vector<std::string>;

    uint64_t NameOf(const task *task) const {
        return task == nullptr ? 0 : task == server_ ? 1 : task == client_ ? 2 : 3;
    }

    void AddTaskState(State &state, const std::string &name, const task *task) const {
        wait_ticket current = {};
        const bool is_waiting = wait_claim_current(&task->claim, &current);
        const struct task *caller = task->caller;
        Add(state, name + " waits", is_waiting);
        Add(state, name + " in a list", task->link.is_linked);
        if (is_waiting) {
            Add(state, name + " waits for", task->wait);
            Add(state, name + " has a deadline", task->has_deadline);
        }
        if (task->link.is_linked) {
            Add(state, name + " waits here", task->waits_at == &endpoint_->object);
            Add(state, name + " through", task->wait_handle);
        }
        Add(state, name + " slow", task->slow);
        Add(state, name + " class", task->class_);
        Add(state, name + " base", task->base_class);
        Add(state, name + " boost", task->boost);
        Add(state, name + " depth", task->depth);
        Add(state, name + " hart", task->hart);
        Add(state, name + " queued", task->is_queued);
        Add(state, name + " caller", NameOf(caller));
        if (caller != nullptr) {
            wait_ticket of_caller = {};
            (void)wait_claim_current(&caller->claim, &of_caller);
            Add(state, name + " may answer", of_caller.word == task->caller_ticket.word);
            Add(state, name + " is the server", caller->server.value == task->id.value);
        }
        Add(state, name + " cargo", task->cargo.accept + task->cargo.bytes + task->cargo.capability_count);
    }

    State StateOf(const task *next) const {
        State state;
        const cpu *cpu = percpu_get(cpu_id{0});
        AddTaskState(state, "server", server_);
        AddTaskState(state, "client", client_);
        Add(state, "receiver", NameOf(endpoint_->receivers.first));
        Add(state, "last receiver", NameOf(endpoint_->receivers.last));
        Add(state, "sender", NameOf(endpoint_->senders.first));
        Add(state, "endpoint's server", endpoint_->server.value == server_->id.value);
        Add(state, "runs", NameOf(cpu->current));
        Add(state, "next", NameOf(next));
        Add(state, "space", cpu->flush.current - server_process_->number);
        Add(state, "nothing ready", run_queue_is_empty(&cpu->run_queue));
        for (uint32_t i = 0; next != nullptr && i < ABI_MESSAGE_WORDS; i++) {
            Add(state, "word", WordsOf(next)[i]);
        }
        if (next != nullptr) {
            Add(state, "error", ResultOf(next));
            Add(state, "badge", next->frame.x[USER_REGISTER_BADGE]);
            Add(state, "sender told", static_cast<uint32_t>(next->frame.x[USER_REGISTER_INFO]) == client_->id.value);
            Add(state, "info", next->frame.x[USER_REGISTER_INFO] >> ABI_INFO_CLASS_SHIFT);
        }
        return state;
    }

    // What trap_entry.S does with the partner that the straight path names: the words and the result are in registers.
    task *Finish(const task *self, task *next) {
        EXPECT_NE(next, nullptr) << "the straight path declined";
        if (next != nullptr) {
            next->frame.x[kRegisterA0] = ABI_OK;
            SetWords(next, WordsOf(self));
        }
        return next;
    }

    task *FastCallStep() {
        Run(0, client_);
        SetWords(client_, kWords);
        return Finish(client_, ipc_fast_call(at_client_));
    }

    task *SlowCallStep() {
        EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL).is_in_frame);
        return Leave(0);
    }

    task *FastReplyStep() {
        Run(0, server_);
        SetWords(server_, kAnswer);
        return Finish(server_, ipc_fast_reply_receive(at_server_));
    }

    task *SlowReplyStep() {
        EXPECT_TRUE(ReplyReceive(server_, at_server_, kAnswer).is_in_frame);
        return Leave(0);
    }

    // The same with pages.
    task *ShortPageCallStep() {
        Run(0, client_);
        EXPECT_TRUE(ipc_page_call(Become(0), at_client_, kWords.data())) << "the short way declined";
        return Leave(0);
    }

    task *SlowPageCallStep() {
        EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL | IPC_PAGE).is_in_frame);
        return Leave(0);
    }

    task *ShortPageReplyStep() {
        ipc_outcome outcome = {};
        Run(0, server_);
        EXPECT_TRUE(ipc_page_reply_receive(Become(0), at_server_, kAnswer.data(), &outcome))
            << "the short way declined";
        EXPECT_TRUE(outcome.is_in_frame);
        return Leave(0);
    }

    task *SlowPageReplyStep() {
        EXPECT_TRUE(ReplyReceive(server_, at_server_, kAnswer, IPC_PAGE).is_in_frame);
        return Leave(0);
    }

    // Sends that many bytes each way, and adds what arrived and what is behind it.
    std::vector<State> PageRound(bool short_call, bool short_reply, uint16_t bytes) {
        std::vector<State> states;
        FillPages(client_, server_, bytes);
        states.push_back(StateOf(short_call ? ShortPageCallStep() : SlowPageCallStep()));
        AddPage(states.back(), server_);
        FillPages(server_, client_, bytes);
        states.push_back(StateOf(short_reply ? ShortPageReplyStep() : SlowPageReplyStep()));
        AddPage(states.back(), client_);
        return states;
    }

    static void FillPages(const task *sender, const task *receiver, uint16_t bytes) {
        abi_message *from = ResetPage(sender);
        memset(ResetPage(receiver)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
        from->bytes = bytes;
        for (uint32_t i = 0; i < ABI_MESSAGE_MAX_BYTES; i++) {
            from->data[i] = static_cast<uint8_t>(i * 7 + bytes);
        }
    }

    static void AddPage(State &state, const task *task) {
        const abi_message *page = PageOf(task);
        Add(state, "bytes", page->bytes);
        Add(state, "capabilities", page->capability_count);
        for (const uint8_t byte : page->data) {
            Add(state, "data", byte);
        }
    }

    // A round of call and answer; what is there after each half.
    std::vector<State> Round(bool fast_call, bool fast_reply) {
        std::vector<State> states;
        states.push_back(StateOf(fast_call ? FastCallStep() : SlowCallStep()));
        states.push_back(StateOf(fast_reply ? FastReplyStep() : SlowReplyStep()));
        return states;
    }
};

TEST_F(FastEquality, CallAndAnswerInEveryMixtureAndForAllClasses) {
    for (uint32_t client_class = 0; client_class < ABI_CLASS_COUNT; client_class++) {
        for (uint32_t server_class = 0; server_class < ABI_CLASS_COUNT; server_class++) {
            for (const uint8_t depth : {uint8_t{0}, uint8_t{ABI_CALL_DEPTH_MAX - 1}}) {
                SCOPED_TRACE("client " + std::to_string(client_class) + ", server " + std::to_string(server_class) +
                             ", depth " + std::to_string(depth));
                SetClass(client_, static_cast<abi_class>(client_class));
                SetClass(server_, static_cast<abi_class>(server_class));
                client_->depth = depth;
                ServerWaits();
                const auto expected = Round(false, false);
                EXPECT_EQ(Round(true, false), expected);
                EXPECT_EQ(Round(false, true), expected);
                EXPECT_EQ(Round(true, true), expected);
                EXPECT_EQ(Round(false, false), expected) << "after the straight path";
                Idle(0);
                EXPECT_TRUE(wait_abort_current(server_, ABI_EPIPE));
                EXPECT_EQ(Leave(0), server_);
                client_->depth = 0;
            }
        }
    }
}

TEST_F(FastEquality, PagesInEveryMixtureOfAllSizesThatTheShortWayTakes) {
    ResetPage(server_);
    ResetPage(client_);
    ServerWaits(IPC_PAGE);
    for (uint16_t bytes = 0; bytes <= ABI_MESSAGE_MAX_BYTES; bytes += sizeof(uint64_t)) {
        SCOPED_TRACE(bytes);
        (void)PageRound(false, false, bytes);  // what a receiver last sent stays in its cargo
        const auto expected = PageRound(false, false, bytes);
        EXPECT_EQ(PageRound(true, false, bytes), expected);
        EXPECT_EQ(PageRound(false, true, bytes), expected);
        EXPECT_EQ(PageRound(true, true, bytes), expected);
    }
}

TEST_F(FastEquality, PagesForAllClasses) {
    for (uint32_t client_class = 0; client_class < ABI_CLASS_COUNT; client_class++) {
        for (uint32_t server_class = 0; server_class < ABI_CLASS_COUNT; server_class++) {
            SCOPED_TRACE("client " + std::to_string(client_class) + ", server " + std::to_string(server_class));
            SetClass(client_, static_cast<abi_class>(client_class));
            SetClass(server_, static_cast<abi_class>(server_class));
            ResetPage(server_);
            ServerWaits(IPC_PAGE);
            (void)PageRound(false, false, 24);
            const auto expected = PageRound(false, false, 24);
            EXPECT_EQ(PageRound(true, true, 24), expected);
            Idle(0);
            EXPECT_TRUE(wait_abort_current(server_, ABI_EPIPE));
            EXPECT_EQ(Leave(0), server_);
        }
    }
}

// Who is answered in the short way and finds somebody else waiting at the endpoint receives in the general one.
TEST_F(FastEquality, AnAnswerWithASenderInTheQueue) {
    task *second = AddTask(client_process_);
    std::vector<State> states;
    for (const bool is_short : {false, true}) {
        ResetPage(server_);
        ResetPage(client_);
        ServerWaits(IPC_PAGE);
        EXPECT_EQ(SlowPageCallStep(), server_);
        EXPECT_TRUE(Send(second, at_client_, kWords, IPC_CALL).is_in_frame);
        EXPECT_EQ(endpoint_->senders.first, second);
        Idle(0);
        task *next = is_short ? ShortPageReplyStep() : SlowPageReplyStep();
        EXPECT_EQ(server_->caller, second);
        states.push_back(StateOf(next));
        Idle(0);
        (void)Leave(0);
        Idle(0);
        ipc_drop_caller(server_);
        ExpectReady(second);
        EXPECT_TRUE(run_queue_is_empty(&percpu_get(cpu_id{0})->run_queue));
    }
    EXPECT_EQ(states[0], states[1]);
}

// The first of several that wait is taken, and the others wait on, in their order.
TEST_F(FastEquality, SeveralReceivers) {
    task *second = AddTask(server_process_);
    task *third = AddTask(server_process_);
    std::vector<State> states;
    for (const bool is_fast : {false, true}) {
        ServerWaits();
        EXPECT_TRUE(Receive(second, at_server_).is_in_frame);
        EXPECT_TRUE(Receive(third, at_server_).is_in_frame);
        EXPECT_EQ(endpoint_->receivers.first, server_);
        EXPECT_EQ(is_fast ? FastCallStep() : SlowCallStep(), server_);
        EXPECT_EQ(endpoint_->receivers.first, second);
        EXPECT_EQ(second->link.previous, nullptr);
        EXPECT_EQ(second->link.next, third);
        EXPECT_EQ(endpoint_->receivers.last, third);
        states.push_back(StateOf(server_));
        for (task *waiting : {second, third, client_}) {
            EXPECT_TRUE(wait_abort_current(waiting, ABI_EPIPE));
            ExpectReady(waiting);
        }
        server_->caller = nullptr;
    }
    EXPECT_EQ(states[0], states[1]);
}

}  // namespace
