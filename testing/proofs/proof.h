// SPDX-License-Identifier: Apache-2.0
// What a harness is written with. A harness is a function without arguments that CBMC enters: it makes up a state and arguments (every
// variable without an initializer has any value), supposes what callers owe, calls the code of the kernel, and states what must hold
// then. docs/verification.md says what a proof is worth.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// What callers owe and what is known of a state. Executions in which it does not hold are not looked at.
#define SUPPOSE(condition) __CPROVER_assume(condition)

// Holds in every execution. A sabotaged proof names the text of the one that it violates.
#define PROVE(condition, text) __CPROVER_assert(condition, text)

// At the end of each harness: an execution comes here, so the suppositions do not contradict each other. In a run of its own the model
// checker has to find one.
#define REACHED() \
    reached:

// If a holds, so does b.
#define IMPLIES(a, b) (!(a) || (b))

// Starts the call of a function with another thread of execution, interleaved in every sequentially consistent way. The label is the
// model checker's word for it. What a thread has done is waited for by supposing its flag.
#define CONCURRENTLY(number, call) __CPROVER_ASYNC_##number : call

// An arbitrary value, also in the middle of an expression.
uint64_t nondet_uint64(void);
uint32_t nondet_uint32(void);
bool nondet_bool(void);

// One of the numbers below `count`; what is proven for it is proven for each.
static inline uint32_t any_below(uint32_t count) {
    uint32_t value = nondet_uint32();
    SUPPOSE(value < count);
    return value;
}
