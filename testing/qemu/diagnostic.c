// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>

void diagnostic_set(struct diagnostic *diagnostic, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(diagnostic->text, sizeof(diagnostic->text), format, arguments);
    va_end(arguments);
}
