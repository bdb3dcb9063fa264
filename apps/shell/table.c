// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/table.h"

#include "apps/shell/command_help.h"
#include "apps/shell/commands_audit.h"
#include "apps/shell/commands_machine.h"
#include "apps/shell/commands_services.h"
#include "apps/shell/files.h"
#include "apps/shell/top.h"
#include "apps/shell/trace_command.h"

#include <stdio.h>

static void command_help(const struct command_call *call);

static const struct command COMMANDS[] = {
    {"help", "[COMMAND]", "this list, or more about one command",
     "Keys: arrows, Home, End, Delete; Ctrl-A and Ctrl-E go to the ends,\n"
     "Ctrl-U and Ctrl-K erase up to them, Ctrl-W erases a word, Ctrl-L clears\n"
     "the screen, Ctrl-C drops the line. Tab completes, a second Tab lists.\n",
     0, COMMAND_WORDS_MAX - 1, command_help},
    {"smp", "", "ask every hart to answer, then show its counters",
     "Starts a task on each hart, waits until all have answered, and shows what\n"
     "each hart counted since the machine started.\n",
     0, 0, command_smp},
    {"ipi", "", "interrupts between harts", "Nudges ask a hart to look at its queue; too many of them are dropped.\n",
     0, 0, command_ipi},
    {"mem", "", "memory of the machine", "What programs hold is neither free nor the kernel's; ps tells whose it is.\n",
     0, 0, command_mem},
    {"top", "[COUNT]", "watch harts and programs; a key ends it",
     "Draws a picture each second, 10 times if no COUNT is given.\n", 0, 1, command_top},
    {"ps", "", "programs, and what became of them",
     "KIB is the memory that a program uses now; restarts are since the boot.\n", 0, 0, command_ps},
    {"run", "NAME [NUMBER] [&]", "start a program and wait for its end",
     "NUMBER is its argument. Ctrl-C ends the program. With & the shell does\n"
     "not wait for it.\n",
     1, 3, command_run},
    {"kill", "NAME", "end a program", "policyd decides. One that its recipe has started again comes back; ps tells.\n",
     1, 1, command_kill},
    {"qos", "[CLASS]", "the shell's class; or ask for another",
     "CLASS is idle, normal, interactive or perfburst. policyd decides.\n", 0, 1, command_qos},
    {"shares", "[NUMBER]", "its part of the time of its class",
     "NUMBER is from 1 to 1000; what it means depends on what others have.\n", 0, 1, command_shares},
    {"affinity", "[PLACEMENT]", "where it wants to run", "PLACEMENT is any, performance or efficiency.\n", 0, 1,
     command_affinity},
    {"timers", "", "timers that timed keeps",
     "Those that are due within a window of their class expire together, by one\n"
     "interrupt.\n",
     0, 0, command_timers},
    {"caps", "", "capabilities of the shell",
     "Rights: read, write, execute, Send, Receive, Manage, Use. What is grantable\n"
     "may be given to others.\n",
     0, 0, command_caps},
    {"audit", "[COUNT|senders]", "what was refused, decided, started and ended",
     "The newest COUNT records, 10 if none is given; or how many of each sender are\n"
     "kept, gave way to newer ones, and were lost without a record of it yet.\n",
     0, 1, command_audit},
    {"log", "[COUNT]", "what programs had to say", "The newest COUNT lines, 10 if none is given.\n", 0, 1, command_log},
    {"policy explain", "[NUMBER]", "which rule decided",
     "The newest five decisions, or those from that number on; audit has the\n"
     "numbers.\n",
     0, 1, command_policy_explain},
    {"trace", "on|off|dump|waits", "write down what each hart does, and show it",
     "tools/trace_view draws what dump printed; waits tells how long the shell\n"
     "itself had to wait for a hart and for answers. Both end the trace.\n",
     1, 1, command_trace},
    {"bench", "", "what calls of the kernel cost",
     "In instructions where the machine counts them, as with --deterministic;\n"
     "else in ticks of the emulator's clock. Ctrl-C ends it.\n",
     0, 0, command_bench},
    {"selftest", "", "try the services, in an image that can",
     "Runs the app witness: each line is proven by the one below it, and the\n"
     "last one counts. In other images it says which one to boot.\n",
     0, 0, command_selftest},
    {"ls", "", "files of the boot archive", "Their names, and how many bytes each has.\n", 0, 0, command_ls},
    {"cat", "NAME", "print a file that is text", "NAME is one that ls lists.\n", 1, 1, command_cat},
    {"crash", "", "let a program fault: only that program ends",
     "It writes to address 0. The kernel says so, and the prompt stays alive.\n", 0, 0, command_crash},
    {"spin", "", "let a task compute for ever on hart 0", "The prompt stays alive.\n", 0, 0, command_spin},
    {"nx hw smp", "", "the same as smp", "help smp says more.\n", 0, 0, command_smp},
    {"nx hw dt", "", "the machine as the device tree told it",
     "Devices are told to the first program only: with services that is init.\n", 0, 0, command_dt},
    {"nx hw irq", "", "interrupts of each hart",
     "From its timer, from devices, and from other harts, since the machine\n"
     "started.\n",
     0, 0, command_irq},
    {"nx hw vblk info", "", "the disk", "There is none until there is a driver.\n", 0, 0, command_vblk},
    {"poweroff", "", "end the machine", "QEMU ends with it, and what was not kept elsewhere is gone.\n", 0, 0,
     command_poweroff},
};

enum table_sizes { COMMAND_COUNT = sizeof(COMMANDS) / sizeof(COMMANDS[0]) };

static const struct command_table TABLE = {COMMANDS, COMMAND_COUNT};

static void command_help(const struct command_call *call) {
    if (call->count == 0) {
        command_help_list(&TABLE);
        return;
    }
    const struct command *command = command_named(&TABLE, call->arguments, call->count);
    if (command == NULL) {
        printf("help: there is no such command; help alone lists them\n");
    } else {
        command_help_of(command);
    }
}

const struct command_table *table_commands(void) {
    return &TABLE;
}

const struct line_words *table_words(void) {
    static const char *names[COMMAND_COUNT];
    static const struct line_words words = {names, COMMAND_COUNT};
    for (uint32_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = COMMANDS[i].name;
    }
    return &words;
}
