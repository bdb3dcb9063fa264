// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where the text being read is, and what the next directive belongs to.
struct parser {
    const struct script_variables *variables;
    struct script *script;
    struct diagnostic *diagnostic;
    uint32_t line;
    uint32_t cpu;
};

static bool refuse(const struct parser *parser, const char *what, const char *text) {
    diagnostic_set(parser->diagnostic, "script line %u: %s: \"%s\"", parser->line, what, text);
    return false;
}

// The value of the variable at the start of text, "{name}"; 0 when it is none, else the length of that.
static size_t read_variable(const struct parser *parser, const char *text, char value[SCRIPT_NONCE_BYTES]) {
    struct {
        const char *name;
        uint32_t number;
    } numbers[] = {
        {"{harts}", parser->variables->harts},
        {"{cpu}", parser->cpu},
        {"{memory_mib}", parser->variables->memory_mib},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        size_t length = strlen(numbers[i].name);
        if (strncmp(text, numbers[i].name, length) == 0) {
            (void)snprintf(value, SCRIPT_NONCE_BYTES, "%u", numbers[i].number);
            return length;
        }
    }
    static const char NONCE[] = "{nonce}";
    if (strncmp(text, NONCE, sizeof(NONCE) - 1) == 0) {
        memcpy(value, parser->variables->nonce, SCRIPT_NONCE_BYTES);
        return sizeof(NONCE) - 1;
    }
    return 0;
}

// Takes off the quotes and replaces the variables.
static bool read_text(const struct parser *parser, const char *text, char result[SCRIPT_TEXT_BYTES]) {
    size_t end = strlen(text);
    size_t at = 0;
    if (end >= 2 && text[0] == '"' && text[end - 1] == '"') {
        at++;
        end--;
    }
    size_t used = 0;
    while (at < end) {
        char value[SCRIPT_NONCE_BYTES] = {text[at], 0};
        size_t taken = read_variable(parser, text + at, value);
        at += taken == 0 ? 1 : taken;
        size_t length = strlen(value);
        if (used + length >= SCRIPT_TEXT_BYTES) {
            return refuse(parser, "the text is too long", text);
        }
        memcpy(result + used, value, length);
        used += length;
    }
    result[used] = 0;
    return true;
}

// Compiles an expression that must match a whole line.
static bool compile_whole(const char *expression, regex_t *regex) {
    char anchored[SCRIPT_TEXT_BYTES + 4];
    (void)snprintf(anchored, sizeof(anchored), "^(%s)$", expression);
    return regcomp(regex, anchored, REG_EXTENDED | REG_NOSUB) == 0;
}

static bool read_pattern(const struct parser *parser, const char *text, bool is_regex, struct script_pattern *pattern) {
    if (!read_text(parser, text, pattern->text)) {
        return false;
    }
    if (is_regex && !compile_whole(pattern->text, &pattern->regex)) {
        return refuse(parser, "not an extended regular expression", text);
    }
    pattern->is_regex = is_regex;
    return true;
}

static int digit_of(char letter) {
    static const char DIGITS[] = "0123456789abcdef";
    const char *found = letter == 0 ? NULL : strchr(DIGITS, letter);
    return found == NULL ? -1 : (int)(found - DIGITS);
}

// Keys that are no text: \xNN becomes that byte. A NUL would end the text.
static bool read_keys(const struct parser *parser, char *text) {
    char *to = text;
    for (const char *from = text; *from != 0; to++) {
        if (from[0] != '\\' || from[1] != 'x') {
            *to = *from++;
            continue;
        }
        int high = digit_of(from[2]);
        int low = high < 0 ? -1 : digit_of(from[3]);
        if (low < 0 || high + low == 0) {
            return refuse(parser, "not a byte as two small hexadecimal digits", from);
        }
        *to = (char)(high << 4 | low);
        from += 4;
    }
    *to = 0;
    return true;
}

static bool add_step(const struct parser *parser, enum script_step_kind kind, bool is_regex, const char *text) {
    struct script *script = parser->script;
    if (text[0] == 0 && kind == SCRIPT_STEP_PROMPT) {
        return refuse(parser, "a prompt has no text", text);
    }
    if (script->step_count == SCRIPT_STEPS_MAX) {
        return refuse(parser, "too many steps", text);
    }
    struct script_step *step = &script->steps[script->step_count];
    if (!read_pattern(parser, text, is_regex, &step->pattern)) {
        return false;
    }
    if (kind == SCRIPT_STEP_SEND && !read_keys(parser, step->pattern.text)) {
        return false;
    }
    step->kind = kind;
    step->line = parser->line;
    script->step_count++;
    return true;
}

static bool add_rule(const struct parser *parser, struct script_rules *rules, bool is_regex, const char *text) {
    if (rules->count == SCRIPT_RULES_MAX) {
        return refuse(parser, "too many rules", text);
    }
    if (!read_pattern(parser, text, is_regex, &rules->patterns[rules->count])) {
        return false;
    }
    rules->count++;
    return true;
}

static bool set_exit(const struct parser *parser, const char *text) {
    char *end = NULL;
    unsigned long status = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || status > 255) {
        return refuse(parser, "an exit status is a number from 0 to 255", text);
    }
    if (parser->script->has_exit) {
        return refuse(parser, "a second exit status", text);
    }
    parser->script->has_exit = true;
    parser->script->exit_status = (int)status;
    return true;
}

