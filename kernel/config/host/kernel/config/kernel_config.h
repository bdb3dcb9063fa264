// SPDX-License-Identifier: Apache-2.0
// Host tests of pure kernel code: checks on.
#pragma once

enum {
    KERNEL_CHECKS = 1,
    KERNEL_SELFTEST = 0,
    KERNEL_FAULTS = 0,
};
