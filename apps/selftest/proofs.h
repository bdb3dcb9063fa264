// SPDX-License-Identifier: Apache-2.0
// The user-mode steps of the ladder, in the order of testing/markers/marker_table.h.
#pragma once

#include <stdint.h>

// A user program's calls never reach the firmware, whatever number they carry.
void prove_user_sbi_call(void);

// What user code leaves in tp has no say in who an interrupt comes from. Needs two harts.
void prove_forged_sender(uint32_t harts);
