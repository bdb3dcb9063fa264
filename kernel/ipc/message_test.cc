// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/message.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace {

// Room for what comes before the data and not a byte more: under AddressSanitizer a look at the data is red.
struct Header {
    std::unique_ptr<abi_message, decltype(&std::free)> message;

    Header() : message(static_cast<abi_message *>(std::calloc(1, offsetof(abi_message, data))), &std::free) {}

    abi_message *operator->() const {
        return message.get();
    }

    abi_error Check() const {
        return message_check(message.get());
    }
};

struct Row {
    const char *name;
    std::function<void(Header &)> set;
    abi_error expected;
};

void CheckAll(const std::vector<Row> &rows) {
    for (const Row &row : rows) {
        Header header;
        row.set(header);
        EXPECT_EQ(header.Check(), row.expected) << row.name;
    }
}

TEST(MessageCheck, TakesWhatIsEmpty) {
    EXPECT_EQ(Header().Check(), ABI_OK);
}

TEST(MessageCheck, HasItsLimitsWhereTheInterfaceHasThem) {
    CheckAll({
        {"no byte but one", [](Header &h) { h->bytes = 1; }, ABI_OK},
        {"most bytes", [](Header &h) { h->bytes = 512; }, ABI_OK},
        {"a byte too many", [](Header &h) { h->bytes = 513; }, ABI_EINVAL},
        {"all bytes that the field can say", [](Header &h) { h->bytes = UINT16_MAX; }, ABI_EINVAL},
        {"most capabilities", [](Header &h) { h->capability_count = 4; }, ABI_OK},
        {"a capability too many", [](Header &h) { h->capability_count = 5; }, ABI_EINVAL},
        {"as many as the field can say", [](Header &h) { h->capability_count = UINT8_MAX; }, ABI_EINVAL},
        {"most to accept", [](Header &h) { h->accept = 4; }, ABI_OK},
        {"one too many to accept", [](Header &h) { h->accept = 5; }, ABI_EINVAL},
        {"all that can be said to accept", [](Header &h) { h->accept = UINT8_MAX; }, ABI_EINVAL},
    });
}

TEST(MessageCheck, RefusesEveryBitOfTheReservedWord) {
    for (uint32_t bit = 0; bit < 32; bit++) {
        Header header;
        header->reserved = UINT32_C(1) << bit;
        EXPECT_EQ(header.Check(), ABI_EINVAL) << bit;
    }
}

TEST(MessageCheck, HasNoOpinionOnDeadlinesAndHandles) {
    for (uint64_t deadline : {uint64_t{0}, uint64_t{1}, UINT64_MAX - 1, uint64_t{ABI_DEADLINE_NEVER}}) {
        Header header;
        header->deadline = deadline;
        EXPECT_EQ(header.Check(), ABI_OK) << deadline;
    }
    for (uint32_t handle : {uint32_t{0}, uint32_t{1}, UINT32_MAX}) {
        Header header;
        header->capability_count = ABI_MESSAGE_CAPABILITIES;
        for (auto &capability : header->capabilities) {
            capability.handle = handle;
        }
        EXPECT_EQ(header.Check(), ABI_OK) << "the same handle, more than once: " << handle;
    }
}

// The fault is in capability `at` of `count` that are sent: looked at when at < count.
TEST(MessageCheck, LooksAtEachCapabilityThatIsSentAndAtNoOther) {
    const struct {
        const char *name;
        abi_message_capability capability;
        bool valid;
    } rows[] = {
        {"every right, grantable", {1, ABI_RIGHT_ALL, ABI_RIGHT_ALL, 0}, true},
        {"no right", {1, 0, 0, 0}, true},
        {"grantable beyond the rights", {1, 0, ABI_RIGHT_READ, 0}, true},
        {"a bit that is no right", {1, 0x80, 0, 0}, false},
        {"all rights and that bit", {1, 0xff, 0, 0}, false},
        {"a grantable bit that is no right", {1, 0, 0x80, 0}, false},
        {"all grantable and that bit", {1, 0, 0xff, 0}, false},
        {"first reserved bit", {1, 0, 0, 1}, false},
        {"last reserved bit", {1, 0, 0, 0x8000}, false},
    };
    for (const auto &row : rows) {
        for (uint8_t count = 0; count <= ABI_MESSAGE_CAPABILITIES; count++) {
            for (uint8_t at = 0; at < ABI_MESSAGE_CAPABILITIES; at++) {
                Header header;
                header->capability_count = count;
                header->capabilities[at] = row.capability;
                EXPECT_EQ(header.Check(), row.valid || at >= count ? ABI_OK : ABI_EINVAL)
                    << row.name << ", " << int{at} << " of " << int{count};
            }
        }
    }
}

TEST(MessageInfo, HasTheIdBelowTheClassBelowTheKind) {
    EXPECT_EQ(message_info(0, ABI_CLASS_IDLE, ABI_MESSAGE_CALL), 0u);
    EXPECT_EQ(message_info(7, ABI_CLASS_NORMAL, ABI_MESSAGE_CALL), UINT64_C(0x0000000100000007));
    EXPECT_EQ(message_info(UINT32_MAX, ABI_CLASS_PERF_BURST, ABI_MESSAGE_FAULT), UINT64_C(0x00000303ffffffff));
    EXPECT_EQ(message_info(UINT32_C(0x80000000), ABI_CLASS_IDLE, ABI_MESSAGE_SEND), UINT64_C(0x0000010080000000));
    EXPECT_EQ(message_info(0, ABI_CLASS_IDLE, ABI_MESSAGE_NOTIFICATION), UINT64_C(0x0000020000000000));
}

TEST(MessageInfo, CanBeTakenApart) {
    for (uint32_t id : {UINT32_C(0), UINT32_C(1), UINT32_C(0x7fffffff), UINT32_C(0x80000000), UINT32_MAX}) {
        for (uint32_t class_ = 0; class_ < ABI_CLASS_COUNT; class_++) {
            for (uint32_t kind = ABI_MESSAGE_CALL; kind <= ABI_MESSAGE_FAULT; kind++) {
                uint64_t info = message_info(id, static_cast<abi_class>(class_), static_cast<abi_message_kind>(kind));
                EXPECT_EQ(static_cast<uint32_t>(info), id);
                EXPECT_EQ(static_cast<uint8_t>(info >> ABI_INFO_CLASS_SHIFT), class_);
                EXPECT_EQ(info >> ABI_INFO_KIND_SHIFT, kind);
            }
        }
    }
}

}  // namespace
