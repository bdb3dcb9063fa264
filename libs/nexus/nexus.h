// SPDX-License-Identifier: Apache-2.0
// Everything a user program needs of the kernel: the system calls as C functions (`nexus_` and the name of the call), threads,
// and what the program was started with. Contracts: abi/syscall.h.
// Results are enum abi_error, and pointers are written on success only; calls that cannot fail return what they are about.
#pragma once

#include "libs/nexus/audit.h"
#include "libs/nexus/call.h"
#include "libs/nexus/capability.h"
#include "libs/nexus/clock.h"
#include "libs/nexus/console.h"
#include "libs/nexus/ipc.h"
#include "libs/nexus/machine.h"
#include "libs/nexus/memory.h"
#include "libs/nexus/notification.h"
#include "libs/nexus/process.h"
#include "libs/nexus/start.h"
#include "libs/nexus/start_record.h"
#include "libs/nexus/task.h"
#include "libs/nexus/thread.h"
#include "libs/nexus/trace.h"
