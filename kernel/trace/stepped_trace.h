// SPDX-License-Identifier: Apache-2.0
// For trace_ring_order_test, by which trace_ring.c is compiled with this in front: before each atomic access the test may have the other
// side run.
#pragma once

#ifndef __cplusplus  // the sabotaged tests compile their C++ with it too

#include <stdatomic.h>

void trace_ring_step(void);

#undef atomic_load_explicit
#undef atomic_store_explicit

#define atomic_load_explicit(word, order) (trace_ring_step(), __c11_atomic_load(word, order))
#define atomic_store_explicit(word, value, order) (trace_ring_step(), __c11_atomic_store(word, value, order))

#endif
