// SPDX-License-Identifier: Apache-2.0
// Calls on capabilities of any kind. Contracts: abi/syscall.h.
#pragma once

#include "libs/nexus/call.h"

// `rights` and `grantable` are sets of enum abi_right; badge 0 sets none.
ABI_MUST_USE static inline enum abi_error nexus_capability_derive(uint32_t handle, uint32_t rights, uint32_t grantable,
                                                                  uint64_t badge, uint32_t *derived) {
    return nexus_result_number(nexus_call(ABI_SYS_CAPABILITY_DERIVE, handle, rights, grantable, badge), derived);
}

ABI_MUST_USE static inline enum abi_error nexus_capability_close(uint32_t handle) {
    return (enum abi_error)nexus_call(ABI_SYS_CAPABILITY_CLOSE, handle, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_capability_revoke(uint32_t handle) {
    return (enum abi_error)nexus_call(ABI_SYS_CAPABILITY_REVOKE, handle, 0, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_capability_info(uint32_t handle, struct abi_capability_info *info) {
    return (enum abi_error)nexus_call(ABI_SYS_CAPABILITY_INFO, handle, (uint64_t)info, 0, 0).error;
}
