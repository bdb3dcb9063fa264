// SPDX-License-Identifier: Apache-2.0
#include "libs/trace_dump/format.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

namespace {

std::string Record(const abi_trace_record &record) {
    char line[TRACE_FORMAT_LINE_BYTES];
    trace_format_record(line, &record);
    return line;
}

TEST(TraceFormat, TheFirstLineSaysVersionRateAndHarts) {
    char line[TRACE_FORMAT_LINE_BYTES];
    trace_format_begin(line, 10000000, 4);
    EXPECT_STREQ(line, "TRACE: begin version=1 ticks_per_second=10000000 harts=4\n");
}

TEST(TraceFormat, ARecordIsOneLineOfItsFields) {
    EXPECT_EQ(Record({.position = 17,
                      .time = 123456,
                      .argument = 0x2a,
                      .task = 5,
                      .detail = 3,
                      .event = ABI_TRACE_WAKE,
                      .cpu = 1}),
              "TRACE: 1 17 123456 wake 5 3 0x2a\n");
}

TEST(TraceFormat, HartsAndTheEndSayWhatIsLost) {
    char line[TRACE_FORMAT_LINE_BYTES];
    trace_format_hart(line, 3, 256, 1000);
    EXPECT_STREQ(line, "TRACE: hart=3 records=256 lost=1000\n");
    trace_format_end(line, 1024, 1000);
    EXPECT_STREQ(line, "TRACE: end records=1024 lost=1000\n");
}

TEST(TraceFormat, TheLongestLinesFit) {
    uint8_t longest = 0;
    for (uint8_t event = 0; event <= ABI_TRACE_EVENT_COUNT; event++) {
        if (std::strlen(trace_format_event(event)) > std::strlen(trace_format_event(longest))) {
            longest = event;
        }
    }
    std::string line = Record({.position = UINT64_MAX,
                               .time = UINT64_MAX,
                               .argument = UINT64_MAX,
                               .task = UINT32_MAX,
                               .detail = UINT16_MAX,
                               .event = longest,
                               .cpu = UINT8_MAX});
    EXPECT_EQ(line.back(), '\n');
    EXPECT_NE(line.find(" 65535 0xffffffffffffffff\n"), std::string::npos);
    char text[TRACE_FORMAT_LINE_BYTES];
    trace_format_begin(text, UINT64_MAX, UINT32_MAX);
    EXPECT_EQ(text[std::strlen(text) - 1], '\n');
    trace_format_hart(text, UINT32_MAX, UINT64_MAX, UINT64_MAX);
    EXPECT_EQ(text[std::strlen(text) - 1], '\n');
    trace_format_end(text, UINT64_MAX, UINT64_MAX);
    EXPECT_EQ(text[std::strlen(text) - 1], '\n');
}

TEST(TraceFormat, EveryEventHasAOneWordNameOfItsOwn) {
    std::set<std::string> names;
    for (uint32_t event = ABI_TRACE_SWITCH; event < ABI_TRACE_EVENT_COUNT; event++) {
        std::string name = trace_format_event(event);
        EXPECT_NE(name, "unknown") << event;
        EXPECT_EQ(name.find(' '), std::string::npos) << name;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_STREQ(trace_format_event(0), "unknown");
    EXPECT_STREQ(trace_format_event(ABI_TRACE_EVENT_COUNT), "unknown");
}

}  // namespace
