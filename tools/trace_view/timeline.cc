// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/timeline.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace trace_view {

namespace {

constexpr unsigned __int128 NANOSECONDS_PER_SECOND = 1000000000;

struct Clock {
    uint64_t first = std::numeric_limits<uint64_t>::max();
    uint64_t last = 0;
    uint64_t ticks_per_second;

    explicit Clock(const Dump &dump) : ticks_per_second(dump.ticks_per_second) {
        for (const HartRecords &hart : dump.harts) {
            if (!hart.records.empty()) {
                first = std::min(first, hart.records.front().time);
                last = std::max(last, hart.records.back().time);
            }
        }
    }

    uint64_t Nanoseconds(uint64_t ticks) const {
        return static_cast<uint64_t>((ticks - first) * NANOSECONDS_PER_SECOND / ticks_per_second);
    }

    uint64_t Length() const {
        return last < first ? 0 : Nanoseconds(last);
    }
};

bool BeginsASpan(const abi_trace_record &record) {
    return record.event == ABI_TRACE_SWITCH || record.event == ABI_TRACE_IDLE;
}

// An idle hart is interrupted and steals; asking others to forget is something that a hart does for somebody, or while it boots.
bool IsDoneByNobodyIdle(const abi_trace_record &record) {
    return record.event == ABI_TRACE_SHOOTDOWN || record.event == ABI_TRACE_IPI_SEND;
}

// Follows one hart through its records.
class Follower {
  public:
    Follower(const HartRecords &hart, const Clock &clock) : records_(hart), clock_(clock) {}

    Hart Follow() {
        Hart hart = {{}, {}, records_.lost};
        uint64_t leading = records_.lost;
        for (size_t i = 1; i < records_.records.size(); i++) {
            leading -= Gap(i);
        }
        for (size_t i = 0; i < records_.records.size(); i++) {
            const abi_trace_record &record = records_.records[i];
            const uint64_t time = clock_.Nanoseconds(record.time);
            const uint64_t lost = i == 0 ? leading : Gap(i);
            if (lost != 0) {
                // The last thing known was at the record before.
                Enter(i == 0 ? 0 : clock_.Nanoseconds(records_.records[i - 1].time), {0, 0, Doing::kLost, 0, lost});
            }
            Take(record, i == 0 && lost == 0 ? 0 : time, time);
            if (!BeginsASpan(record)) {
                hart.events.push_back({time, record});
            }
        }
        if (records_.records.empty() && records_.lost != 0) {
            Enter(0, {0, 0, Doing::kLost, 0, records_.lost});
        }
        Close(clock_.Length());
        hart.spans = spans_;
        return hart;
    }

  private:
    // Records missing before this one.
    uint64_t Gap(size_t i) const {
        return records_.records[i].position - records_.records[i - 1].position - 1;
    }

    // `since`: when what this record tells by the way had already been so.
    void Take(const abi_trace_record &record, uint64_t since, uint64_t time) {
        const bool is_known = is_open_ && open_.doing != Doing::kLost;
        if (record.event == ABI_TRACE_SWITCH) {
            Enter(time, {0, 0, Doing::kTask, record.task, 0});
        } else if (record.event == ABI_TRACE_IDLE) {
            Go(time, {0, 0, Doing::kIdle, 0, 0});
        } else if (record.task != 0) {
            // Not every switch is told where one task hands over to another.
            Go(is_known ? time : since, {0, 0, Doing::kTask, record.task, 0});
        } else if (!is_known && IsDoneByNobodyIdle(record)) {
            Go(time, {0, 0, Doing::kBetween, 0, 0});
        } else if (!is_known) {
            Go(since, {0, 0, Doing::kIdle, 0, 0});
        } else if (open_.doing == Doing::kTask) {
            Go(time, {0, 0, Doing::kBetween, 0, 0});
        }
    }

    // Goes on with the same, or enters something else.
    void Go(uint64_t time, const Span &span) {
        if (!is_open_ || open_.doing != span.doing || open_.task != span.task) {
            Enter(time, span);
        }
    }

    void Enter(uint64_t time, const Span &span) {
        Close(time);
        open_ = span;
        open_.begin = time;
        is_open_ = true;
    }

    // A task that ran shorter than a tick did run; that a hart was idle for no time says nothing.
    void Close(uint64_t time) {
        const bool says_nothing =
            open_.begin == time && (open_.doing == Doing::kIdle || open_.doing == Doing::kBetween);
        if (is_open_ && !says_nothing) {
            open_.end = time;
            spans_.push_back(open_);
        }
        is_open_ = false;
    }

