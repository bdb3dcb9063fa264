// SPDX-License-Identifier: Apache-2.0
// The kernel that proves itself: checks and the selftest ladder, nothing to break it with.
#pragma once

enum {
    KERNEL_CHECKS = 1,
    KERNEL_SELFTEST = 1,
    KERNEL_FAULTS = 0,
};
