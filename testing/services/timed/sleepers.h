// SPDX-License-Identifier: Apache-2.0
// Threads that sleep at timed, each until a time of its own.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/object.h"

enum sleepers_limits { SLEEPERS_MAX = 64 };

// Thread number n opens a client, becomes one of that class, sleeps until first + n * step, and closes it.
void sleepers_start(uint32_t timed, uint32_t count, enum abi_class class_, uint64_t first, uint64_t step);

// Waits for all; fails if one was woken before its time, or its sleep did not end as it should.
void sleepers_join(enum abi_error expected);
