// SPDX-License-Identifier: Apache-2.0
// Memory: VMOs and their mappings. Process 0 is the caller's own. Contracts: abi/syscall.h.
#pragma once

#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_vmo_create(uint64_t pages, uint32_t *vmo) {
    return nexus_result_number(nexus_call(ABI_SYS_VMO_CREATE, 0, pages, 0, 0), vmo);
}

// Another process pays for it.
ABI_MUST_USE static inline enum abi_error nexus_vmo_create_for(uint32_t process, uint64_t pages, uint32_t *vmo) {
    return nexus_result_number(nexus_call(ABI_SYS_VMO_CREATE, process, pages, 0, 0), vmo);
}

ABI_MUST_USE static inline enum abi_error nexus_vmo_seal(uint32_t vmo) {
    return (enum abi_error)nexus_call(ABI_SYS_VMO_SEAL, vmo, 0, 0, 0).error;
}

// Address 0: the kernel chooses; *mapped is where it is.
ABI_MUST_USE static inline enum abi_error nexus_vmo_map(uint32_t process, uint32_t vmo, uint64_t address,
                                                        uint64_t first_page, uint64_t pages, uint32_t rights,
                                                        uint64_t *mapped) {
    return nexus_result_value(nexus_call_six(ABI_SYS_VMO_MAP, process, vmo, address, first_page, pages, rights),
                              mapped);
}

ABI_MUST_USE static inline enum abi_error nexus_vmo_unmap(uint32_t process, uint64_t address) {
    return (enum abi_error)nexus_call(ABI_SYS_VMO_UNMAP, process, address, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_vmo_protect(uint32_t process, uint64_t address, uint32_t rights) {
    return (enum abi_error)nexus_call(ABI_SYS_VMO_PROTECT, process, address, rights, 0).error;
}
