// SPDX-License-Identifier: Apache-2.0
// Where things are on the page, and what colour they have. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/trace_view/timeline.h"

namespace trace_view {

// Pixels.
constexpr int64_t kPageWidth = 1000;
constexpr int64_t kPageMargin = 12;
constexpr int64_t kRowsLeft = 68;
constexpr int64_t kRowsRight = kPageWidth - 36;  // the last time stands below it
constexpr int64_t kLegendLine = 22;

// Tasks, those that ran longest first; of equal ones the lower number.
std::vector<uint32_t> TasksByTime(const Timeline &timeline);

// The colour of the one at that place: a few that are easy to tell apart, then as far apart as there is room.
std::string TaskColour(size_t place);

struct LegendEntry {
    enum class Kind { kTask, kInterrupt, kSteal, kTimer, kFault, kKernel, kLost, kMore } kind;
    std::string text;
    std::string colour;
    int64_t x;
    int64_t y;
};

// The entries that this timeline needs, from that height down, and where they end.
std::vector<LegendEntry> PlaceLegend(const Timeline &timeline, int64_t top, int64_t *bottom);

struct Rows {
    int64_t top;
    int64_t height;    // of a row
    int64_t distance;  // from one to the next, room for arrows included
    size_t count;

    Rows(size_t harts, int64_t first);

    int64_t Top(size_t hart) const {
        return top + static_cast<int64_t>(hart) * distance;
    }
    int64_t Bottom(size_t hart) const {
        return Top(hart) + height;
    }
};

}  // namespace trace_view
