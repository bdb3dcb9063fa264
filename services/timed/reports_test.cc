// SPDX-License-Identifier: Apache-2.0
#include "services/timed/reports.h"

#include <gtest/gtest.h>

namespace {

constexpr uint64_t kInterval = 1000;

class ReportsTest : public testing::Test {
  protected:
    ReportsTest() {
        reports_init(&reports_, kInterval);
    }

    // Tells everything that is due; returns how much was told of in all.
    uint32_t Tell(uint64_t now) {
        uint32_t told = 0;
        while (reports_next(&reports_, now, &report_)) {
            told += report_.count;
            reports_settle(&reports_, now, &report_);
        }
        return told;
    }

    reports reports_;
    reports_report report_ = {};
};

TEST_F(ReportsTest, TheFirstIsToldAtOnceAndTheNextTogether) {
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    EXPECT_EQ(Tell(5), 1u);
    EXPECT_EQ(report_.event, AUDIT_TIMER_REGISTERED);
    EXPECT_EQ(report_.error, ABI_OK);
    EXPECT_EQ(report_.recipe, 3u);
    for (uint32_t i = 0; i < 7; i++) {
        reports_note(&reports_, 3, REPORTS_REGISTERED);
    }
    EXPECT_EQ(Tell(5 + kInterval - 1), 0u);
    EXPECT_EQ(Tell(5 + kInterval), 7u);
    EXPECT_EQ(Tell(UINT64_MAX), 0u);
}

TEST_F(ReportsTest, WhatCouldNotBeToldStays) {
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    ASSERT_TRUE(reports_next(&reports_, 5, &report_));
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    ASSERT_TRUE(reports_next(&reports_, 5, &report_));
    EXPECT_EQ(report_.count, 2u);
    // What comes while it is told is not settled with it.
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    reports_settle(&reports_, 5, &report_);
    EXPECT_EQ(Tell(5), 1u);
}

TEST_F(ReportsTest, OneProgramDoesNotDelayAnother) {
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    EXPECT_EQ(Tell(5), 1u);
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    reports_note(&reports_, 4, REPORTS_REGISTERED);
    EXPECT_EQ(Tell(6), 1u);
    EXPECT_EQ(report_.recipe, 4u);
    EXPECT_EQ(Tell(5 + kInterval), 1u);
    EXPECT_EQ(report_.recipe, 3u);
}

TEST_F(ReportsTest, AnEndMakesEverythingDue) {
    reports_note(&reports_, 3, REPORTS_REGISTERED);
    EXPECT_EQ(Tell(5), 1u);
    reports_note(&reports_, 3, REPORTS_REFUSED_ENOSPC);
    reports_hasten(&reports_);
    EXPECT_EQ(Tell(6), 1u);
    EXPECT_EQ(report_.event, AUDIT_TIMER_REFUSED);
    EXPECT_EQ(report_.error, ABI_ENOSPC);
}

TEST_F(ReportsTest, EachAnswerIsToldAsWhatItWas) {
    for (abi_error error : {ABI_OK, ABI_EBADF, ABI_EINVAL, ABI_EPERM, ABI_ENOSPC}) {
        reports_note(&reports_, 7, reports_kind_of(error));
        reports_hasten(&reports_);
        EXPECT_EQ(Tell(5), 1u);
        EXPECT_EQ(report_.error, error);
        EXPECT_EQ(report_.event, error == ABI_OK ? AUDIT_TIMER_REGISTERED : AUDIT_TIMER_REFUSED);
    }
    reports_note(&reports_, UINT32_MAX, REPORTS_MALFORMED);
    EXPECT_EQ(Tell(5), 1u);
    EXPECT_EQ(report_.event, AUDIT_REQUEST_REFUSED);
    EXPECT_EQ(report_.recipe, 0u);
}

}  // namespace
