// SPDX-License-Identifier: Apache-2.0
#include "libs/nexus/start_record.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

namespace {

TEST(StartRecord, FindsEachHandleByItsName) {
    start_record record = {};
    EXPECT_EQ(start_record_add(&record, "log", 7), ABI_OK);
    EXPECT_EQ(start_record_add(&record, "logger", 9), ABI_OK);
    EXPECT_EQ(start_record_find(&record, "log"), 7u);
    EXPECT_EQ(start_record_find(&record, "logger"), 9u);
    EXPECT_EQ(start_record_find(&record, "lo"), 0u);
    EXPECT_EQ(start_record_find(&record, ""), 0u);
}

TEST(StartRecord, RefusesNamesThatAreEmptyTooLongOrTaken) {
    start_record record = {};
    std::string longest(START_RECORD_NAME_MAX, 'n');
    EXPECT_EQ(start_record_add(&record, longest.c_str(), 1), ABI_OK);
    start_record before = record;
    EXPECT_EQ(start_record_add(&record, (longest + "n").c_str(), 2), ABI_EINVAL);
    EXPECT_EQ(start_record_add(&record, "", 2), ABI_EINVAL);
    EXPECT_EQ(start_record_add(&record, longest.c_str(), 2), ABI_EINVAL);
    EXPECT_EQ(start_record_add(&record, "none", 0), ABI_EINVAL);
    EXPECT_EQ(std::memcmp(&record, &before, sizeof(record)), 0);
    EXPECT_EQ(start_record_find(&record, longest.c_str()), 1u);
}

// A name is read no further than it may be long.
TEST(StartRecord, ReadsNothingBehindANameWithoutEnd) {
    start_record record = {};
    std::unique_ptr<char[]> endless(new char[START_RECORD_NAME_MAX + 1]);
    std::memset(endless.get(), 'x', START_RECORD_NAME_MAX + 1);
    EXPECT_EQ(start_record_add(&record, endless.get(), 1), ABI_EINVAL);
}

TEST(StartRecord, TakesSoManyAndNoMore) {
    start_record record = {};
    for (uint32_t i = 0; i < START_RECORD_CAPABILITIES_MAX; i++) {
        ASSERT_EQ(start_record_add(&record, ("n" + std::to_string(i)).c_str(), i + 1), ABI_OK);
    }
    EXPECT_EQ(start_record_add(&record, "more", 77), ABI_ENOSPC);
    EXPECT_EQ(start_record_find(&record, "more"), 0u);
    EXPECT_EQ(start_record_find(&record, "n31"), 32u);
}

TEST(StartRecord, OfTheFirstProgramHasWhatTheMachineHas) {
    abi_boot boot = {};
    uint32_t *const handles[] = {&boot.clock,
                                 &boot.sched_setqos,
                                 &boot.sched_setaffinity,
                                 &boot.sched_setshares,
                                 &boot.stats_read,
                                 &boot.audit_read,
                                 &boot.log,
                                 &boot.power};
    const char *const names[] = {
        "clock", "sched_setqos", "sched_setaffinity", "sched_setshares", "stats_read", "audit_read", "log", "power"};
    for (uint32_t i = 0; i < 8; i++) {
        *handles[i] = 100 + i;
    }
    boot.archive_bytes = 5;  // no handle
    start_record record;
    std::memset(&record, 0x5a, sizeof(record));
    start_record_from_boot(&record, &boot);
    for (uint32_t i = 0; i < 8; i++) {
        EXPECT_EQ(start_record_find(&record, names[i]), 100 + i) << names[i];
    }
    EXPECT_EQ(start_record_find(&record, "archive"), 0u);
    EXPECT_EQ(record.capability_count, 8u);
    EXPECT_EQ(record.arguments[0], 0u);
    boot.archive = 200;
    start_record_from_boot(&record, &boot);
    EXPECT_EQ(start_record_find(&record, "archive"), 200u);
}

}  // namespace
