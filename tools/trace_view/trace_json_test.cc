// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/trace_json.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tools/trace_view/dumps.h"

namespace trace_view {
namespace {

using Json = nlohmann::json;

class TraceJson : public testing::Test {
  protected:
    // Those of that phase.
    std::vector<Json> Of(const std::string &phase) {
        std::vector<Json> found;
        for (const Json &object : json_["traceEvents"]) {
            if (object["ph"] == phase) {
                found.push_back(object);
            }
        }
        return found;
    }

    Json json_ = Json::parse(MakeJson(MakeTimeline(Busy())));
};

TEST_F(TraceJson, EveryObjectHasWhatTheFormatWants) {
    const std::set<std::string> phases = {"M", "X", "i", "s", "f"};
    for (const Json &object : json_["traceEvents"]) {
        EXPECT_EQ(phases.count(object["ph"]), 1u) << object;
        EXPECT_TRUE(object["pid"].is_number() && object["tid"].is_number() && object["name"].is_string()) << object;
        EXPECT_TRUE(object["ph"] == "M" || object["ts"].is_number()) << object;
    }
}

TEST_F(TraceJson, HartsAreNamedTracksInTheirOrder) {
    std::map<int, std::string> names;
    for (const Json &object : Of("M")) {
        if (object["name"] == "thread_name") {
            names[object["tid"]] = object["args"]["name"];
        }
    }
    EXPECT_EQ(names, (std::map<int, std::string>{{1, "hart 0"}, {2, "hart 1"}, {3, "hart 2"}}));
}

TEST_F(TraceJson, SlicesOfAHartDoNotOverlap) {
    std::map<int, double> ends;
    for (const Json &slice : Of("X")) {
        double &end = ends[slice["tid"]];
        EXPECT_GE(slice["ts"].get<double>() + 1e-6, end) << slice;
        EXPECT_GE(slice["dur"].get<double>(), 0) << slice;
        end = slice["ts"].get<double>() + slice["dur"].get<double>();
    }
    EXPECT_EQ(ends.size(), 3u);
}

TEST_F(TraceJson, ATaskIsASliceWithItsTimesInMicroseconds) {
    const Json first = Of("X")[0];
    EXPECT_EQ(first["name"], "shell");
    EXPECT_EQ(first["args"]["task"], 5);
    EXPECT_DOUBLE_EQ(first["ts"], 0);
    EXPECT_DOUBLE_EQ(first["dur"], 0.3);
}

TEST_F(TraceJson, EveryFlowHasItsBeginningAndItsEndInASlice) {
    std::map<int, Json> begun;
    std::set<std::string> names;
    for (const Json &flow : Of("s")) {
        EXPECT_TRUE(begun.emplace(flow["id"], flow).second) << flow;
    }
    ASSERT_EQ(Of("f").size(), begun.size());
    ASSERT_EQ(begun.size(), 4u);
    for (const Json &flow : Of("f")) {
        const Json &start = begun.at(flow["id"]);
        EXPECT_EQ(flow["name"], start["name"]);
        EXPECT_EQ(flow["cat"], start["cat"]);
        EXPECT_GE(flow["ts"], start["ts"]);
        names.insert(flow["name"]);
        bool is_in_slice = false;
        for (const Json &slice : Of("X")) {
            is_in_slice = is_in_slice || (slice["tid"] == flow["tid"] && slice["ts"] <= flow["ts"] &&
                                          slice["ts"].get<double>() + slice["dur"].get<double>() >= flow["ts"]);
        }
        EXPECT_TRUE(is_in_slice) << flow;
    }
    EXPECT_EQ(names, (std::set<std::string>{"ipi", "steal"}));
}

TEST_F(TraceJson, WhatHappensInBetweenAreInstants) {
    std::map<std::string, int> counts;
    for (const Json &instant : Of("i")) {
        EXPECT_EQ(instant["s"], "t");
        counts[instant["name"]]++;
    }
    EXPECT_EQ(counts, (std::map<std::string, int>{
                          {"fault", 1}, {"ipi_receive", 3}, {"ipi_send", 3}, {"steal", 1}, {"timer", 1}, {"wake", 2}}));
}

TEST_F(TraceJson, LostRecordsAreSlicesAndCounted) {
    int found = 0;
    for (const Json &slice : Of("X")) {
        if (slice["cat"] == "lost") {
            EXPECT_EQ(slice["args"]["records"], 3);
            found++;
        }
    }
    EXPECT_EQ(found, 1);
    EXPECT_EQ(json_["otherData"]["lost"], 3);
    EXPECT_EQ(json_["otherData"]["records"], 20);
}

TEST(TraceJsonOfNothing, IsJson) {
    EXPECT_EQ(Json::parse(MakeJson(MakeTimeline(DumpOf({{}}))))["otherData"]["records"], 0);
}

}  // namespace
}  // namespace trace_view
