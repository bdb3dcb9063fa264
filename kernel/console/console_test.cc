// SPDX-License-Identifier: Apache-2.0
// Input: what was received is handed out once, in order, and to one task.
#include <string>

#include "kernel/memory/machine_fixture.h"

extern "C" {
#include "kernel/console/console.h"
}

namespace {

constexpr uint32_t kSource = 3;

class Console : public MachineTest {
  protected:
    void SetUp() override {
        MachineTest::SetUp();
        process_ = MakeProcess();
        reader_ = MakeTask(process_);
        other_ = MakeTask(process_);
        console_start_input(percpu_get(cpu_id{0}), kSource);
        Run(0, reader_);
    }
    void TearDown() override {
        fake_user_memory_is_bad = false;
        EndTasks({reader_, other_});
        EndProcess(process_);
        MachineTest::TearDown();
    }

    static void Receive(const std::string &bytes) {
        fake_serial_input = bytes.c_str();
        EXPECT_TRUE(console_interrupt(kSource));
        EXPECT_EQ(*fake_serial_input, 0) << "all is read";
        fake_serial_input = nullptr;
    }

    // What hart 0's task gets.
    static abi_error Read(size_t capacity, std::string *bytes) {
        char buffer[ABI_CONSOLE_READ_MAX_BYTES] = {};
        size_t count = SIZE_MAX;
        abi_error error = console_read(percpu_get(cpu_id{0}), reinterpret_cast<uint64_t>(buffer), capacity, &count);
        if (error == ABI_OK) {
            bytes->assign(buffer, count);
        } else {
            EXPECT_EQ(count, SIZE_MAX) << "untouched";
        }
        return error;
    }

    static std::string MustRead(size_t capacity) {
        std::string bytes;
        EXPECT_EQ(Read(capacity, &bytes), ABI_OK);
        return bytes;
    }

    process *process_ = nullptr;
    task *reader_ = nullptr;
    task *other_ = nullptr;
};

TEST_F(Console, HandsOutWhatWasReceivedOldestFirst) {
    Receive("abc");
    Receive("de");
    EXPECT_EQ(MustRead(2), "ab");
    EXPECT_EQ(MustRead(ABI_CONSOLE_READ_MAX_BYTES), "cde");
    EXPECT_EQ(MustRead(1), "") << "and waits";
}

TEST_F(Console, WhatCannotBeHandedOutIsNotLost) {
    Receive("abc");
    std::string bytes = "untouched";
    fake_user_memory_is_bad = true;
    EXPECT_EQ(Read(2, &bytes), ABI_EFAULT);
    EXPECT_EQ(Read(3, &bytes), ABI_EFAULT);
    EXPECT_EQ(bytes, "untouched");
    fake_user_memory_is_bad = false;
    EXPECT_EQ(MustRead(2), "ab");
    EXPECT_EQ(MustRead(2), "c");
}

TEST_F(Console, OneTaskWaitsAtATime) {
    EXPECT_EQ(MustRead(1), "") << "the reader waits";
    Run(0, other_);
    std::string bytes;
    EXPECT_EQ(Read(1, &bytes), ABI_EBUSY);
    Run(0, reader_);
    Receive("x");
    Run(0, other_);
    EXPECT_EQ(MustRead(1), "x") << "it is there for whoever asks first";
}

TEST_F(Console, WhatDoesNotFitStaysInTheUart) {
    const std::string typed = std::string(CONSOLE_INPUT_BYTES - 1, 'a') + "bcd";
    Receive(typed.substr(0, CONSOLE_INPUT_BYTES - 1));
    EXPECT_TRUE(fake_serial_interrupts) << "one more fits";
    fake_serial_input = "bcd";
    EXPECT_TRUE(console_interrupt(kSource));
    EXPECT_STREQ(fake_serial_input, "cd");
    EXPECT_FALSE(fake_serial_interrupts) << "nobody could take it";
    std::string all = MustRead(1);
    EXPECT_STREQ(fake_serial_input, "d") << "the place is taken at once";
    EXPECT_FALSE(fake_serial_interrupts);
    for (std::string more = MustRead(ABI_CONSOLE_READ_MAX_BYTES); !more.empty();
         more = MustRead(ABI_CONSOLE_READ_MAX_BYTES)) {
        all += more;
    }
    EXPECT_EQ(all, typed);
    EXPECT_TRUE(fake_serial_interrupts);
    Receive("e");
    EXPECT_EQ(MustRead(1), "e");
}

TEST_F(Console, AnotherSourceIsNone) {
    fake_serial_input = "abc";
    EXPECT_FALSE(console_interrupt(kSource + 1));
    EXPECT_STREQ(fake_serial_input, "abc");
    fake_serial_input = nullptr;
    EXPECT_EQ(MustRead(1), "");
}

}  // namespace
