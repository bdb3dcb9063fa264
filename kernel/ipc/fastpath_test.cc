// SPDX-License-Identifier: Apache-2.0
// The straight path does what the general one does, or leaves everything as it was. The words, which stay in registers on the way, are
// carried over by the test.
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipc/fastpath.h"
}

namespace {

using Bytes = std::vector<uint8_t>;

Bytes BytesOf(const void *object, size_t size) {
    const auto *bytes = static_cast<const uint8_t *>(object);
    return Bytes(bytes, bytes + size);
}

class Fastpath : public IpcTest {
  protected:
    void SetUp() override {
        IpcTest::SetUp();
        at_notification_ = MakeObject(server_process_, ABI_OBJECT_NOTIFICATION);
        notification_ = static_cast<notification *>(server_process_->capabilities[SlotOf(at_notification_)].object);
    }
    void TearDown() override {
        if (endpoint_->bound != nullptr) {
            endpoint_->bound = nullptr;
            notification_->bound = nullptr;
            object_release(&notification_->object);
        }
        IpcTest::TearDown();
    }

    void Bind() {
        endpoint_->bound = notification_;
        notification_->bound = endpoint_;
        spinlock_acquire(&notification_->object.lock);
        object_keep_locked(&notification_->object);
        spinlock_release(&notification_->object.lock);
    }

    // Everything that either path writes, but for the counters of the lock, which a try moves on.
    std::map<std::string, Bytes> State() const {
        const cpu *cpu = percpu_get(cpu_id{0});
        constexpr size_t kHeader = sizeof(object);
        return {
            {"server", BytesOf(server_, sizeof(*server_))},
            {"client", BytesOf(client_, sizeof(*client_))},
            {"endpoint", BytesOf(reinterpret_cast<const uint8_t *>(endpoint_) + kHeader, sizeof(*endpoint_) - kHeader)},
            {"notification", BytesOf(notification_, sizeof(*notification_))},
            {"cpu", BytesOf(cpu, sizeof(*cpu))},
            {"hart", BytesOf(fake_hart(0), sizeof(struct fake_hart))},
            {"client's slot", BytesOf(&client_process_->capabilities[SlotOf(at_client_)], sizeof(capability))},
            {"server's slot", BytesOf(&server_process_->capabilities[SlotOf(at_server_)], sizeof(capability))},
        };
    }

    bool IsUnlocked() const {
        return endpoint_->object.lock.next == endpoint_->object.lock.serving;
    }

    void ExpectDeclines(const std::function<task *()> &fast, bool is_unlocked = true) {
        const auto before = State();
        EXPECT_EQ(fast(), nullptr);
        const auto after = State();
        for (const auto &[name, bytes] : before) {
            EXPECT_EQ(after.at(name), bytes) << name << " has changed";
        }
        EXPECT_EQ(IsUnlocked(), is_unlocked);
    }

    static void SetFloat(bool is_on) {
        cpu_current()->bars.float_is_on = is_on;
    }

    uint32_t at_notification_ = 0;
    notification *notification_ = nullptr;
};

// --- Call

class FastCall : public Fastpath {
  protected:
    void SetUp() override {
        Fastpath::SetUp();
        ServerWaits();
        RunClient();
    }
    void RunClient() {
        Run(0, client_);
        SetWords(client_, kWords);
    }
    task *Call() {
        return ipc_fast_call(handle_ != 0 ? handle_ : at_client_);
    }
    void ExpectCallDeclines(bool is_unlocked = true) {
        ExpectDeclines([this] { return Call(); }, is_unlocked);
    }
    capability *Slot() {
        return &client_process_->capabilities[SlotOf(at_client_)];
    }

