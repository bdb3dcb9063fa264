// SPDX-License-Identifier: Apache-2.0
// What comes back from a call.
#pragma once

#include <stdint.h>

#include "abi/error.h"

struct nexus_result {
    uint64_t error;
    uint64_t value;
};

// Results that are handles and ids: the pointer is written on success only.
ABI_MUST_USE static inline enum abi_error nexus_result_number(struct nexus_result result, uint32_t *number) {
    if (result.error == ABI_OK) {
        *number = (uint32_t)result.value;
    }
    return (enum abi_error)result.error;
}

// The same for results of 64 bits.
ABI_MUST_USE static inline enum abi_error nexus_result_value(struct nexus_result result, uint64_t *value) {
    if (result.error == ABI_OK) {
        *value = result.value;
    }
    return (enum abi_error)result.error;
}
