// SPDX-License-Identifier: Apache-2.0
// Boots whose proof is a panic: each tries something that must not survive.
#pragma once

#include <stdbool.h>

// Tries what the name says. Returns false for an unknown name; else the machine has ended, in a panic if all is well.
bool own_boot_run(const char *name);
