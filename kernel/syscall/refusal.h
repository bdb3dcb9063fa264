// SPDX-License-Identifier: Apache-2.0
// Writing down that a call about scheduling was refused. Context: kernel, interrupts off, the current task is the caller. Locks: AUDIT, inside.
#pragma once

#include "abi/error.h"
#include "abi/syscall.h"

// What the rights of the caller were found to be is what it is answered; EPERM is audited. Returns `error`.
ABI_MUST_USE enum abi_error refusal_note(enum abi_syscall call, enum abi_error error);
