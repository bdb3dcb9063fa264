// SPDX-License-Identifier: Apache-2.0
// Included before everything else that the model checker reads. It knows GCC's atomic builtins, not those of clang that <stdatomic.h>
// consists of; each of these is the same operation. What it makes of them is sequentially consistent whatever order they ask for: proofs
// are about what the code does, not about the order in which memory shows it (docs/verification.md). A weak exchange never fails
// without a reason here; it stands in loops that do the same again.
#pragma once

#define __c11_atomic_init(object, value) (*(object) = (value))
#define __c11_atomic_load(object, order) __atomic_load_n(object, order)
#define __c11_atomic_store(object, value, order) __atomic_store_n(object, value, order)
#define __c11_atomic_exchange(object, value, order) __atomic_exchange_n(object, value, order)
#define __c11_atomic_fetch_add(object, value, order) __atomic_fetch_add(object, value, order)
#define __c11_atomic_fetch_and(object, value, order) __atomic_fetch_and(object, value, order)
#define __c11_atomic_fetch_or(object, value, order) __atomic_fetch_or(object, value, order)
#define __c11_atomic_compare_exchange_strong(object, expected, value, success, failure) \
    __atomic_compare_exchange_n(object, expected, value, 0, success, failure)
#define __c11_atomic_compare_exchange_weak(object, expected, value, success, failure) \
    __atomic_compare_exchange_n(object, expected, value, 1, success, failure)
#define __c11_atomic_thread_fence(order) __atomic_thread_fence(order)
