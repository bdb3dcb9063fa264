// SPDX-License-Identifier: Apache-2.0
// A picture of the machine that is drawn again and again.
#pragma once

#include "apps/shell/command.h"

// `top [COUNT]`: each second, COUNT times or until a key is pressed.
void command_top(const struct command_call *call);
