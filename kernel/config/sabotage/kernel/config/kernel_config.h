// SPDX-License-Identifier: Apache-2.0
// The kernel that can be broken on purpose: one fault switch at a time, chosen at boot.
#pragma once

enum {
    KERNEL_CHECKS = 1,
    KERNEL_SELFTEST = 1,
    KERNEL_FAULTS = 1,
};
