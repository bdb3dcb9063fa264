// SPDX-License-Identifier: Apache-2.0
// What the short way with pages leaves to the general one, with nothing changed. That both leave the same behind is shown by
// fast_equality_test.cc.
#include <cstring>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/ipc/page_path.h"
}

namespace {

class PagePath : public IpcTest {
  protected:
    void SetUp() override {
        IpcTest::SetUp();
        ResetPage(client_);
        ResetPage(server_);
    }

    bool Call(uint64_t handle) {
        Run(0, client_);
        return ipc_page_call(Become(0), handle, kWords.data());
    }
    bool Call() {
        return Call(at_client_);
    }

    bool Answer(uint64_t handle) {
        ipc_outcome outcome = {};
        Run(0, server_);
        return ipc_page_reply_receive(Become(0), handle, kAnswer.data(), &outcome);
    }

    void ExpectCallDeclined(uint64_t handle) {
        EXPECT_FALSE(Call(handle));
        EXPECT_EQ(percpu_get(cpu_id{0})->current, client_);
        EXPECT_FALSE(IsWaiting(client_));
        EXPECT_EQ(server_->caller, nullptr);
    }

    // The server has the client's call, which it makes with that page.
    void Serve() {
        ServerWaits(IPC_PAGE);
        EXPECT_TRUE(Send(client_, at_client_, kWords, IPC_CALL | IPC_PAGE).is_in_frame);
        ExpectReady(server_);
        ResetPage(server_);
    }

    void ExpectAnswerDeclined(uint64_t handle) {
        EXPECT_FALSE(Answer(handle));
        EXPECT_EQ(percpu_get(cpu_id{0})->current, server_);
        EXPECT_EQ(server_->caller, client_);
        EXPECT_TRUE(IsWaiting(client_));
    }

