// SPDX-License-Identifier: Apache-2.0
// The shell's command "trace".
#pragma once

#include "apps/shell/command.h"

void command_trace(const struct command_call *call);
