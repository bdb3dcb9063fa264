// SPDX-License-Identifier: Apache-2.0
// What a message page may say, and how t0 tells whom a message is from. Pure.
//
// The page is user memory: another task of its process may write it at any time. So the kernel copies the header once, checks
// its copy and uses nothing but that; a second look at the page could find something else than what was checked.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/message.h"
#include "abi/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// Checks all that comes before `data`, and reads no further; the caller may have copied no more than that. Whether the
// handles name anything and allow what is asked for is not looked at; one handle may be sent twice.
// Errors: EINVAL when bytes, capability_count or accept is above its limit, a reserved field is not zero, or a capability
// that is sent has bits that are no rights. Capabilities beyond capability_count may hold anything.
ABI_MUST_USE enum abi_error message_check(const struct abi_message *header);

// t0 for a message of a task: its id, its base class and the kind. A notification or an answer is the kind alone.
uint64_t message_info(uint32_t task_id, enum abi_class class_, enum abi_message_kind kind);

#ifdef __cplusplus
}
#endif
