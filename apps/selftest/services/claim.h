// SPDX-License-Identifier: Apache-2.0
// A registration at timed that claims a class: each byte of it that its sender can choose says so, the words of the message as well. What
// timed goes by is what the kernel tells of the sender.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/object.h"

enum claim_numbers {
    CLAIM_TIMERS = 8,  // in one window of the class Idle
    CLAIM_WINDOW_MILLISECONDS = 8,
};

struct claim {
    uint32_t timed;
    uint64_t channel;
    enum abi_class class_;  // that is claimed
};

// The end of a window of the class Idle, far enough ahead for all of them to be registered before it begins.
uint64_t claim_due(void);

// Registers CLAIM_TIMERS timers in the window that ends then, far enough apart for one that is due to be over when the next is. Returns
// how many it could.
uint32_t claim_register(const struct claim *claim, uint64_t due);
