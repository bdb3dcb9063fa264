// SPDX-License-Identifier: Apache-2.0
// Clang's thread-safety annotations under names that read well. Source: Clang documentation, "Thread Safety Analysis".
#pragma once

#define LOCKABLE __attribute__((capability("lock")))
#define ACQUIRES(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define TRY_ACQUIRES(...) __attribute__((try_acquire_capability(true, __VA_ARGS__)))
#define RELEASES(...) __attribute__((release_capability(__VA_ARGS__)))
#define REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define GUARDED_BY(lock) __attribute__((guarded_by(lock)))
#define UNCHECKED_LOCKING __attribute__((no_thread_safety_analysis))
