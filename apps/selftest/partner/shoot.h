// SPDX-License-Identifier: Apache-2.0
// Unmapping from another process, which does the same to this one.
#pragma once

#include <stdint.h>

// ORDER_SHOOT.
void shoot(const uint64_t *order, uint64_t *report);
