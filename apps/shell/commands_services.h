// SPDX-License-Identifier: Apache-2.0
// Commands about programs, and about how this one is scheduled. Most of them ask execd.
#pragma once

#include "apps/shell/command.h"

void command_ps(const struct command_call *call);
void command_bench(const struct command_call *call);
void command_run(const struct command_call *call);
void command_kill(const struct command_call *call);
void command_qos(const struct command_call *call);
void command_selftest(const struct command_call *call);
void command_shares(const struct command_call *call);
void command_affinity(const struct command_call *call);
void command_timers(const struct command_call *call);
void command_caps(const struct command_call *call);
