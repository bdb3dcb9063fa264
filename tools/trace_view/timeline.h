// SPDX-License-Identifier: Apache-2.0
// What a dump says, as what is drawn: what each hart did from when to when, what happened in between, and who had an effect on whom. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "abi/trace.h"
#include "tools/trace_view/recording.h"

namespace trace_view {

// Times are nanoseconds since the first record of the dump.

enum class Doing {
    kTask,
    kIdle,
    kBetween,  // the kernel, between one task and the next
    kLost,     // nobody knows: the records are gone
};

struct Span {
    uint64_t begin;
    uint64_t end;
    Doing doing;
    uint32_t task;  // of kTask
    uint64_t lost;  // records, of kLost
};

struct Event {
    uint64_t time;
    abi_trace_record record;
};

struct Hart {
    // One after the other, none over another; without a gap, except that what came before the first record may be unknown.
    std::vector<Span> spans;
    std::vector<Event> events;  // all but those that begin a span
    uint64_t lost;
};

enum class Effect {
    kInterrupt,  // an inter-processor interrupt, from the hart that sent it to the one that took it
    kSteal,      // a task, from the hart that it was taken from to the one that took it
};

struct Arrow {
    Effect effect;
    size_t from;
    size_t to;
    uint64_t begin;
    uint64_t end;   // not before begin
    uint64_t said;  // the reasons of an interrupt, or the task
};

struct Timeline {
    uint64_t length;
    uint64_t records;
    uint64_t lost;
    std::vector<Hart> harts;
    std::vector<Arrow> arrows;                 // in the order of their ends
    std::map<uint32_t, std::string> programs;  // by task, where a record says it
};

Timeline MakeTimeline(const Dump &dump);

// "task 5"; or what its program is called, with the number where several tasks are of programs that are called so. Letters, digits, blanks,
// '-' and '_', so that nobody has to escape it.
std::string TaskName(const Timeline &timeline, uint32_t task);

}  // namespace trace_view
