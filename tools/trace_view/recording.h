// SPDX-License-Identifier: Apache-2.0
// Finds the last dump of a trace in what a console printed, and reads it. The format: libs/trace_dump/format.h. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "abi/trace.h"

namespace trace_view {

struct HartRecords {
    std::vector<abi_trace_record> records;  // positions grow, times do not fall
    uint64_t lost = 0;                      // those before the first one and those between them
};

struct Dump {
    uint64_t ticks_per_second = 0;
    std::vector<HartRecords> harts;  // at least one
};

struct Problem {
    size_t line = 0;  // of the recording, from 1
    std::string text;
};

// Lines outside of the dump may be anything. Everything in the dump is checked: counts, order, that harts exist; so what uses it need not.
// Errors: nothing, and what is wrong where.
std::optional<Dump> ReadRecording(const std::string &recording, Problem *problem);

}  // namespace trace_view
