// SPDX-License-Identifier: Apache-2.0
// The user-mode steps of the ladder, in the order of testing/markers/marker_table.h.
#pragma once

#include <stdint.h>

// A user program's calls never reach the firmware, whatever number they carry.
void prove_user_sbi_call(void);

// Floating-point registers survive a switch, and a task begins with zeros whatever another one left behind.
void prove_float_state(void);

// What user code leaves in tp has no say in who an interrupt comes from. Needs two harts.
void prove_forged_sender(uint32_t harts);