    // Header fields that the short way does not take, each from an empty page.
    static void Spoil(const task *task, int which) {
        abi_message *page = ResetPage(task);
        switch (which) {
            case 0:
                page->bytes = 1;
                break;
            case 1:
                page->bytes = ABI_MESSAGE_MAX_BYTES - 1;
                break;
            case 2:
                page->bytes = ABI_MESSAGE_MAX_BYTES + 8;
                break;
            case 3:
                page->bytes = UINT16_MAX;
                break;
            case 4:
                page->capability_count = 1;
                break;
            case 5:
                page->accept = 1;
                break;
            case 6:
                page->reserved = 1;
                break;
            case 7:
                page->deadline = 0;
                break;
            default:
                page->deadline = ABI_DEADLINE_NEVER - 1;
                break;
        }
    }
    static constexpr int kSpoilings = 9;
};

TEST_F(PagePath, APageThatAsksForMoreIsLeftToTheGeneralWay) {
    ServerWaits(IPC_PAGE);
    for (int which = 0; which < kSpoilings; which++) {
        SCOPED_TRACE(which);
        Spoil(client_, which);
        ExpectCallDeclined(at_client_);
        EXPECT_TRUE(IsWaiting(server_));
        EXPECT_EQ(endpoint_->receivers.first, server_);
    }
    ResetPage(client_)->bytes = ABI_MESSAGE_MAX_BYTES;
    EXPECT_TRUE(Call()) << "the largest";
}

TEST_F(PagePath, SoIsAHandleThatIsNone) {
    ServerWaits(IPC_PAGE);
    const uint32_t other = MakeObject(client_process_, ABI_OBJECT_NOTIFICATION);
    const uint32_t receiving = Grant(server_process_, at_server_, client_process_, ABI_RIGHT_RECEIVE);
    for (const uint64_t handle :
         {uint64_t{0}, uint64_t{other}, uint64_t{receiving}, at_client_ + (uint64_t{1} << 32)}) {
        SCOPED_TRACE(handle);
        ExpectCallDeclined(handle);
    }
    EXPECT_TRUE(Call());
}

TEST_F(PagePath, SoIsAHartWithFloatingPointInUseOrATrace) {
    ServerWaits(IPC_PAGE);
    cpu *cpu = percpu_get(cpu_id{0});
    cpu->bars.trace_is_on = 1;
    ExpectCallDeclined(at_client_);
    cpu->bars.trace_is_on = 0;
    cpu->bars.float_is_on = 1;
    ExpectCallDeclined(at_client_);
    cpu->bars.float_is_on = 0;
    EXPECT_TRUE(Call());
}

TEST_F(PagePath, SoIsAChainThatIsAsLongAsItMayBe) {
    ServerWaits(IPC_PAGE);
    client_->depth = ABI_CALL_DEPTH_MAX;
    ExpectCallDeclined(at_client_);
    client_->depth = ABI_CALL_DEPTH_MAX - 1;
    EXPECT_TRUE(Call());
    client_->depth = 0;
}

TEST_F(PagePath, SoIsAPartnerThatIsNotThereOrWaitsForSomethingElse) {
    ExpectCallDeclined(at_client_);
    ServerWaits();
    ExpectCallDeclined(at_client_);
    EXPECT_TRUE(wait_abort_current(server_, ABI_EPIPE));
    ExpectReady(server_);
    ResetPage(server_)->accept = 1;
    ServerWaits(IPC_PAGE);
    ExpectCallDeclined(at_client_);
    EXPECT_TRUE(wait_abort_current(server_, ABI_EPIPE));
    ExpectReady(server_);
    ResetPage(server_, UINT64_C(1) << 40);
    ServerWaits(IPC_PAGE);
    ExpectCallDeclined(at_client_);
    EXPECT_TRUE(wait_abort_current(server_, ABI_EPIPE));
    ExpectReady(server_);
    ResetPage(server_);
    ServerWaits(IPC_PAGE);
    EXPECT_TRUE(Call());
}

TEST_F(PagePath, SoIsAnEndpointThatSomebodyHasLocked) {
    ServerWaits(IPC_PAGE);
    spinlock_acquire(&endpoint_->object.lock);
    EXPECT_FALSE(Call());
    spinlock_release(&endpoint_->object.lock);
    EXPECT_TRUE(Call());
}

TEST_F(PagePath, AnswersThatAskForMoreAreLeftToTheGeneralWay) {
    Serve();
    for (int which = 0; which < kSpoilings; which++) {
        SCOPED_TRACE(which);
        Spoil(server_, which);
        ExpectAnswerDeclined(at_server_);
    }
    ResetPage(server_);
    const uint32_t sending = Grant(server_process_, at_server_, server_process_, ABI_RIGHT_SEND);
    for (const uint64_t handle : {uint64_t{0}, uint64_t{sending}}) {
        ExpectAnswerDeclined(handle);
    }
    EXPECT_TRUE(Answer(at_server_));
}

TEST_F(PagePath, SoAreAnswersToCallersThatWaitForSomethingElse) {
    ResetPage(client_)->accept = 1;
    Serve();
    ExpectAnswerDeclined(at_server_);
    ipc_drop_caller(server_);
    ExpectReady(client_);
    ResetPage(client_, UINT64_C(1) << 40);
    Serve();
    ExpectAnswerDeclined(at_server_);
    ipc_drop_caller(server_);
    ExpectReady(client_);
    ServerServes(IPC_PAGE);
    ExpectAnswerDeclined(at_server_);
}

TEST_F(PagePath, ACallerThatHasGoneGetsNothing) {
    Serve();
    EXPECT_TRUE(wait_abort_current(client_, ABI_EPIPE));
    ExpectReady(client_);
    memset(PageOf(client_)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
    ResetPage(server_)->bytes = 8;
    EXPECT_FALSE(Answer(at_server_));
    EXPECT_EQ(PageOf(client_)->data[0], 0xee);
    EXPECT_EQ(ResultOf(client_), ABI_EPIPE);
}

TEST_F(PagePath, WithoutACallThereIsNothingToAnswer) {
    EXPECT_FALSE(Answer(at_server_));
    EXPECT_FALSE(IsWaiting(server_));
}

TEST_F(PagePath, ThePartnerGoesOnAtOnceIfItMayRunHere) {
    ServerWaits(IPC_PAGE);
    EXPECT_TRUE(Call());
    EXPECT_EQ(percpu_get(cpu_id{0})->current, server_);
    EXPECT_EQ(Leave(0), server_);
    ResetPage(server_);
    EXPECT_TRUE(Answer(at_server_));
    EXPECT_EQ(percpu_get(cpu_id{0})->current, client_);
    EXPECT_EQ(percpu_get(cpu_id{0})->account, client_);
    EXPECT_EQ(Leave(0), client_);
}

TEST_F(PagePath, ElseItIsPlacedWhereItMay) {
    ServerWaits(IPC_PAGE);
    const uint64_t anywhere = server_->allowed;
    server_->allowed = percpu_get(cpu_id{1})->bit;
    EXPECT_TRUE(Call());
    EXPECT_EQ(percpu_get(cpu_id{0})->current, nullptr);
    EXPECT_EQ(Leave(1), server_);
    server_->allowed = anywhere;
}

}  // namespace
