// SPDX-License-Identifier: Apache-2.0
// Runs main and ends the task; gives the C library its thread-local words and its standard output.
#include <stdint.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"

enum run_main_limits {
    THREAD_WORDS_BYTES = 64,  // the C library keeps errno there
    LINE_BYTES = 256,
};

int main(void);

// begin.S
extern uint8_t nexus_thread_words[];
_Alignas(16) uint8_t nexus_thread_words[THREAD_WORDS_BYTES];
_Noreturn void nexus_run_main(void);

static char line[LINE_BYTES];
static size_t line_length;

static void flush_line(void) {
    // What cannot be written has nowhere else to go.
    (void)!nexus_console_write(line, line_length);
    line_length = 0;
}

static int put_byte(char byte, FILE *file) {
    (void)file;
    line[line_length++] = byte;
    if (byte == '\n' || line_length == sizeof(line)) {
        flush_line();
    }
    return (unsigned char)byte;
}

static int flush_file(FILE *file) {
    (void)file;
    flush_line();
    return 0;
}

static FILE console_file = FDEV_SETUP_STREAM(put_byte, NULL, flush_file, _FDEV_SETUP_WRITE);
FILE *const stdout = &console_file;

_Noreturn void nexus_run_main(void) {
    (void)main();
    flush_line();
    nexus_task_exit();
}
