// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/axis.h"

#include <algorithm>
#include <utility>

namespace trace_view {

namespace {

// A silence longer than one part of so many of what is shown is cut out.
constexpr uint64_t SILENCE_PARTS = 6;
constexpr size_t CUTS_MAX = 6;

// Where something happens, in order, none over another.
std::vector<Cut> BusyTimes(const Timeline &timeline) {
    std::vector<Cut> times = {{0, 0}, {timeline.length, timeline.length}};
    for (const Hart &hart : timeline.harts) {
        for (const Span &span : hart.spans) {
            if (span.doing != Doing::kIdle) {
                times.push_back({span.begin, span.end});
            }
        }
        for (const Event &event : hart.events) {
            times.push_back({event.time, event.time});
        }
    }
    for (const Arrow &arrow : timeline.arrows) {
        times.push_back({arrow.begin, arrow.end});
    }
    std::sort(times.begin(), times.end(), [](const Cut &one, const Cut &other) { return one.begin < other.begin; });
    std::vector<Cut> busy;
    for (const Cut &time : times) {
        if (busy.empty() || time.begin > busy.back().end) {
            busy.push_back(time);
        } else {
            busy.back().end = std::max(busy.back().end, time.end);
        }
    }
    return busy;
}

// The longest first, while they are long beside what is left.
std::vector<Cut> LongSilences(const Timeline &timeline) {
    const std::vector<Cut> busy = BusyTimes(timeline);
    std::vector<Cut> silences;
    for (size_t i = 1; i < busy.size(); i++) {
        silences.push_back({busy[i - 1].end, busy[i].begin});
    }
    std::sort(silences.begin(), silences.end(), [](const Cut &one, const Cut &other) {
        return std::make_pair(other.end - other.begin, one.begin) < std::make_pair(one.end - one.begin, other.begin);
    });
    uint64_t left = timeline.length;
    size_t count = 0;
    while (count < std::min(silences.size(), CUTS_MAX)) {
        const uint64_t length = silences[count].end - silences[count].begin;
        if (length < left / SILENCE_PARTS || length == left) {
            break;
        }
        left -= length;
        count++;
    }
    silences.resize(count);
    std::sort(silences.begin(), silences.end(),
              [](const Cut &one, const Cut &other) { return one.begin < other.begin; });
    return silences;
}

}  // namespace

Axis::Axis(const Timeline &timeline, int64_t left, int64_t right)
    : length_(timeline.length), shown_(timeline.length), left_(left), width_(right - left),
      cuts_(LongSilences(timeline)) {
    for (const Cut &cut : cuts_) {
        shown_ -= cut.end - cut.begin;
        width_ -= kCutWidth;
    }
}

// How much of the time before is shown.
uint64_t Axis::Shown(uint64_t time) const {
    uint64_t shown = time;
    for (const Cut &cut : cuts_) {
        shown -= time > cut.begin ? std::min(time, cut.end) - cut.begin : 0;
    }
    return shown;
}

int64_t Axis::X(uint64_t time) const {
    int64_t x = left_;
    for (const Cut &cut : cuts_) {
        if (time > cut.begin) {
            const auto part = static_cast<unsigned __int128>(std::min(time, cut.end) - cut.begin) * kCutWidth;
            x += static_cast<int64_t>(part / (cut.end - cut.begin));
        }
    }
    const auto shown = static_cast<unsigned __int128>(Shown(time)) * static_cast<uint64_t>(width_);
    return shown_ == 0 ? x : x + static_cast<int64_t>(shown / shown_);
}

// 1, 2 or 5 and zeros.
uint64_t Axis::Step() const {
    const auto ticks = static_cast<uint64_t>(width_ / kTickDistance);
    for (uint64_t ten = 1;; ten *= 10) {
        for (uint64_t factor : {UINT64_C(1), UINT64_C(2), UINT64_C(5)}) {
            if (ten * factor * ticks >= shown_) {
                return ten * factor;
            }
        }
    }
}

std::vector<Tick> Axis::Ticks() const {
    std::vector<Tick> ticks;
    const uint64_t step = Step();
    uint64_t begin = 0;
    for (size_t i = 0; i <= cuts_.size(); i++) {
        const uint64_t end = i < cuts_.size() ? cuts_[i].begin : length_;
        for (uint64_t time = (begin + step - 1) / step * step; time <= end; time += step) {
            if (ticks.empty() || X(time) - ticks.back().x >= kTickDistance) {
                ticks.push_back({time, X(time)});
            }
        }
        begin = i < cuts_.size() ? cuts_[i].end : length_;
    }
    return ticks;
}

std::string MicrosecondsNumber(uint64_t nanoseconds) {
    std::string text = std::to_string(nanoseconds / 1000);
    std::string rest = std::to_string(nanoseconds % 1000 + 1000).substr(1);
    rest.resize(rest.find_last_not_of('0') + 1);
    return text + (rest.empty() ? "" : "." + rest);
}

std::string MicrosecondsText(uint64_t nanoseconds) {
    return MicrosecondsNumber(nanoseconds) + " \u00b5s";
}

}  // namespace trace_view
