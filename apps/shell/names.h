// SPDX-License-Identifier: Apache-2.0
// Words for what comes as a number. "?" for a number that has none: it may come from a newer service. Pure.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

const char *name_of_error(uint32_t error);          // enum abi_error
const char *name_of_kind(uint32_t kind);            // enum abi_object_kind
const char *name_of_class(uint32_t class_);         // enum abi_class
const char *name_of_placement(uint32_t placement);  // enum abi_placement
const char *name_of_state(uint32_t state);          // enum execd_state
const char *name_of_reason(uint32_t reason);        // enum execd_reason
const char *name_of_event(uint32_t event);          // enum audit_event
const char *name_of_kernel_event(uint32_t kind);
const char *name_of_quota(uint32_t place);          // a limit's, of struct abi_process_limits    // enum abi_audit_kind
const char *name_of_operation(uint32_t operation);  // enum policy_operation
const char *name_of_verdict(uint32_t verdict);      // enum policy_verdict

// The number of the class or the placement of that name, written in small letters. Errors: UINT32_MAX, there is none.
uint32_t class_of_name(const char *name);
uint32_t placement_of_name(const char *name);

enum names_limits { NAME_RIGHTS_BYTES = 8 };  // with its NUL

// A letter for each right of enum abi_right, '-' for those that are not in the set.
void name_rights(uint32_t rights, char letters[NAME_RIGHTS_BYTES]);

#ifdef __cplusplus
}
#endif
