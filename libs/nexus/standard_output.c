// SPDX-License-Identifier: Apache-2.0
// stdout and stderr of the C library: whole lines, to the log. Each thread collects its own line, so lines of two threads do
// not mix and no lock is needed.
#include <stddef.h>
#include <stdio.h>

#include "libs/nexus/console.h"
#include "libs/nexus/start.h"

enum standard_output_limits { LINE_BYTES = 256 };

struct line {
    char text[LINE_BYTES];
    size_t length;
};

static _Thread_local struct line line;

static void write_line(void) {
    if (line.length == 0) {
        return;  // most often: every thread that ends asks
    }
    uint32_t log = nexus_start_handle("log");
    if (log != 0) {
        // What cannot be written has nowhere else to go.
        (void)!nexus_console_write(log, line.text, line.length);
    }
    line.length = 0;
}

static int put_byte(char byte, FILE *file) {
    (void)file;
    line.text[line.length++] = byte;
    if (byte == '\n' || line.length == sizeof(line.text)) {
        write_line();
    }
    return (unsigned char)byte;
}

static int flush_file(FILE *file) {
    (void)file;
    write_line();
    return 0;
}

static FILE log_file = FDEV_SETUP_STREAM(put_byte, NULL, flush_file, _FDEV_SETUP_WRITE);
FILE *const stdout = &log_file;
FILE *const stderr = &log_file;
