// SPDX-License-Identifier: Apache-2.0
// For tests that look for objects left behind.
#pragma once

#include <cstdint>

#include "abi/object.h"

// Objects of the kind in use.
uint32_t object_count(abi_object_kind kind);
