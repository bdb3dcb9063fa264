// SPDX-License-Identifier: Apache-2.0
// The program that people talk to: greets, reads lines, and does what they say.
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "apps/shell/command.h"
#include "apps/shell/command_help.h"
#include "apps/shell/crasher.h"
#include "apps/shell/input.h"
#include "apps/shell/line.h"
#include "apps/shell/table.h"
#include "services/execd/client.h"

static const char PROMPT[] = "neuron> ";

static_assert(sizeof(PROMPT) - 1 <= LINE_PROMPT_MAX, "the line editor's bound");

static struct line_editor editor;
static struct line_echo echo;
static uint32_t log_handle;

enum shell_units { BYTES_PER_KIB = 1024 };

enum shell_status { STATUS_NO_INPUT = 1 };

static void print_banner(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(nexus_start_handle("stats_read"), &info) == ABI_OK) {
        printf("Neuron: %" PRIu32 " harts, %" PRIu64 " MiB of memory. Type help.\n", info.harts,
               (info.memory_bytes + BYTES_PER_KIB * BYTES_PER_KIB / 2) / (BYTES_PER_KIB * BYTES_PER_KIB));
    } else {
        printf("Neuron. Type help.\n");
    }
}

static void say_unknown(const struct command_words *words) {
    const struct command *nearest = command_nearest(table_commands(), words);
    if (nearest == NULL) {
        printf("%.40s: no such command; help lists them\n", words->words[0]);
    } else {
        printf("%.16s: no such command; did you mean %s? help lists them\n", words->words[0], nearest->name);
    }
}

static void run_command(const char *line) {
    struct command_words words;
    struct command_call call;
    switch (command_read(table_commands(), line, &words, &call)) {
        case COMMAND_NOTHING:
            break;
        case COMMAND_FOUND:
            call.command->run(&call);
            break;
        case COMMAND_MISUSED:
            command_help_usage(call.command);
            printf("  help %s says more\n", call.command->name);
            break;
        case COMMAND_UNKNOWN:
            say_unknown(&words);
            break;
        case COMMAND_TOO_LONG:
            printf("more words than any command takes; help lists them\n");
            break;
    }
}

static void print_echo(void) {
    for (uint32_t at = 0; at < echo.count;) {
        uint32_t left = echo.count - at;
        uint32_t bytes = left < ABI_CONSOLE_WRITE_MAX_BYTES ? left : ABI_CONSOLE_WRITE_MAX_BYTES;
        // What cannot be written has nowhere else to go.
        (void)!nexus_console_write(log_handle, echo.bytes + at, bytes);
        at += bytes;
    }
}

static void take_byte(char byte) {
    enum line_event event = line_take(&editor, byte, &echo);
    print_echo();
    if (event == LINE_FINISHED) {
        run_command(editor.text.bytes);
    }
    if (event != LINE_NOTHING) {
        input_print_news();
        line_begin(&editor, &echo);
        print_echo();
    }
}

// What else there is to say of the terminal, above the line that is being written.
static void print_news(void) {
    printf("\n");
    input_print_news();
    line_show(&editor, &echo);
    print_echo();
}

// To whoever started it, if that wants to know.
static void say_ready(void) {
    uint32_t execd = nexus_start_handle("execd");
    if (execd != 0) {
        // Without an answer execd stops waiting for it by itself.
        (void)!execd_client_ready(execd, ASK_PATIENCE_MILLISECONDS);
    }
}

int main(void) {
    if (nexus_start_argument(SHELL_JOB_ARGUMENT) == SHELL_JOB_CRASH) {
        crash();
    }
    log_handle = nexus_start_handle("log");
    say_ready();
    print_banner();
    line_start(&editor, PROMPT, table_words());
    line_begin(&editor, &echo);
    print_echo();
    enum abi_error error = input_start();
    char byte = 0;
    while (error == ABI_OK) {
        error = input_take(&byte);
        if (error == ABI_OK) {
            take_byte(byte);
        } else if (error == ABI_EAGAIN) {
            print_news();
            error = ABI_OK;
        }
    }
    printf("the shell reads nothing more: error %d\n", (int)error);
    return STATUS_NO_INPUT;
}