    uint64_t handle_ = 0;
};

TEST_F(FastCall, GoesOnWithTheReceiverThatWaited) {
    const uint64_t switches = cpu_current()->statistics.switches;
    EXPECT_EQ(Call(), server_);
    EXPECT_EQ(cpu_current()->current, server_);
    EXPECT_EQ(cpu_current()->statistics.switches, switches + 1);
    EXPECT_EQ(fake_hart(0)->satp, server_process_->space.satp);
    EXPECT_TRUE(IsUnlocked());
}

struct Change {
    const char *name;
    std::function<void()> make;
    std::function<void()> undo;
    bool is_unlocked = true;
};

TEST_F(FastCall, DeclinesWhateverIsUnusualAndLeavesAllAsItWas) {
    const uint32_t no_send = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_RECEIVE);
    const uint32_t of_another_kind =
        Grant(server_process_, at_notification_, client_process_, ABI_RIGHT_SEND | ABI_RIGHT_RECEIVE);
    void *object = Slot()->object;
    wait_ticket ticket = {};
    const auto use = [this](uint64_t handle) { handle_ = handle; };
    const Change changes[] = {
        {"the receiver has a message page", [&] { server_->slow = TASK_SLOW_PAGE; }, [&] { server_->slow = 0; }},
        {"a fault waits for an answer", [&] { server_->slow = TASK_SLOW_FAULT; }, [&] { server_->slow = 0; }},
        {"the receiver was stopped", [&] { server_->attention = 1; }, [&] { server_->attention = 0; }},
        {"the receiver runs on other harts only", [&] { server_->allowed = 0xe; }, [&] { server_->allowed = 0xf; }},
        {"floating point is on", [&] { SetFloat(true); }, [&] { SetFloat(false); }},
        {"the lock is held", [&] { endpoint_->object.lock.next++; }, [&] { endpoint_->object.lock.serving++; }, false},
        {"somebody waits for the lock", [&] { endpoint_->object.lock.next += 2; },
         [&] { endpoint_->object.lock.serving += 2; }, false},
        {"as many callers as there may be", [&] { client_->depth = ABI_CALL_DEPTH_MAX; }, [&] { client_->depth = 0; }},
        {"no right to send", [&] { use(no_send); }, [&] { use(0); }},
        {"no endpoint", [&] { use(of_another_kind); }, [&] { use(0); }},
        {"another generation", [&] { use(at_client_ + ABI_CAPABILITIES_MAX); }, [&] { use(0); }},
        {"another slot", [&] { use(at_client_ + 100); }, [&] { use(0); }},
        {"more than 32 bits", [&] { use(at_client_ | UINT64_C(1) << 32); }, [&] { use(0); }},
        {"no handle at all", [&] { use(UINT64_MAX); }, [&] { use(0); }},
        {"the slot is just being emptied", [&] { Slot()->object = nullptr; }, [&] { Slot()->object = object; }},
        {"somebody else ends the receiver's wait",
         [&] {
             ASSERT_TRUE(wait_claim_current(&server_->claim, &ticket));
             ASSERT_TRUE(wait_claim_take(&server_->claim, ticket));
         },
         [&] { wait_claim_open_as(&server_->claim, ticket); }},
    };
    for (const Change &change : changes) {
        SCOPED_TRACE(change.name);
        change.make();
        ExpectCallDeclines(change.is_unlocked);
        change.undo();
    }
    EXPECT_EQ(Call(), server_) << "nothing is in the way any more";
}

TEST_F(FastCall, DeclinesWhenNobodyWaits) {
    ASSERT_TRUE(wait_abort_current(server_, ABI_EPIPE));
    Idle(0);
    EXPECT_EQ(Leave(0), server_);
    RunClient();
    ExpectCallDeclines();
}

TEST_F(FastCall, AsManyCallersAsThereMayBeLessOneIsFine) {
    client_->depth = ABI_CALL_DEPTH_MAX - 1;
    EXPECT_EQ(Call(), server_);
    EXPECT_EQ(server_->depth, ABI_CALL_DEPTH_MAX);
}

TEST_F(FastCall, TheHighestHandleIsFoundAndNoOtherNumberIsTakenForIt) {
    Close(client_process_, at_client_);
    Slot()->badge = 0x7ffffe;
    const uint32_t high = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_SEND, kBadge);
    ASSERT_EQ(high, 0x7fffff00u + SlotOf(at_client_));
    for (const uint64_t other : {UINT64_C(1) << 31, UINT64_C(1) << 32, UINT64_C(0xffffffff80000000)}) {
        handle_ = high | other;
        ExpectCallDeclines();
    }
    handle_ = high;
    EXPECT_EQ(Call(), server_);
}

// What it would find if a slot were filled between its look at the handle and its look at the object.
TEST_F(FastCall, ASlotThatIsJustBeingFilledIsNotNamedByZero) {
    client_->capabilities = &server_process_->capabilities[SlotOf(at_server_) + 40];
    capability *filling = client_->capabilities;
    filling->kind = ABI_OBJECT_ENDPOINT;
    filling->rights = ABI_RIGHT_ALL;
    ExpectDeclines([] { return ipc_fast_call(0); });
    filling->kind = ABI_OBJECT_NONE;
    filling->rights = 0;
    client_->capabilities = client_process_->capabilities;
}

// --- Answer, and wait for the next call

