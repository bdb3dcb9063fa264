// SPDX-License-Identifier: Apache-2.0
// The words that no healthy run prints. Pure.
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

// True when the word FAIL, PANIC or FAULT stands in the line, not as a part of another word.
bool alarm_is_in(const char *line);

#ifdef __cplusplus
}
#endif
