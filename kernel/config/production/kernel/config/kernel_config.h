// SPDX-License-Identifier: Apache-2.0
// The kernel that ships: no run-time checks, no selftest, no fault switch.
#pragma once

enum {
    KERNEL_CHECKS = 0,
    KERNEL_SELFTEST = 0,
    KERNEL_FAULTS = 0,
};
