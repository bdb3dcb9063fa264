// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char USAGE[] =
    "  --qemu=FILE --firmware=FILE --kernel=FILE   needed\n"
    "  --script=FILE          what the console must show, or else:\n"
    "  --boot=NAME            boots with boot=NAME and judges by the marker table (testing/markers/ladder.h)\n"
    "  --red=MARKER           with --boot: passes only when the boot is red there, everything before it green\n"
    "  --any-seed             with --red: enough when the boot is red under one of the seeds, and green under those before\n"
    "  --initrd=FILE --devicetree=FILE --machine=PROPERTIES\n"
    "  --load=FILE[@ADDRESS]  puts an ELF file, or raw bytes at an address, into memory; adds up\n"
    "  --append=TEXT          kernel command line; adds up; boot=... and nonce=... are added\n"
    "  --harts=N --memory-mib=N\n"
    "  --mode=deterministic|parallel\n"
    "  --seed=K[,K...]        deterministic: a hart's turn lasts at most K us of virtual time; a boot for each K\n"
    "  --nonce=HEX            instead of a random one\n"
    "  --typed-ahead          types everything before the machine starts: input at the same virtual times in every run\n"
    "  --runs=N               N runs, whose transcripts must be the same bytes\n"
    "  --timeout-seconds=N    the host's patience with all boots; running out of it is an error\n"
    "  --transcript=FILE      writes what the guest printed\n"
    "  --label=LABEL          names the test in the line that replays it\n"
    "  --show                 shows the transcript while it grows\n"
    "  --gdb                  waits for a debugger on port 1234, with no timeout\n";

const char *options_usage(void) {
    return USAGE;
}

struct text_option {
    const char *name;
    const char **value;
};

struct number_option {
    const char *name;
    uint32_t *value;
    uint32_t least;
    uint32_t most;
};

struct flag_option {
    const char *name;
    bool *value;
};

// The value of "--name=value" when the argument is that option, else null.
static const char *value_of(const char *argument, const char *name) {
    size_t length = strlen(name);
    if (strncmp(argument, "--", 2) != 0 || strncmp(argument + 2, name, length) != 0 || argument[2 + length] != '=') {
        return NULL;
    }
    return argument + 2 + length + 1;
}

static bool read_number(const char *text, int base, uint32_t least, uint32_t most, uint32_t *number) {
    char *end = NULL;
    errno = 0;
    unsigned long value = strtoul(text, &end, base);
    // strtoul also takes blanks and signs; a number here begins with a digit.
    bool digit = (text[0] >= '0' && text[0] <= '9') || (base == 16 && text[0] >= 'a' && text[0] <= 'f');
    if (!digit || *end != 0 || errno != 0 || value < least || value > most) {
        return false;
    }
    *number = (uint32_t)value;
    return true;
}

static bool refuse(struct diagnostic *diagnostic, const char *what, const char *argument) {
    diagnostic_set(diagnostic, "%s: %s", argument, what);
    return false;
}

static bool take_text(const char *argument, struct options *options) {
    const struct text_option texts[] = {
        {"qemu", &options->qemu},
        {"firmware", &options->firmware},
        {"kernel", &options->kernel},
        {"initrd", &options->initrd},
        {"devicetree", &options->devicetree},
        {"machine", &options->machine},
        {"script", &options->script},
        {"transcript", &options->transcript},
        {"label", &options->label},
        {"boot", &options->boot},
        {"red", &options->red},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *value = value_of(argument, texts[i].name);
        if (value != NULL) {
            *texts[i].value = value;
            return true;
        }
    }
    return false;
}

static bool take_flag(const char *argument, struct options *options) {
    const struct flag_option flags[] = {
        {"--typed-ahead", &options->typed_ahead},
        {"--any-seed", &options->any_seed},
        {"--show", &options->show},
        {"--gdb", &options->gdb},
    };
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (strcmp(argument, flags[i].name) == 0) {
            *flags[i].value = true;
            return true;
        }
    }
    return false;
}

