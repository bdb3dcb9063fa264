// SPDX-License-Identifier: Apache-2.0
// For mailbox_order_test, by which mailbox.c is compiled with this in front: each atomic access is a step, and the test decides whose is next.
#pragma once

#ifndef __cplusplus  // the sabotaged test compiles its C++ with it too

#include <stdatomic.h>

// Waits until it is the calling thread's turn.
void mailbox_step(void);

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_exchange_explicit
#undef atomic_fetch_or_explicit

#define atomic_load_explicit(word, order) (mailbox_step(), __c11_atomic_load(word, order))
#define atomic_store_explicit(word, value, order) (mailbox_step(), __c11_atomic_store(word, value, order))
#define atomic_exchange_explicit(word, value, order) (mailbox_step(), __c11_atomic_exchange(word, value, order))
#define atomic_fetch_or_explicit(word, value, order) (mailbox_step(), __c11_atomic_fetch_or(word, value, order))

#endif
