// SPDX-License-Identifier: Apache-2.0
// What the kernel may rely on in every struct boot_info, whatever tree it was read from. For tests and fuzzing.
#pragma once

#include "kernel/boot/devicetree.h"

#ifdef __cplusplus
extern "C" {
#endif

// Which promise of devicetree.h is broken; null when none is.
const char *boot_info_find_defect(const struct boot_info *info);

#ifdef __cplusplus
}
#endif
