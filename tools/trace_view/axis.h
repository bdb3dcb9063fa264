// SPDX-License-Identifier: Apache-2.0
// Where on the page a time is. Long silences of all harts are cut out, or a session that somebody typed would be all silence. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/trace_view/timeline.h"

namespace trace_view {

// Times that are not shown.
struct Cut {
    uint64_t begin;
    uint64_t end;
};

struct Tick {
    uint64_t time;
    int64_t x;
};

// Positions are tenths of a pixel, so that a page is the same wherever it is made.
class Axis {
  public:
    static constexpr int64_t kTenths = 10;
    static constexpr int64_t kCutWidth = 76 * kTenths;      // of the page, for each cut
    static constexpr int64_t kTickDistance = 60 * kTenths;  // between two, at least

    // From `left` to `right`, with room for both.
    Axis(const Timeline &timeline, int64_t left, int64_t right);

    // Does not fall when time grows.
    int64_t X(uint64_t time) const;

    const std::vector<Cut> &cuts() const {
        return cuts_;
    }

    // Round times, by their place; none in a cut.
    std::vector<Tick> Ticks() const;

  private:
    uint64_t Shown(uint64_t time) const;
    uint64_t Step() const;

    uint64_t length_;
    uint64_t shown_;  // of it
    int64_t left_;
    int64_t width_;  // for what is shown
    std::vector<Cut> cuts_;
};

// "1234.5": as few digits as say it all. And the same with its unit.
std::string MicrosecondsNumber(uint64_t nanoseconds);
std::string MicrosecondsText(uint64_t nanoseconds);

}  // namespace trace_view
