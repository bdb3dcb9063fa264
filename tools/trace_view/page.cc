// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/page.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace trace_view {

namespace {

constexpr size_t LEGEND_TASKS_MAX = 24;
constexpr size_t TALL_ROWS_MAX = 16;
constexpr int64_t TEXT_WIDTH = 7;  // of a letter, generously
constexpr int64_t SIGN_WIDTH = 34;

// Light enough for black text.
const char *const kColours[] = {"#8ecae6", "#ffb703", "#90be6d", "#f28482", "#b79ced", "#4fb3a5",
                                "#e5989b", "#c9ada7", "#a3b18a", "#cdb4db", "#9fb7d9", "#d4a373"};

bool Has(const Timeline &timeline, Doing doing) {
    return std::any_of(timeline.harts.begin(), timeline.harts.end(), [&](const Hart &hart) {
        return std::any_of(hart.spans.begin(), hart.spans.end(), [&](const Span &span) { return span.doing == doing; });
    });
}

bool Has(const Timeline &timeline, Effect effect) {
    return std::any_of(timeline.arrows.begin(), timeline.arrows.end(),
                       [&](const Arrow &arrow) { return arrow.effect == effect; });
}

bool Has(const Timeline &timeline, abi_trace_event kind) {
    return std::any_of(timeline.harts.begin(), timeline.harts.end(), [&](const Hart &hart) {
        return std::any_of(hart.events.begin(), hart.events.end(),
                           [&](const Event &event) { return event.record.event == kind; });
    });
}

std::vector<LegendEntry> Entries(const Timeline &timeline) {
    using Kind = LegendEntry::Kind;
    std::vector<LegendEntry> entries;
    const std::vector<uint32_t> tasks = TasksByTime(timeline);
    for (size_t i = 0; i < std::min(tasks.size(), LEGEND_TASKS_MAX); i++) {
        entries.push_back({Kind::kTask, TaskName(timeline, tasks[i]), TaskColour(i), 0, 0});
    }
    if (tasks.size() > LEGEND_TASKS_MAX) {
        const std::string more = std::to_string(tasks.size() - LEGEND_TASKS_MAX);
        entries.push_back({Kind::kMore, "and " + more + " more tasks", "", 0, 0});
    }
    if (Has(timeline, Doing::kBetween)) {
        entries.push_back({Kind::kKernel, "kernel", "", 0, 0});
    }
    if (Has(timeline, Doing::kLost)) {
        entries.push_back({Kind::kLost, "records lost", "", 0, 0});
    }
    if (Has(timeline, Effect::kInterrupt)) {
        entries.push_back({Kind::kInterrupt, "IPI", "", 0, 0});
    }
    if (Has(timeline, Effect::kSteal)) {
        entries.push_back({Kind::kSteal, "steal", "", 0, 0});
    }
    if (Has(timeline, ABI_TRACE_TIMER)) {
        entries.push_back({Kind::kTimer, "timer", "", 0, 0});
    }
    if (Has(timeline, ABI_TRACE_FAULT)) {
        entries.push_back({Kind::kFault, "fault", "", 0, 0});
    }
    return entries;
}

}  // namespace

std::vector<uint32_t> TasksByTime(const Timeline &timeline) {
    std::map<uint32_t, uint64_t> times;
    for (const Hart &hart : timeline.harts) {
        for (const Span &span : hart.spans) {
            if (span.doing == Doing::kTask) {
                times[span.task] += span.end - span.begin;
            }
        }
    }
    std::vector<uint32_t> tasks;
    std::transform(times.begin(), times.end(), std::back_inserter(tasks), [](const auto &time) { return time.first; });
    std::sort(tasks.begin(), tasks.end(), [&](uint32_t one, uint32_t other) {
        return std::make_pair(times[other], one) < std::make_pair(times[one], other);
    });
    return tasks;
}

std::string TaskColour(size_t place) {
    if (place < std::size(kColours)) {
        return kColours[place];
    }
    // The golden angle: the next one is always in the largest hole.
    return "hsl(" + std::to_string(place * 137508 / 1000 % 360) + ",60%,72%)";
}

std::vector<LegendEntry> PlaceLegend(const Timeline &timeline, int64_t top, int64_t *bottom) {
    std::vector<LegendEntry> entries = Entries(timeline);
    int64_t x = kPageMargin;
    int64_t y = top;
    for (LegendEntry &entry : entries) {
        const int64_t width = SIGN_WIDTH + TEXT_WIDTH * static_cast<int64_t>(entry.text.size());
        if (x + width > kPageWidth - kPageMargin) {
            x = kPageMargin;
            y += kLegendLine;
        }
        entry.x = x;
        entry.y = y;
        x += width;
    }
    *bottom = y + (entries.empty() ? 0 : kLegendLine);
    return entries;
}

Rows::Rows(size_t harts, int64_t first)
    : top(first), height(harts <= TALL_ROWS_MAX ? 36 : 16), distance(harts <= TALL_ROWS_MAX ? 66 : 30), count(harts) {}

}  // namespace trace_view
