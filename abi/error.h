// SPDX-License-Identifier: Apache-2.0
// Error codes of the system interface. Zero is success; the numbers are stable for ever.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Checks run in this order on every call: handle (EBADF), values (EINVAL, EFAULT), authority (EPERM), budgets
// (EBUSY, EAGAIN, ENOSPC, ENOMEM). A call that returns an error has changed nothing.
enum abi_error {
    ABI_OK = 0,
    ABI_EBADF = 1,       // the handle names nothing (any more)
    ABI_EINVAL = 2,      // a value is outside its documented range
    ABI_EFAULT = 3,      // a pointer does not name memory the caller may use that way
    ABI_EPERM = 4,       // the caller lacks the right
    ABI_EBUSY = 5,       // a rate limit or an exclusive user is in the way
    ABI_EAGAIN = 6,      // would have to wait, and was told not to
    ABI_ENOSPC = 7,      // a bounded table or queue is full
    ABI_ENOMEM = 8,      // the memory limit or the machine's memory is used up
    ABI_ENODEV = 9,      // the device or hart exists in principle but not here, or is offline
    ABI_ELOOP = 10,      // a chain is cyclic or too long
    ABI_EPIPE = 11,      // the partner went away
    ABI_ETIMEDOUT = 12,  // the deadline passed
    ABI_ENOSYS = 13,     // no such system call
    ABI_EIO = 14,        // a device failed or answered nonsense
    ABI_ERROR_COUNT
};

// A result that must be looked at.
#define ABI_MUST_USE __attribute__((warn_unused_result))

#ifdef __cplusplus
}
#endif
