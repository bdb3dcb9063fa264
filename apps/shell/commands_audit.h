// SPDX-License-Identifier: Apache-2.0
// Commands about what was written down. auditd and policyd keep it; of the kernel's own the shell can read without them.
#pragma once

#include "apps/shell/command.h"

void command_audit(const struct command_call *call);
void command_log(const struct command_call *call);
void command_policy_explain(const struct command_call *call);
