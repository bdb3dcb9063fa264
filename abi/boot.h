// SPDX-License-Identifier: Apache-2.0
// What the first program finds in the data of its message page when it starts: the capabilities that everything else is
// derived from. Every handle has every right, and every right is grantable.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum abi_boot_limits {
    ABI_BOOT_DEVICES_MAX = 16,
};

struct abi_boot_device {
    uint64_t physical;  // only a name here: which device of the device tree it is
    uint32_t mmio;      // handle, or 0
    uint32_t irq;       // handle, or 0
};

struct abi_boot {
    uint32_t clock;
    uint32_t sched_setqos;
    uint32_t sched_setaffinity;
    uint32_t sched_setshares;
    uint32_t stats_read;
    uint32_t audit_read;
    uint32_t log;
    uint32_t power;
    uint32_t archive;        // a VMO of the boot archive, read only; or 0
    uint32_t archive_bytes;  // of it
    uint32_t device_count;
    uint32_t ticks_per_second;                             // of clock_read
    struct abi_boot_device devices[ABI_BOOT_DEVICES_MAX];  // those that the kernel does not use
};

#ifdef __cplusplus
}
#endif
