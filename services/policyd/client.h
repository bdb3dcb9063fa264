// SPDX-License-Identifier: Apache-2.0
// Asking policyd. Context: any thread that has a message page.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "services/policyd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum policyd_client_limits { POLICYD_CLIENT_MILLISECONDS = 500 };

// Whether `subject` may do it. object and value as enum policy_operation says, or 0. *number: of the decision; 0 if none was made.
// Errors: what policyd answered, or why it did not, as `ask`. Only ABI_OK allows anything.
ABI_MUST_USE enum abi_error policyd_client_query(uint32_t endpoint, enum policy_operation operation, uint16_t subject,
                                                 uint32_t object, uint64_t value, uint64_t *number);

// decisions: room for POLICYD_DECISIONS_SENT.
// Errors: what policyd answered, as `ask`, EIO (an answer that is none).
ABI_MUST_USE enum abi_error policyd_client_explain(uint32_t endpoint, uint32_t audit_read, uint64_t first,
                                                   struct policyd_decision *decisions, uint32_t *count);

#ifdef __cplusplus
}
#endif
