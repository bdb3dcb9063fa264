// SPDX-License-Identifier: Apache-2.0
// What a client proves something by: a capability that comes along with its request.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/object.h"

// Is it a capability of that kind, with that right? False for 0. It stays whoever's it is.
bool shown_is(uint32_t handle, enum abi_object_kind kind, enum abi_right right);
