// SPDX-License-Identifier: Apache-2.0
// The script of a console session: what the guest must print, what is typed, how QEMU must end. Pure.
//
// One directive a line; empty lines and lines that begin with '#' are ignored. TEXT goes to the end of the line, and
// may stand in double quotes to keep blanks at its end. Lines of the guest are compared whole, never in part.
//   expect TEXT, expect-regex RE   skips lines until one is TEXT, or matches the extended expression RE
//   next TEXT, next-regex RE       the line after the last one taken
//   prompt TEXT                    skips lines until one begins with TEXT, finished or not; the rest of it is the next line
//   send TEXT                      types TEXT and Enter; \xNN is the byte with that number, not 0
//   forbid TEXT, forbid-regex RE   fails the session wherever such a line comes
//   allow-regex RE                 lets such lines pass that every session forbids (alarm.h), and no others
//   each-cpu DIRECTIVE             the directive for cpu 0, 1, ... of the machine, {cpu} replaced
//   exit STATUS                    QEMU's exit status; exactly once
// {harts}, {memory_mib} and {nonce} are replaced everywhere.
// A line that a step takes is not held against the script's own forbids or the general ones.
#pragma once

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"

#ifdef __cplusplus
extern "C" {
#endif

enum script_limits {
    SCRIPT_STEPS_MAX = 1024,
    SCRIPT_RULES_MAX = 64,
    SCRIPT_TEXT_BYTES = 512,  // with the NUL
    SCRIPT_NONCE_BYTES = 17,
    SCRIPT_ENTER = '\r',
};

enum script_step_kind {
    SCRIPT_STEP_EXPECT,
    SCRIPT_STEP_NEXT,
    SCRIPT_STEP_PROMPT,
    SCRIPT_STEP_SEND,
};

struct script_pattern {
    char text[SCRIPT_TEXT_BYTES];
    bool is_regex;
    regex_t regex;  // compiled when is_regex
};

struct script_step {
    enum script_step_kind kind;
    uint32_t line;  // in the script, from 1
    struct script_pattern pattern;
};

struct script_rules {
    uint32_t count;
    struct script_pattern patterns[SCRIPT_RULES_MAX];
};

struct script {
    uint32_t step_count;
    struct script_step steps[SCRIPT_STEPS_MAX];
    struct script_rules forbidden;
    struct script_rules allowed;
    bool has_exit;
    int exit_status;
};

struct script_variables {
    uint32_t harts;
    uint32_t memory_mib;
    char nonce[SCRIPT_NONCE_BYTES];
};

// Reads the script's text. Owns: the caller releases *script with script_release, also after a failure.
// Errors: false, and a diagnostic that names the line.
bool script_parse(const char *text, const struct script_variables *variables, struct script *script,
                  struct diagnostic *diagnostic);

void script_release(struct script *script);

bool script_pattern_matches(const struct script_pattern *pattern, const char *line);

// The rule among them that the line matches; null when there is none.
const struct script_pattern *script_find_rule(const struct script_rules *rules, const char *line);

// Everything the script types, in order, each with its Enter. False when it does not fit.
bool script_collect_input(const struct script *script, char *input, size_t capacity, size_t *bytes);

const char *script_step_text(enum script_step_kind kind);

#ifdef __cplusplus
}
#endif
