// SPDX-License-Identifier: Apache-2.0
// Dumps for tests. A tick is a nanosecond, so times are what the test says, less the first one.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/trace_view/recording.h"

namespace trace_view {

inline abi_trace_record At(uint64_t time, abi_trace_event event, uint32_t task, uint16_t detail = 0,
                           uint64_t argument = 0) {
    return {0, time, argument, task, detail, static_cast<uint8_t>(event), 0};
}

// The records of each hart, none lost.
inline Dump DumpOf(const std::vector<std::vector<abi_trace_record>> &harts) {
    Dump dump;
    dump.ticks_per_second = 1000000000;
    for (const std::vector<abi_trace_record> &records : harts) {
        HartRecords hart;
        for (abi_trace_record record : records) {
            record.position = hart.records.size();
            record.cpu = static_cast<uint8_t>(dump.harts.size());
            hart.records.push_back(record);
        }
        dump.harts.push_back(hart);
    }
    return dump;
}

// So many records of that hart were lost just before that one.
inline void Lose(Dump *dump, size_t hart, size_t record, uint64_t lost) {
    for (size_t i = record; i < dump->harts[hart].records.size(); i++) {
        dump->harts[hart].records[i].position += lost;
    }
    dump->harts[hart].lost += lost;
}

// Three harts and all that is drawn: two tasks that wake each other, a steal, a fault, a silence, and lost records.
inline Dump Busy() {
    Dump dump = DumpOf({
        {
            At(1000, ABI_TRACE_SWITCH, 5, 0, 0x6c6c656873),  // "shell"
            At(1100, ABI_TRACE_WAKE, 5, 1, 6),
            At(1110, ABI_TRACE_IPI_SEND, 5, 1, 1),
            At(1300, ABI_TRACE_IDLE, 0),
            At(90000, ABI_TRACE_IPI_RECEIVE, 0, 1, 2),
            At(90010, ABI_TRACE_SWITCH, 5, 0, 0x6c6c656873),
        },
        {
            At(1200, ABI_TRACE_IPI_RECEIVE, 0, 1, 1),
            At(1210, ABI_TRACE_SWITCH, 6),
            At(1250, ABI_TRACE_FAULT, 6, 15, 0),
            At(1400, ABI_TRACE_IDLE, 0),
            At(89800, ABI_TRACE_TIMER, 0, 0, UINT64_MAX),
            At(89810, ABI_TRACE_SWITCH, 6),
            At(89900, ABI_TRACE_IPI_SEND, 6, 0, 1),
            At(89910, ABI_TRACE_IPI_SEND, 6, 2, 1),
            At(90300, ABI_TRACE_IDLE, 0),
        },
        {
            At(89950, ABI_TRACE_IPI_RECEIVE, 0, 1, 2),
            At(89960, ABI_TRACE_STEAL, 0, 1, 7),
            At(89970, ABI_TRACE_SWITCH, 7),
            At(90200, ABI_TRACE_WAKE, 0, 2, 7),
            At(90290, ABI_TRACE_SWITCH, 7),
        },
    });
    Lose(&dump, 2, 4, 3);
    return dump;
}

}  // namespace trace_view
