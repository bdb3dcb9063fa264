// SPDX-License-Identifier: Apache-2.0
// What machine/libs/nexus/gate.h declares, for code on the host: testing/fakes/nexus is behind it.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/nexus/message.h"
#include "libs/nexus/result.h"

#ifdef __cplusplus
extern "C" {
#endif

struct nexus_result nexus_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth);
struct nexus_result nexus_call_six(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth,
                                   uint64_t fifth, uint64_t sixth);
struct nexus_result nexus_call_seven(uint64_t number, uint64_t first, uint64_t second, uint64_t third, uint64_t fourth,
                                     uint64_t fifth, uint64_t sixth, uint64_t seventh);
ABI_MUST_USE enum abi_error nexus_ipc_exchange(uint64_t number, uint32_t handle, struct nexus_message *message);
ABI_MUST_USE enum abi_error nexus_ipc_take(uint64_t number, uint32_t handle, struct nexus_message *message);
ABI_MUST_USE enum abi_error nexus_ipc_give(uint64_t number, uint32_t handle, const struct nexus_message *message);
void *nexus_thread_pointer(void);

#ifdef __cplusplus
}
#endif
