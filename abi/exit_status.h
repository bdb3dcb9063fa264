// SPDX-License-Identifier: Apache-2.0
// With which status the machine ends QEMU. power_off passes its own status through.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum abi_exit_status {
    ABI_EXIT_OK = 0,
    ABI_EXIT_PANIC = 101,         // an invariant of the kernel is broken
    ABI_EXIT_BOOT_REFUSED = 102,  // the machine or the boot archive is not what the kernel can run on
};

#ifdef __cplusplus
}
#endif
