// SPDX-License-Identifier: Apache-2.0
#include "libs/service/shown.h"

#include "libs/nexus/capability.h"

bool shown_is(uint32_t handle, enum abi_object_kind kind, enum abi_right right) {
    struct abi_capability_info info;
    return handle != 0 && nexus_capability_info(handle, &info) == ABI_OK && info.kind == kind &&
           (info.rights & right) != 0;
}