class FastReplyReceive : public Fastpath {
  protected:
    void SetUp() override {
        Fastpath::SetUp();
        ServerServes();
        RunServer();
    }
    void RunServer() {
        Run(0, server_);
        SetWords(server_, kAnswer);
    }
    task *ReplyAndReceive() {
        return ipc_fast_reply_receive(handle_ != 0 ? handle_ : at_server_);
    }
    void ExpectReplyDeclines(bool is_unlocked = true) {
        ExpectDeclines([this] { return ReplyAndReceive(); }, is_unlocked);
    }

    uint64_t handle_ = 0;
};

TEST_F(FastReplyReceive, GoesOnWithTheCaller) {
    EXPECT_EQ(ReplyAndReceive(), client_);
    EXPECT_EQ(cpu_current()->current, client_);
    EXPECT_EQ(fake_hart(0)->satp, client_process_->space.satp);
    EXPECT_TRUE(IsUnlocked());
    EXPECT_TRUE(IsWaiting(server_));
    EXPECT_EQ(endpoint_->receivers.first, server_);
}

TEST_F(FastReplyReceive, DeclinesWhateverIsUnusualAndLeavesAllAsItWas) {
    const uint32_t no_receive = Grant(server_process_, at_server_, server_process_, ABI_RIGHT_SEND);
    task *other = AddTask(server_process_);
    capability *slot = &server_process_->capabilities[SlotOf(at_server_)];
    void *object = slot->object;
    wait_ticket ticket = {};
    const auto use = [this](uint64_t handle) { handle_ = handle; };
    const auto make_ready = [&](abi_class class_) {
        ASSERT_TRUE(
            run_queue_insert(&cpu_current()->run_queue, class_, {0, static_cast<uint16_t>(other->number), 100}, 0));
    };
    const auto unmake_ready = [&](abi_class class_) {
        run_entry entry;
        ASSERT_TRUE(run_queue_remove(&cpu_current()->run_queue, class_, other->number, &entry));
    };
    const Change changes[] = {
        {"nobody to answer", [&] { server_->caller = nullptr; }, [&] { server_->caller = client_; }},
        {"the caller has a message page", [&] { client_->slow = TASK_SLOW_PAGE; }, [&] { client_->slow = 0; }},
        {"the call is a fault's", [&] { client_->slow = TASK_SLOW_FAULT; }, [&] { client_->slow = 0; }},
        {"the caller was stopped", [&] { client_->attention = 1; }, [&] { client_->attention = 0; }},
        {"the caller runs on other harts only", [&] { client_->allowed = 2; }, [&] { client_->allowed = 0xf; }},
        {"floating point is on", [&] { SetFloat(true); }, [&] { SetFloat(false); }},
        {"the lock is held", [&] { endpoint_->object.lock.next++; }, [&] { endpoint_->object.lock.serving++; }, false},
        {"a task above the caller's class is ready", [&] { make_ready(ABI_CLASS_INTERACTIVE); },
         [&] { unmake_ready(ABI_CLASS_INTERACTIVE); }},
        {"a message waits", [&] { wait_list_insert(&endpoint_->senders, other); },
         [&] { wait_list_remove(&endpoint_->senders, other); }},
        {"another one waits for messages, too", [&] { wait_list_insert(&endpoint_->receivers, other); },
         [&] { wait_list_remove(&endpoint_->receivers, other); }},
        {"signals of a bound notification",
         [&] {
             Bind();
             notification_->bits = 4;
         },
         [&] { notification_->bits = 0; }},
        {"no right to receive", [&] { use(no_receive); }, [&] { use(0); }},
        {"no endpoint", [&] { use(at_notification_); }, [&] { use(0); }},
        {"another generation", [&] { use(at_server_ + ABI_CAPABILITIES_MAX); }, [&] { use(0); }},
        {"more than 32 bits", [&] { use(at_server_ | UINT64_C(1) << 63); }, [&] { use(0); }},
        {"the slot is just being emptied", [&] { slot->object = nullptr; }, [&] { slot->object = object; }},
        {"somebody else ends the caller's wait",
         [&] {
             ASSERT_TRUE(wait_claim_current(&client_->claim, &ticket));
             ASSERT_TRUE(wait_claim_take(&client_->claim, ticket));
         },
         [&] { wait_claim_open_as(&client_->claim, ticket); }},
        {"the caller waits for something else by now", [&] { server_->caller_ticket.word -= 2; },
         [&] { server_->caller_ticket.word += 2; }},
    };
    for (const Change &change : changes) {
        SCOPED_TRACE(change.name);
        change.make();
        ExpectReplyDeclines(change.is_unlocked);
        change.undo();
    }
    make_ready(ABI_CLASS_NORMAL);
    EXPECT_EQ(ReplyAndReceive(), client_) << "an equal task is ready, and signals are bound but not set";
    unmake_ready(ABI_CLASS_NORMAL);
}

}  // namespace
