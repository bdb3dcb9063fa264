// SPDX-License-Identifier: Apache-2.0
// What a capability names and what its holder may do with it.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A handle is a capability's name in its process: slot + generation * ABI_CAPABILITIES_MAX. Zero names nothing. A slot that
// is used again has another generation, so a stale handle is EBADF.
enum abi_object_kind {
    ABI_OBJECT_NONE = 0,
    ABI_OBJECT_ENDPOINT = 1,
    ABI_OBJECT_REPLY = 2,
    ABI_OBJECT_NOTIFICATION = 3,
    ABI_OBJECT_VMO = 4,
    ABI_OBJECT_PROCESS = 5,  // an address space with its capability table and limits
    ABI_OBJECT_TASK = 6,
    ABI_OBJECT_IRQ = 7,
    ABI_OBJECT_MMIO = 8,
    ABI_OBJECT_TIMER = 9,
    // The rest are authorities: to hold one is all there is to it.
    ABI_OBJECT_CLOCK = 10,              // USE: read time, cycle and instret; precise deadlines
    ABI_OBJECT_SCHED_SETQOS = 11,       // USE: raise classes, set those of others
    ABI_OBJECT_SCHED_SETAFFINITY = 12,  // USE: set masks that name harts
    ABI_OBJECT_SCHED_SETSHARES = 13,    // USE: raise shares, set those of others
    ABI_OBJECT_STATS_READ = 14,         // USE: read what the machine counts, and trace what it does
    ABI_OBJECT_AUDIT_READ = 15,         // USE: read what was refused to whom
    ABI_OBJECT_LOG = 16,                // SEND: write to the console; RECEIVE: read from it
    ABI_OBJECT_POWER = 17,              // USE: stop the machine
    ABI_OBJECT_KIND_COUNT
};

// Each capability has two sets: `rights`, what the holder may do, and `grantable`, what it may give to another process.
// A derived capability has at most those of its parent; one that is given has at most `grantable` of the giver's, in both.
enum abi_right {
    ABI_RIGHT_READ = 1 << 0,     // VMO, MMIO: map readable
    ABI_RIGHT_WRITE = 1 << 1,    // VMO, MMIO: map writable
    ABI_RIGHT_EXECUTE = 1 << 2,  // VMO: map executable, once sealed
    ABI_RIGHT_SEND = 1 << 3,     // ENDPOINT: call and send; NOTIFICATION: signal; LOG: write
    ABI_RIGHT_RECEIVE = 1 << 4,  // ENDPOINT: receive; NOTIFICATION: wait and bind; LOG: read
    ABI_RIGHT_MANAGE = 1 << 5,   // ENDPOINT: derive with a badge; VMO: seal; PROCESS, TASK: see the calls
    ABI_RIGHT_USE = 1 << 6,      // REPLY, IRQ, TIMER and the authorities
    ABI_RIGHT_ALL = (1 << 7) - 1,
};

// What capability_info tells.
struct abi_capability_info {
    uint64_t badge;
    uint8_t kind;       // enum abi_object_kind
    uint8_t rights;     // enum abi_right bits
    uint8_t grantable;  // enum abi_right bits
    uint8_t reserved;
    uint32_t pages;  // VMO, MMIO: its size
};

// Quality of service: the wire values are stable for ever.
enum abi_class {
    ABI_CLASS_IDLE = 0,
    ABI_CLASS_NORMAL = 1,
    ABI_CLASS_INTERACTIVE = 2,
    ABI_CLASS_PERF_BURST = 3,
    ABI_CLASS_COUNT
};

// Where a task wants to run; the wire values are stable for ever. All but the last say what for and leave the choice to the
// kernel.
enum abi_placement {
    ABI_PLACEMENT_ANY = 0,
    ABI_PLACEMENT_PERFORMANCE = 1,
    ABI_PLACEMENT_EFFICIENCY = 2,
    ABI_PLACEMENT_HARTS = 3,  // on harts that are named, bit n for cpu number n
    ABI_PLACEMENT_COUNT
};

#ifdef __cplusplus
}
#endif
