// SPDX-License-Identifier: Apache-2.0
// Asking policyd. What it does not allow is not done, whatever the reason that it does not say so.
#pragma once

#include <stdint.h>

#include "services/execd/checks.h"

// Whether that recipe may do something to an object.
// Errors: EPERM (denied), others: it did not answer, or could not decide; *denied is the operation, on any error.
ABI_MUST_USE enum abi_error permission_ask(uint32_t subject, enum policy_operation operation, uint32_t object,
                                           uint64_t value, uint32_t *denied);

// All of that.
ABI_MUST_USE enum abi_error permission_ask_all(uint32_t subject, const struct checks *checks, uint32_t *denied);
