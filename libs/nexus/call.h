// SPDX-License-Identifier: Apache-2.0
// What the functions of the other headers are made of. Contracts: abi/syscall.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "abi/object.h"
#include "abi/syscall.h"
#include "libs/nexus/gate.h"
#include "libs/nexus/result.h"
