// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/waits.h"

#include <gtest/gtest.h>

#include <memory>

namespace {

class Waits : public testing::Test {
  protected:
    void Begin(std::initializer_list<uint64_t> times) {
        for (uint64_t time : times) {
            waits_begin(waits_.get(), time);
        }
    }

    void End(std::initializer_list<uint64_t> times) {
        for (uint64_t time : times) {
            waits_end(waits_.get(), time);
        }
    }

    void Expect(uint64_t since, uint32_t count, uint64_t longest) {
        const waits_found found = waits_find(waits_.get(), since);
        EXPECT_EQ(found.count, count);
        EXPECT_EQ(found.longest, longest);
    }

    std::unique_ptr<waits> waits_ = std::make_unique<waits>();
};

TEST_F(Waits, NoneAreNone) {
    Expect(0, 0, 0);
    Begin({3});
    Expect(0, 0, 0);
}

TEST_F(Waits, EachEndsWithTheFirstEndBehindItWhateverTheOrder) {
    Begin({100, 10, 200});
    End({17, 103, 5, 250});
    Expect(0, 3, 50);
}

TEST_F(Waits, AnEndAtTheSameTimeIsOne) {
    Begin({10});
    End({10, 90});
    Expect(0, 1, 0);
}

TEST_F(Waits, WhatBeganBeforeIsLeftOut) {
    Begin({10, 20});
    End({19, 22});
    Expect(11, 1, 2);
    Expect(10, 2, 9);
    Expect(21, 0, 0);
}

TEST_F(Waits, WhatThereIsNoPlaceForIsLeftOut) {
    for (uint64_t i = 0; i < WAITS_KEPT + 9; i++) {
        waits_begin(waits_.get(), i);
        waits_end(waits_.get(), i);
    }
    Expect(0, WAITS_KEPT, 0);
}

}  // namespace
