// SPDX-License-Identifier: Apache-2.0
// What is typed, from the console itself: for a shell that is alone.
#include "apps/shell/source.h"

#include "libs/console_input/console_input.h"
#include "libs/nexus/nexus.h"
#include "apps/shell/input.h"

static enum abi_error start(uint32_t *notification) {
    enum abi_error error = nexus_notification_create(notification);
    return error == ABI_OK ? console_input_start(nexus_start_handle("log"), *notification, INPUT_BIT) : error;
}

static void signalled(uint64_t bits) {
    (void)bits;
}

static bool has_news(void) {
    return false;
}

static void print_news(void) {}

const struct source source_console = {.start = start,
                                      .signalled = signalled,
                                      .take = console_input_take,
                                      .end = console_input_end,
                                      .has_news = has_news,
                                      .print_news = print_news};
