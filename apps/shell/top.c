// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/top.h"

#include <inttypes.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/shell/complain.h"
#include "apps/shell/input.h"
#include "apps/shell/programs.h"

enum top_layout {
    PICTURES_DEFAULT = 10,
    PICTURES_MAX = 3600,
    HART_LINES = 12,  // of 24, with the programs below
    PROGRAM_LINES = 8,
};

// Each line is drawn over the one that was there.
#define LINE_END "\x1b[K\n"

struct counts {
    uint64_t switches;
    uint64_t steals;
    uint64_t ipis;
    uint64_t idle;
};

// What was counted when the last picture was drawn.
static struct counts counted[ABI_HARTS_MAX];

static struct counts count_hart(const struct abi_hart_statistics *hart) {
    return (struct counts){
        .switches = hart->switches, .steals = hart->steals, .ipis = hart->ipis_received, .idle = hart->idle_entries};
}

static void print_counts(const char *name, const struct counts *counts) {
    printf("%4s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 LINE_END, name, counts->switches, counts->steals,
           counts->ipis, counts->idle);
}

static struct counts since_last(uint32_t cpu, const struct counts *now) {
    struct counts since = {.switches = now->switches - counted[cpu].switches,
                           .steals = now->steals - counted[cpu].steals,
                           .ipis = now->ipis - counted[cpu].ipis,
                           .idle = now->idle - counted[cpu].idle};
    counted[cpu] = *now;
    return since;
}

static void draw_harts(uint32_t stats_read, uint32_t harts) {
    struct counts all = {0};
    printf("hart  switches    steals      IPIs      idle" LINE_END);
    for (uint32_t cpu = 0; cpu < harts; cpu++) {
        struct abi_hart_statistics hart;
        if (nexus_hart_statistics(stats_read, cpu, &hart) != ABI_OK) {
            continue;
        }
        struct counts now = count_hart(&hart);
        struct counts since = since_last(cpu, &now);
        all = (struct counts){.switches = all.switches + since.switches,
                              .steals = all.steals + since.steals,
                              .ipis = all.ipis + since.ipis,
                              .idle = all.idle + since.idle};
        char name[8];
        (void)snprintf(name, sizeof(name), "%" PRIu32, cpu);
        if (cpu < HART_LINES) {
            print_counts(name, &since);
        }
    }
    print_counts("all", &all);
}

static void draw(uint32_t stats_read, uint32_t harts, uint64_t picture, uint64_t pictures) {
    printf("%s", picture == 1 ? "\x1b[H\x1b[2J" : "\x1b[H");
    printf("top %" PRIu64 " of %" PRIu64 ", %s; a key ends it" LINE_END, picture, pictures,
           picture == 1 ? "since the machine started" : "in the last second");
    draw_harts(stats_read, harts);
    programs_draw(PROGRAM_LINES, LINE_END);
}

// True: a second has passed; false: a key was pressed. The key is used up by that.
static bool wait_a_second(void) {
    uint64_t deadline = nexus_clock_read() + nexus_ticks_per_second();
    while (!input_is_there()) {
        uint64_t bits = 0;
        if (input_wait(deadline, &bits) != ABI_OK) {
            return true;
        }
    }
    char key = 0;
    while (input_take(&key) == ABI_EAGAIN) {
        input_print_news();
    }
    return false;
}

void command_top(const struct command_call *call) {
    uint64_t pictures = PICTURES_DEFAULT;
    if (call->count == 1 && !command_number(call->arguments[0], 1, PICTURES_MAX, &pictures)) {
        complain_of_argument(call, call->arguments[0], "a number from 1 to 3600");
        return;
    }
    uint32_t stats_read = 0;
    struct abi_machine_info machine;
    if (!find_authority(call, "stats_read", &stats_read)) {
        return;
    }
    enum abi_error error = nexus_machine_info(stats_read, &machine);
    if (error != ABI_OK) {
        complain_of_authority(call, "stats_read", error);
        return;
    }
    for (uint32_t cpu = 0; cpu < ABI_HARTS_MAX; cpu++) {
        counted[cpu] = (struct counts){0};
    }
    for (uint64_t picture = 1; picture <= pictures; picture++) {
        draw(stats_read, machine.harts, picture, pictures);
        if (picture != pictures && !wait_a_second()) {
            return;
        }
    }
}
