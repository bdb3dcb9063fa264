// SPDX-License-Identifier: Apache-2.0
// What the audit says of a task.
#pragma once

#include <stdint.h>

#include "abi/audit.h"

// How often that happened to the task, by the records that are still there; `last` is not touched if there is none, else the newest.
uint32_t refusals_of(uint32_t task, enum abi_audit_kind kind, struct abi_audit_record *last);
