// SPDX-License-Identifier: Apache-2.0
// What each hart writes down of what it does while the trace is on.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum abi_trace_limits {
    ABI_TRACE_RECORDS = 256,  // that are kept of each hart; a new one takes the place of the oldest
    ABI_TRACE_READ_MAX = 16,  // at a time
};

// What happened, and what `detail` and `argument` say of it; 0 where nothing is said.
enum abi_trace_event {
    ABI_TRACE_SWITCH = 1,       // `task` runs from now on. 0; the label of its process (process_create)
    ABI_TRACE_IDLE = 2,         // nothing is ready
    ABI_TRACE_WAKE = 3,         // a task became ready. The cpu where; its id
    ABI_TRACE_STEAL = 4,        // a task was taken from another hart. The cpu from where; its id
    ABI_TRACE_MIGRATE = 5,      // a task was sent to another hart. The cpu where; its id
    ABI_TRACE_IPI_SEND = 6,     // a hart was interrupted. Its cpu; the reasons as the kernel numbers them, one bit each
    ABI_TRACE_IPI_RECEIVE = 7,  // harts interrupted this one. The reasons; the set of those cpus, one bit each
    ABI_TRACE_SHOOTDOWN = 8,    // others were asked to forget. 0: translations, 1: instructions; the set of those cpus
    ABI_TRACE_TIMER = 9,        // the timer interrupted. 0; the end of the slice in ticks, UINT64_MAX: none
    ABI_TRACE_IPC_CALL = 10,    // `task` calls or sends. 0; the id of the task that received it, 0: nobody yet
    ABI_TRACE_IPC_REPLY = 11,   // `task` answers. 0; the id of the task that called
    ABI_TRACE_FAULT = 12,       // `task` cannot go on there. The cause (RISC-V scause); the address it is about
    ABI_TRACE_EVENT_COUNT
};

// Positions of a hart begin at 0 and have no gaps: a reader who asks for one and gets a later one has lost those between.
struct abi_trace_record {
    uint64_t position;
    uint64_t time;  // in ticks of the machine's time base
    uint64_t argument;
    uint32_t task;  // id of the task that the hart ran; 0: none
    uint16_t detail;
    uint8_t event;  // enum abi_trace_event
    uint8_t cpu;
};

#ifdef __cplusplus
}
#endif
