// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/emit.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "kernel/selftest/marker_call.h"

void (*emit_watcher)(enum marker marker, const char *evidence);

void emit(enum marker marker, const char *format, ...) {
    char evidence[MARKER_CALL_MAX_BYTES + 1];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(evidence, sizeof(evidence), format, arguments);
    va_end(arguments);
    if (emit_watcher != NULL) {
        emit_watcher(marker, evidence);
    }
    if (length < 0 || (size_t)length >= sizeof(evidence) ||
        nexus_call(MARKER_CALL_NUMBER, (uint64_t)marker, (uint64_t)evidence, (uint64_t)length, 0).error != ABI_OK) {
        printf("FAIL the kernel prints no markers\n");
        (void)!nexus_power_off(nexus_start_handle("power"), 1);
    }
}
