// SPDX-License-Identifier: Apache-2.0
// The words of a message, and who sent it. Contract: abi/message.h.
#pragma once

#include <stdint.h>

#include "abi/message.h"
#include "abi/object.h"

struct nexus_message {
    uint64_t words[ABI_MESSAGE_WORDS];
    uint64_t badge;  // of what was received
    uint64_t info;   // of what was received: read it with the three functions below
};

// Id of the task that sent it; 0 for notifications and answers.
static inline uint32_t nexus_message_sender(const struct nexus_message *message) {
    return (uint32_t)message->info;
}

static inline enum abi_class nexus_message_class(const struct nexus_message *message) {
    return (enum abi_class)(message->info >> ABI_INFO_CLASS_SHIFT & UINT8_MAX);
}

static inline enum abi_message_kind nexus_message_kind(const struct nexus_message *message) {
    return (enum abi_message_kind)(message->info >> ABI_INFO_KIND_SHIFT & UINT8_MAX);
}