    const HartRecords &records_;
    const Clock &clock_;
    std::vector<Span> spans_;
    Span open_ = {};
    bool is_open_ = false;
};

// Finds, for the interrupts that one hart took, where they were sent.
class Interrupts {
  public:
    Interrupts(const std::vector<Hart> &harts, size_t target)
        : harts_(harts), target_(target), seen_(harts.size(), 0) {}

    // The last one that this hart sent before and that is not spoken for. What was sent while the target's records are lost was taken
    // there, too, as far as anybody knows.
    const Event *Sent(size_t sender, const Event &taken) {
        const std::vector<Event> &events = harts_[sender].events;
        const uint64_t since = KnownSince(taken.time);
        const Event *found = nullptr;
        size_t &at = seen_[sender];
        for (; at < events.size() && events[at].record.time <= taken.record.time; at++) {
            const abi_trace_record &record = events[at].record;
            if (record.event == ABI_TRACE_IPI_SEND && record.detail == target_ && events[at].time >= since) {
                found = &events[at];
            }
        }
        return found;
    }

  private:
    uint64_t KnownSince(uint64_t time) const {
        uint64_t since = 0;
        for (const Span &span : harts_[target_].spans) {
            if (span.doing == Doing::kLost && span.end <= time) {
                since = span.end;
            }
        }
        return since;
    }

    const std::vector<Hart> &harts_;
    size_t target_;
    std::vector<size_t> seen_;  // of each sender's events
};

void AddInterrupts(const std::vector<Hart> &harts, size_t target, std::vector<Arrow> *arrows) {
    Interrupts interrupts(harts, target);
    for (const Event &taken : harts[target].events) {
        if (taken.record.event != ABI_TRACE_IPI_RECEIVE) {
            continue;
        }
        for (size_t sender = 0; sender < harts.size(); sender++) {
            // A sender that found the interrupt already on its way is named, too, and sent none.
            const bool is_named = (taken.record.argument >> sender & 1) != 0;
            const Event *sent = is_named ? interrupts.Sent(sender, taken) : nullptr;
            if (sent != nullptr) {
                arrows->push_back({Effect::kInterrupt, sender, target, sent->time, taken.time, taken.record.detail});
            }
        }
    }
}

void AddSteals(const std::vector<Hart> &harts, size_t thief, std::vector<Arrow> *arrows) {
    for (const Event &event : harts[thief].events) {
        if (event.record.event == ABI_TRACE_STEAL) {
            arrows->push_back(
                {Effect::kSteal, event.record.detail, thief, event.time, event.time, event.record.argument});
        }
    }
}

// The letters of a label; "" where it has others than names of programs have.
std::string LettersOf(uint64_t label) {
    constexpr int kBits = 8;
    std::string letters;
    for (; label != 0; label >>= kBits) {
        const char letter = static_cast<char>(label & 0xff);
        if (std::string("abcdefghijklmnopqrstuvwxyz0123456789_-").find(letter) == std::string::npos) {
            return "";
        }
        letters += letter;
    }
    return letters;
}

std::map<uint32_t, std::string> ProgramsOf(const Dump &dump) {
    std::map<uint32_t, std::string> programs;
    for (const HartRecords &hart : dump.harts) {
        for (const abi_trace_record &record : hart.records) {
            const std::string letters = record.event == ABI_TRACE_SWITCH ? LettersOf(record.argument) : "";
            if (!letters.empty()) {
                programs[record.task] = letters;
            }
        }
    }
    return programs;
}

}  // namespace

std::string TaskName(const Timeline &timeline, uint32_t task) {
    const auto found = timeline.programs.find(task);
    if (found == timeline.programs.end()) {
        return "task " + std::to_string(task);
    }
    const bool is_alone = std::count_if(timeline.programs.begin(), timeline.programs.end(),
                                        [&](const auto &other) { return other.second == found->second; }) == 1;
    return is_alone ? found->second : found->second + " " + std::to_string(task);
}

Timeline MakeTimeline(const Dump &dump) {
    const Clock clock(dump);
    Timeline timeline = {clock.Length(), 0, 0, {}, {}, ProgramsOf(dump)};
    for (const HartRecords &records : dump.harts) {
        timeline.harts.push_back(Follower(records, clock).Follow());
        timeline.records += records.records.size();
        timeline.lost += records.lost;
    }
    for (size_t hart = 0; hart < timeline.harts.size(); hart++) {
        AddInterrupts(timeline.harts, hart, &timeline.arrows);
        AddSteals(timeline.harts, hart, &timeline.arrows);
    }
    std::sort(timeline.arrows.begin(), timeline.arrows.end(), [](const Arrow &one, const Arrow &other) {
        return std::tie(one.end, one.to, one.from, one.begin, one.effect, one.said) <
               std::tie(other.end, other.to, other.from, other.begin, other.effect, other.said);
    });
    return timeline;
}

}  // namespace trace_view
