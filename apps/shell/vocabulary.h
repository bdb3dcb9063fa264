// SPDX-License-Identifier: Apache-2.0
// What the Tab key completes to: commands, and what may follow each of them.
// Context: the one thread that reads keys.
#pragma once

#include "apps/shell/line_complete.h"

// It stays where it is.
const struct line_contexts *vocabulary(void);

// Asks for the names of programs and files, unless they are known already: an image has always the same.
void vocabulary_learn(void);
