// SPDX-License-Identifier: Apache-2.0
// The console's command "trace".
#pragma once

#include "apps/console/command.h"

void command_trace(const struct command_call *call);
