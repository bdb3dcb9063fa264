// SPDX-License-Identifier: Apache-2.0
// The program that people talk to: greets, reads lines, and answers questions about the machine.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/console/crasher.h"
#include "apps/console/line.h"
#include "apps/console/roll_call.h"
#include "libs/service/ask.h"
#include "services/execd/client.h"

static const char PROMPT[] = "neuron> ";

static const char *const WORDS[] = {"crash", "help", "mem", "poweroff", "smp", "spin"};

static struct line_editor editor;
static struct line_echo echo;
static uint32_t log_handle;
static uint32_t stats_read;

enum console_units { BYTES_PER_KIB = 1024 };

static void print_banner(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(stats_read, &info) == ABI_OK) {
        printf("Neuron: %" PRIu32 " harts, %" PRIu64 " MiB of memory. Type help.\n", info.harts,
               (info.memory_bytes + BYTES_PER_KIB * BYTES_PER_KIB / 2) / (BYTES_PER_KIB * BYTES_PER_KIB));
    }
}

static void print_help(void) {
    printf("help      this list\n");
    printf("smp       ask every hart to answer, then show its counters\n");
    printf("mem       memory of the machine\n");
    printf("crash     let a program fault: only that program ends\n");
    printf("spin      let a task compute for ever on hart 0: the prompt stays alive\n");
    printf("poweroff  end the machine\n");
}

static void print_harts(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(stats_read, &info) != ABI_OK) {
        return;
    }
    roll_call(info.harts);
    printf("hart    ticks  IPIs sent  received  switches   idle\n");
    for (uint32_t cpu = 0; cpu < info.harts; cpu++) {
        struct abi_hart_statistics hart;
        if (nexus_hart_statistics(stats_read, cpu, &hart) == ABI_OK) {
            printf("%4" PRIu32 " %8" PRIu64 " %10" PRIu64 " %9" PRIu64 " %9" PRIu64 " %6" PRIu64 "\n", cpu, hart.ticks,
                   hart.ipis_sent, hart.ipis_received, hart.switches, hart.idle_entries);
        }
    }
}

static void print_memory(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(stats_read, &info) == ABI_OK) {
        printf("usable  %8" PRIu64 " KiB\n", info.memory_bytes / BYTES_PER_KIB);
        printf("free    %8" PRIu64 " KiB\n", info.memory_free_bytes / BYTES_PER_KIB);
        printf("kernel  %8" PRIu64 " KiB\n", info.kernel_bytes / BYTES_PER_KIB);
    }
}

static void run_command(const char *command) {
    if (command[0] == 0) {
        return;
    }
    if (strcmp(command, "help") == 0) {
        print_help();
    } else if (strcmp(command, "smp") == 0) {
        print_harts();
    } else if (strcmp(command, "mem") == 0) {
        print_memory();
    } else if (strcmp(command, "crash") == 0) {
        start_crasher();
    } else if (strcmp(command, "spin") == 0) {
        start_spinner();
    } else if (strcmp(command, "poweroff") == 0) {
        printf("bye\n");
        (void)!nexus_power_off(nexus_start_handle("power"), 0);
    } else {
        printf("%.40s: no such command; help lists them\n", command);
    }
}

static void print_echo(void) {
    for (uint32_t at = 0; at < echo.count;) {
        uint32_t left = echo.count - at;
        uint32_t bytes = left < ABI_CONSOLE_WRITE_MAX_BYTES ? left : ABI_CONSOLE_WRITE_MAX_BYTES;
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
        line_begin(&editor, &echo);
        print_echo();
    }
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
    if (nexus_start_argument(CONSOLE_JOB_ARGUMENT) == CONSOLE_JOB_CRASH) {
        crash();
    }
    log_handle = nexus_start_handle("log");
    stats_read = nexus_start_handle("stats_read");
    say_ready();
    print_banner();
    const struct line_words words = {WORDS, sizeof(WORDS) / sizeof(WORDS[0])};
    line_start(&editor, PROMPT, &words);
    line_begin(&editor, &echo);
    print_echo();
    for (;;) {
        char input[32];
        size_t count = 0;
        if (nexus_console_read(log_handle, input, sizeof(input), &count) != ABI_OK) {
            return 1;
        }
        for (size_t i = 0; i < count; i++) {
            take_byte(input[i]);
        }
    }
}