static bool take_number(const char *argument, struct options *options, bool *valid) {
    const struct number_option numbers[] = {
        {"harts", &options->harts, 1, OPTIONS_HARTS_MAX},
        {"memory-mib", &options->memory_mib, 1, OPTIONS_MEMORY_MIB_MAX},
        {"runs", &options->runs, 1, OPTIONS_RUNS_MAX},
        {"timeout-seconds", &options->timeout_seconds, 1, OPTIONS_TIMEOUT_SECONDS_MAX},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        const char *value = value_of(argument, numbers[i].name);
        if (value != NULL) {
            *valid = read_number(value, 10, numbers[i].least, numbers[i].most, numbers[i].value);
            return true;
        }
    }
    const char *nonce = value_of(argument, "nonce");
    if (nonce != NULL) {
        options->has_nonce = true;
        *valid = read_number(nonce, 16, 0, UINT32_MAX, &options->nonce);
        return true;
    }
    return false;
}

static bool add(const char *value, const char **values, uint32_t *count, uint32_t capacity) {
    if (*count == capacity) {
        return false;
    }
    values[(*count)++] = value;
    return true;
}

static bool take_list(const char *argument, struct options *options, bool *valid) {
    const char *value = value_of(argument, "append");
    if (value != NULL) {
        *valid = add(value, options->appends, &options->append_count, OPTIONS_APPENDS_MAX);
        return true;
    }
    value = value_of(argument, "load");
    if (value != NULL) {
        *valid = add(value, options->loads, &options->load_count, OPTIONS_LOADS_MAX);
        return true;
    }
    return false;
}

// "K,K,...": of a list given twice the later one counts.
static bool read_seeds(const char *text, struct options *options) {
    options->seed_count = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        char seed[OPTIONS_NUMBER_BYTES] = "";
        if (length >= sizeof(seed) || options->seed_count == OPTIONS_SEEDS_MAX) {
            return false;
        }
        memcpy(seed, at, length);
        if (!read_number(seed, 10, 1, OPTIONS_SEED_MAX, &options->seeds[options->seed_count++])) {
            return false;
        }
        at += length;
        if (*at == 0) {
            options->seed = options->seeds[0];
            return true;
        }
    }
}

static bool take_seeds(const char *argument, struct options *options, bool *valid) {
    const char *value = value_of(argument, "seed");
    if (value != NULL) {
        *valid = read_seeds(value, options);
    }
    return value != NULL;
}

static bool take_mode(const char *argument, struct options *options, bool *valid) {
    const char *value = value_of(argument, "mode");
    if (value == NULL) {
        return false;
    }
    if (strcmp(value, "deterministic") == 0) {
        options->mode = OPTIONS_DETERMINISTIC;
    } else if (strcmp(value, "parallel") == 0) {
        options->mode = OPTIONS_PARALLEL;
    } else {
        *valid = false;
    }
    return true;
}

static bool check(const struct options *options, struct diagnostic *diagnostic) {
    if (options->qemu == NULL || options->firmware == NULL || options->kernel == NULL) {
        return refuse(diagnostic, "all three are needed", "--qemu, --firmware, --kernel");
    }
    if ((options->script == NULL) == (options->boot == NULL)) {
        return refuse(diagnostic, "one of the two is needed, and not both", "--script, --boot");
    }
    if (options->typed_ahead && options->script == NULL) {
        return refuse(diagnostic, "only a script types", "--typed-ahead");
    }
    if (options->red != NULL && options->boot == NULL) {
        return refuse(diagnostic, "only a boot that is judged by its markers is red", "--red");
    }
    if (options->any_seed && (options->red == NULL || options->mode != OPTIONS_DETERMINISTIC)) {
        return refuse(diagnostic, "needs --red and deterministic mode", "--any-seed");
    }
    if (options->mode != OPTIONS_DETERMINISTIC && options->runs > 1) {
        return refuse(diagnostic, "runs are the same only in deterministic mode", "--runs");
    }
    return true;
}

bool options_parse(int argc, const char *const argv[], struct options *options, struct diagnostic *diagnostic) {
    *options = (struct options){
        .harts = 1,
        .memory_mib = 128,
        .mode = OPTIONS_DETERMINISTIC,
        .seed_count = 1,
        .seeds = {10},
        .seed = 10,
        .runs = 1,
        .timeout_seconds = 120,
    };
    for (int i = 1; i < argc; i++) {
        bool valid = true;
        bool known = take_text(argv[i], options) || take_flag(argv[i], options) ||
                     take_number(argv[i], options, &valid) || take_list(argv[i], options, &valid) ||
                     take_seeds(argv[i], options, &valid) || take_mode(argv[i], options, &valid);
        if (!known) {
            return refuse(diagnostic, "no such option", argv[i]);
        }
        if (!valid) {
            return refuse(diagnostic, "not a value it can have, or one too many", argv[i]);
        }
    }
    return check(options, diagnostic);
}