// The text behind the word when the directive is that one, else null.
static const char *after_word(const char *directive, const char *word) {
    size_t length = strlen(word);
    if (strncmp(directive, word, length) != 0 || (directive[length] != ' ' && directive[length] != 0)) {
        return NULL;
    }
    return directive[length] == 0 ? directive + length : directive + length + 1;
}

static bool parse_step(const struct parser *parser, const char *directive, bool *known) {
    static const struct {
        const char *word;
        enum script_step_kind kind;
        bool is_regex;
    } steps[] = {
        {"expect", SCRIPT_STEP_EXPECT, false}, {"expect-regex", SCRIPT_STEP_EXPECT, true},
        {"next", SCRIPT_STEP_NEXT, false},     {"next-regex", SCRIPT_STEP_NEXT, true},
        {"prompt", SCRIPT_STEP_PROMPT, false}, {"send", SCRIPT_STEP_SEND, false},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        const char *text = after_word(directive, steps[i].word);
        if (text != NULL) {
            *known = true;
            return add_step(parser, steps[i].kind, steps[i].is_regex, text);
        }
    }
    return true;
}

static bool parse_rule(const struct parser *parser, const char *directive) {
    const char *text = after_word(directive, "forbid");
    if (text != NULL) {
        return add_rule(parser, &parser->script->forbidden, false, text);
    }
    text = after_word(directive, "forbid-regex");
    if (text != NULL) {
        return add_rule(parser, &parser->script->forbidden, true, text);
    }
    text = after_word(directive, "allow-regex");
    if (text != NULL) {
        return add_rule(parser, &parser->script->allowed, true, text);
    }
    text = after_word(directive, "exit");
    if (text != NULL) {
        return set_exit(parser, text);
    }
    return refuse(parser, "no such directive", directive);
}

static bool parse_directive(const struct parser *parser, const char *directive) {
    bool known = false;
    bool parsed = parse_step(parser, directive, &known);
    return known ? parsed : parse_rule(parser, directive);
}

static bool parse_line(struct parser *parser, const char *line) {
    if (line[0] == 0 || line[0] == '#') {
        return true;
    }
    parser->cpu = 0;
    const char *repeated = after_word(line, "each-cpu");
    if (repeated == NULL) {
        return parse_directive(parser, line);
    }
    for (uint32_t cpu = 0; cpu < parser->variables->harts; cpu++) {
        parser->cpu = cpu;
        if (!parse_directive(parser, repeated)) {
            return false;
        }
    }
    return true;
}

bool script_parse(const char *text, const struct script_variables *variables, struct script *script,
                  struct diagnostic *diagnostic) {
    memset(script, 0, sizeof(*script));
    struct parser parser = {.variables = variables, .script = script, .diagnostic = diagnostic};
    const char *at = text;
    while (*at != 0) {
        size_t length = strcspn(at, "\n");
        char line[SCRIPT_TEXT_BYTES];
        parser.line++;
        if (length >= sizeof(line)) {
            return refuse(&parser, "the line is too long", "");
        }
        memcpy(line, at, length);
        line[length] = 0;
        if (!parse_line(&parser, line)) {
            return false;
        }
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    if (!script->has_exit) {
        diagnostic_set(diagnostic, "the script states no exit status");
        return false;
    }
    return true;
}

static void release_pattern(struct script_pattern *pattern) {
    if (pattern->is_regex) {
        regfree(&pattern->regex);
    }
}

void script_release(struct script *script) {
    for (uint32_t i = 0; i < script->step_count; i++) {
        release_pattern(&script->steps[i].pattern);
    }
    for (uint32_t i = 0; i < script->forbidden.count; i++) {
        release_pattern(&script->forbidden.patterns[i]);
    }
    for (uint32_t i = 0; i < script->allowed.count; i++) {
        release_pattern(&script->allowed.patterns[i]);
    }
}

bool script_pattern_matches(const struct script_pattern *pattern, const char *line) {
    if (pattern->is_regex) {
        return regexec(&pattern->regex, line, 0, NULL, 0) == 0;
    }
    return strcmp(pattern->text, line) == 0;
}

const struct script_pattern *script_find_rule(const struct script_rules *rules, const char *line) {
    for (uint32_t i = 0; i < rules->count; i++) {
        if (script_pattern_matches(&rules->patterns[i], line)) {
            return &rules->patterns[i];
        }
    }
    return NULL;
}

bool script_collect_input(const struct script *script, char *input, size_t capacity, size_t *bytes) {
    size_t used = 0;
    for (uint32_t i = 0; i < script->step_count; i++) {
        if (script->steps[i].kind != SCRIPT_STEP_SEND) {
            continue;
        }
        const char *text = script->steps[i].pattern.text;
        size_t length = strlen(text);
        if (length >= capacity - used) {
            return false;
        }
        memcpy(input + used, text, length);
        input[used + length] = SCRIPT_ENTER;
        used += length + 1;
    }
    *bytes = used;
    return true;
}

const char *script_step_text(enum script_step_kind kind) {
    switch (kind) {
        case SCRIPT_STEP_EXPECT:
            return "expect";
        case SCRIPT_STEP_NEXT:
            return "next";
        case SCRIPT_STEP_PROMPT:
            return "prompt";
        case SCRIPT_STEP_SEND:
            return "send";
    }
    return "?";
}
