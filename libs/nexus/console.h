// SPDX-License-Identifier: Apache-2.0
// The console by itself; printf goes there too (libs/nexus/start.h). Contracts: abi/syscall.h.
#pragma once

#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_console_write(uint32_t log, const char *text, size_t bytes) {
    return (enum abi_error)nexus_call(ABI_SYS_CONSOLE_WRITE, log, (uint64_t)text, bytes, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_console_read(uint32_t log, char *buffer, size_t bytes, size_t *count) {
    struct nexus_result result = nexus_call(ABI_SYS_CONSOLE_READ, log, (uint64_t)buffer, bytes, 0);
    if (result.error == ABI_OK) {
        *count = result.value;
    }
    return (enum abi_error)result.error;
}
