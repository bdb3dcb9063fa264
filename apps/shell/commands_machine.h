// SPDX-License-Identifier: Apache-2.0
// Commands about the machine. They need no service.
#pragma once

#include "apps/shell/command.h"

void command_smp(const struct command_call *call);
void command_ipi(const struct command_call *call);
void command_mem(const struct command_call *call);
void command_irq(const struct command_call *call);
void command_dt(const struct command_call *call);
void command_vblk(const struct command_call *call);
void command_crash(const struct command_call *call);
void command_spin(const struct command_call *call);
void command_poweroff(const struct command_call *call);
