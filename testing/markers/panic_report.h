// SPDX-License-Identifier: Apache-2.0
// The report of a panic, as the ladder expects one. Pure. The lines are those of kernel/trap/panic.c.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// True for "PANIC: text (cpuN)", where a '*' of text stands for any characters and N is below harts.
bool panic_report_begins(const char *text, const char *line, uint32_t harts);

// True for the line that says that the report is whole.
bool panic_report_ends(const char *line);

#ifdef __cplusplus
}
#endif
