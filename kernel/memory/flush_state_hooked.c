// SPDX-License-Identifier: Apache-2.0
// Test only: the code of flush_state.c itself, with its atomics replaced by calls of flush_state_hooks.h.
#include "kernel/memory/flush_state_hooks.h"

#include <stdatomic.h>

#define IS_RELEASE(order) ((order) == memory_order_release || (order) == memory_order_seq_cst)

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_fetch_add_explicit
#undef atomic_thread_fence
#define atomic_load_explicit(word, order) hook_load(word)
#define atomic_store_explicit(word, value, order) hook_store(word, value, IS_RELEASE(order))
#define atomic_fetch_add_explicit(word, value, order) hook_fetch_add(word, value, IS_RELEASE(order))
#define atomic_thread_fence(order) hook_fence((order) == memory_order_seq_cst)

#include "kernel/memory/flush_state.c"
