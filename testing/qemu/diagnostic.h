// SPDX-License-Identifier: Apache-2.0
// One line for a person about what went wrong.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum diagnostic_limits { DIAGNOSTIC_BYTES = 1024 };

struct diagnostic {
    char text[DIAGNOSTIC_BYTES];
};

// Replaces the text; what does not fit is cut off.
void diagnostic_set(struct diagnostic *diagnostic, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
