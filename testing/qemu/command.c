// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct command *command, const char *format, ...) {
    size_t room = COMMAND_TEXT_BYTES - command->text_bytes;
    char *text = command->text + command->text_bytes;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room || command->count == COMMAND_ARGUMENTS_MAX) {
        command->overflowed = true;
        return;
    }
    command->arguments[command->count++] = text;
    command->arguments[command->count] = NULL;
    command->text_bytes += (size_t)length + 1;
}

// Within an option's list of properties a comma is written twice.
static bool quote_commas(const char *text, size_t length, char *quoted, size_t capacity) {
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (used + 3 > capacity) {
            return false;
        }
        quoted[used++] = text[i];
        if (text[i] == ',') {
            quoted[used++] = ',';
        }
    }
    quoted[used] = 0;
    return true;
}

static void add_machine(struct command *command, const struct options *options) {
    add(command, "-M");
    if (options->machine == NULL) {
        add(command, "virt");
    } else {
        add(command, "virt,%s", options->machine);
    }
    add(command, "-smp");
    add(command, "%u", options->harts);
    add(command, "-m");
    add(command, "%uM", options->memory_mib);
    // Nothing that was not asked for: no network, no monitor on the console, no window; a reset ends the machine.
    add(command, "-nodefaults");
    add(command, "-no-reboot");
    add(command, "-display");
    add(command, "none");
}

static void add_mode(struct command *command, const struct options *options) {
    if (options->mode == OPTIONS_PARALLEL) {
        add(command, "-accel");
        add(command, "tcg,thread=multi");
        return;
    }
    add(command, "-icount");
    add(command, "shift=0,sleep=off");
    add(command, "-rtc");
    add(command, "clock=vm,base=2026-01-01");
    // A timer every `seed` microseconds ends a hart's turn; without it that lasts up to 2^31 instructions.
    add(command, "-netdev");
    add(command, "hubport,id=turn,hubid=0");
    add(command, "-object");
    add(command, "filter-buffer,id=turn0,netdev=turn,interval=%u", options->seed);
}

static void add_console(struct command *command, const struct options *options) {
    // The multiplexer hands on what it buffers whenever the guest reads a byte, in the guest's own time.
    add(command, "-chardev");
    add(command, "stdio,id=console,mux=on,signal=off");
    add(command, "-serial");
    add(command, "chardev:console");
    if (options->typed_ahead) {
        add(command, "-S");
        add(command, "-chardev");
        add(command, "socket,id=control,fd=%d", COMMAND_CONTROL_DESCRIPTOR);
        add(command, "-mon");
        add(command, "chardev=control,mode=control");
    }
    if (options->gdb) {
        add(command, "-gdb");
        add(command, "tcp:localhost:%d", OPTIONS_GDB_PORT);
        if (!options->typed_ahead) {
            add(command, "-S");
        }
    }
}

static void add_file(struct command *command, const char *option, const char *path) {
    if (path != NULL) {
        add(command, "%s", option);
        add(command, "%s", path);
    }
}

static void add_kernel(struct command *command, const struct options *options) {
    add_file(command, "-bios", options->firmware);
    add_file(command, "-kernel", options->kernel);
    add_file(command, "-initrd", options->initrd);
    add_file(command, "-dtb", options->devicetree);
    char line[COMMAND_TEXT_BYTES] = "";
    size_t used = 0;
    for (uint32_t i = 0; i < options->append_count; i++) {
        used += (size_t)snprintf(line + used, sizeof(line) - used, "%s ", options->appends[i]);
        if (used >= sizeof(line)) {
            command->overflowed = true;
            return;
        }
    }
    add(command, "-append");
    if (options->boot == NULL) {
        add(command, "%snonce=%08x", line, options->nonce);
    } else {
        add(command, "%sboot=%s nonce=%08x", line, options->boot, options->nonce);
    }
    // The device tree's rng-seed; the same nonce gives the same machine.
    add(command, "-seed");
    add(command, "%u", options->nonce);
}

static void add_load(struct command *command, const char *load) {
    char file[COMMAND_TEXT_BYTES];
    const char *at = strrchr(load, '@');
    size_t length = at == NULL ? strlen(load) : (size_t)(at - load);
    if (!quote_commas(load, length, file, sizeof(file))) {
        command->overflowed = true;
        return;
    }
    add(command, "-device");
    if (at == NULL) {
        add(command, "loader,file=%s", file);
    } else {
        add(command, "loader,file=%s,addr=%s,force-raw=on", file, at + 1);
    }
}

bool command_build(const struct options *options, struct command *command, struct diagnostic *diagnostic) {
    memset(command, 0, sizeof(*command));
    add(command, "%s", options->qemu);
    add_machine(command, options);
    add_mode(command, options);
    add_console(command, options);
    add_kernel(command, options);
    for (uint32_t i = 0; i < options->load_count; i++) {
        add_load(command, options->loads[i]);
    }
    if (command->overflowed) {
        diagnostic_set(diagnostic, "the options are too long for QEMU's command line");
    }
    return !command->overflowed;
}

void command_describe_replay(const struct options *options, int argc, const char *const argv[], char *line,
                             size_t capacity) {
    size_t used = 0;
    if (options->label != NULL) {
        used += (size_t)snprintf(line, capacity, "bazel run %s --", options->label);
    } else {
        for (int i = 0; i < argc && used < capacity; i++) {
            used += (size_t)snprintf(line + used, capacity - used, "%s'%s'", i == 0 ? "" : " ", argv[i]);
        }
    }
    if (used < capacity) {
        used += (size_t)snprintf(line + used, capacity - used, " --nonce=%08x", options->nonce);
    }
    if (used < capacity && options->mode == OPTIONS_DETERMINISTIC) {
        (void)snprintf(line + used, capacity - used, " --seed=%u", options->seed);
    }
}
