// SPDX-License-Identifier: Apache-2.0
// Test only: what flush_state.c does to shared memory, one call an operation. flush_state_hooked.c is flush_state.c
// with these calls in place of its atomics; flush_state_order_test.cc implements them.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint64_t hook_load(const volatile void *word);
void hook_store(volatile void *word, uint64_t value, int is_release);
uint64_t hook_fetch_add(volatile void *word, uint64_t value, int is_release);
void hook_fence(int is_full);

#ifdef __cplusplus
}
#endif
