// SPDX-License-Identifier: Apache-2.0
// Another task of the process writes to a message page while the kernel is between two looks at it: what counts is what was checked. The
// linker hands two functions to this test (-Wl,--wrap): one that the kernel calls when it has its copy of the header, and one that the short
// way calls when it has read how much there is.
#include <cstring>

#include "kernel/ipc/ipc_fixture.h"

extern "C" {
#include "kernel/arch/cpu.h"
#include "kernel/ipc/message.h"
#include "kernel/ipc/page_path.h"
}

namespace {

// What the other task does, once.
void (*after_check)() = nullptr;

// Calls of memory_at until then, and what the other task does.
uint32_t looks_left = 0;
void (*at_look)() = nullptr;

}  // namespace

extern "C" {
void *__real_memory_at(uint64_t physical);
void *__wrap_memory_at(uint64_t physical);
abi_error __real_message_check(const struct abi_message *header);
abi_error __wrap_message_check(const struct abi_message *header);

void *__wrap_memory_at(uint64_t physical) {
    if (looks_left != 0 && --looks_left == 0) {
        at_look();
    }
    return __real_memory_at(physical);
}

abi_error __wrap_message_check(const struct abi_message *header) {
    const abi_error error = __real_message_check(header);
    if (after_check != nullptr) {
        after_check();
        after_check = nullptr;
    }
    return error;
}
}

namespace {

abi_message *written = nullptr;  // by the other task
uint32_t other_handle = 0;

class MessageOnce : public IpcTest {
  protected:
    static constexpr uint64_t kFarDeadline = UINT64_C(1) << 40;

    void SetUp() override {
        IpcTest::SetUp();
        ResetPage(client_);
        ResetPage(server_);
        gift_ = MakeObject(client_process_, ABI_OBJECT_NOTIFICATION);
        other_handle = MakeObject(client_process_, ABI_OBJECT_ENDPOINT);
        server_slots_ = capability_slots_taken(&server_process_->slots);
    }

    // The server waits for as many capabilities as there may be, and the client offers one, with 8 bytes.
    void Offer() {
        memset(PageOf(server_)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
        PageOf(server_)->accept = ABI_MESSAGE_CAPABILITIES;
        EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
        written = PageOf(client_);
        written->bytes = 8;
        written->capability_count = 1;
        written->capabilities[0].handle = gift_;
        written->capabilities[0].rights = ABI_RIGHT_SEND;
    }

    void SendAndChange(void (*change)()) {
        after_check = change;
        const ipc_outcome outcome = Send(client_, at_client_, kWords, IPC_PAGE);
        EXPECT_EQ(outcome.error, ABI_OK);
        EXPECT_EQ(after_check, nullptr) << "nothing was written meanwhile";
        ExpectReady(server_);
    }

    uint32_t gift_ = 0;
    uint32_t server_slots_ = 0;
};

TEST_F(MessageOnce, AsMuchDataArrivesAsWasChecked) {
    Offer();
    SendAndChange([] { written->bytes = ABI_MESSAGE_MAX_BYTES; });
    EXPECT_EQ(PageOf(server_)->bytes, 8u);
    EXPECT_EQ(PageOf(server_)->data[8], 0xee);
}

TEST_F(MessageOnce, AsManyCapabilitiesArriveAsWereChecked) {
    Offer();
    SendAndChange([] { written->capability_count = 2; });
    EXPECT_EQ(PageOf(server_)->capability_count, 1u);
}

TEST_F(MessageOnce, TheCapabilityArrivesThatWasChecked) {
    Offer();
    SendAndChange([] {
        written->capabilities[0].handle = other_handle;
        written->capabilities[0].rights = ABI_RIGHT_ALL;
    });
    const uint32_t handle = PageOf(server_)->capabilities[0].handle;
    const capability *slot = capability_find(capabilities, server_process_->number, handle);
    ASSERT_NE(slot, nullptr);
    EXPECT_EQ(slot->kind, ABI_OBJECT_NOTIFICATION);
    EXPECT_EQ(slot->rights, ABI_RIGHT_SEND);
}

TEST_F(MessageOnce, AsManySlotsAreReservedAsWereChecked) {
    written = PageOf(server_);
    written->accept = 1;
    after_check = [] { written->accept = ABI_MESSAGE_CAPABILITIES; };
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    EXPECT_EQ(after_check, nullptr);
    EXPECT_EQ(capability_slots_taken(&server_process_->slots), server_slots_ + 1);
}

TEST_F(MessageOnce, TheWaitEndsWhenItWasToWhenItWasChecked) {
    written = ResetPage(server_, kFarDeadline);
    after_check = [] { written->deadline = ABI_DEADLINE_NEVER; };
    EXPECT_TRUE(Receive(server_, at_server_, IPC_PAGE).is_in_frame);
    EXPECT_EQ(after_check, nullptr);
    EXPECT_TRUE(server_->has_deadline);
}

TEST_F(MessageOnce, TheShortWayCopiesAsMuchAsItHasRead) {
    memset(PageOf(server_)->data, 0xee, ABI_MESSAGE_MAX_BYTES);
    ServerWaits(IPC_PAGE);
    Run(0, client_);
    cpu *hart = Become(0);
    written = PageOf(client_);
    written->bytes = 8;
    at_look = [] { written->bytes = ABI_MESSAGE_MAX_BYTES; };
    looks_left = 2;  // the first is for the page itself
    EXPECT_TRUE(ipc_page_call(hart, at_client_, kWords.data()));
    EXPECT_EQ(looks_left, 0u);
    EXPECT_EQ(written->bytes, uint32_t{ABI_MESSAGE_MAX_BYTES}) << "nothing was written meanwhile";
    EXPECT_EQ(PageOf(server_)->bytes, 8u);
    EXPECT_EQ(PageOf(server_)->data[8], 0xee);
}

}  // namespace
