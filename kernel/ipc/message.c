// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/message.h"

#include <stdbool.h>

static bool is_capability_valid(const struct abi_message_capability *capability) {
    uint32_t bits = (uint32_t)capability->rights | capability->grantable;
    return (bits & ~(uint32_t)ABI_RIGHT_ALL) == 0 && capability->reserved == 0;
}

enum abi_error message_check(const struct abi_message *header) {
    if (header->bytes > ABI_MESSAGE_MAX_BYTES || header->capability_count > ABI_MESSAGE_CAPABILITIES ||
        header->accept > ABI_MESSAGE_CAPABILITIES || header->reserved != 0) {
        return ABI_EINVAL;
    }
    for (uint32_t i = 0; i < header->capability_count; i++) {
        if (!is_capability_valid(&header->capabilities[i])) {
            return ABI_EINVAL;
        }
    }
    return ABI_OK;
}

uint64_t message_info(uint32_t task_id, enum abi_class class_, enum abi_message_kind kind) {
    return task_id | (uint64_t)class_ << ABI_INFO_CLASS_SHIFT | (uint64_t)kind << ABI_INFO_KIND_SHIFT;
}
