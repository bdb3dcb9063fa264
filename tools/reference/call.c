// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/call.h"

#include <ctype.h>
#include <string.h>

static const char CONSTANT_PREFIX[] = "ABI_SYS_";

struct names {
    const struct declaration *errors;
    const struct declaration *kinds;
    const struct declaration *rights;
};

struct reader {
    struct names names;
    const char *path;
    struct refusal *refusal;
};

static const char *const part_labels[PART_COUNT] = {
    [PART_RIGHTS] = "Rights:",
    [PART_ERRORS] = "Errors:",
    [PART_BLOCKS] = "Blocks:",
    [PART_LIMITS] = "Limits:",
};

const struct call *call_find(const struct call_list *calls, struct text name) {
    for (size_t i = 0; i < calls->count; i++) {
        if (text_equals(calls->items[i].name, name)) {
            return &calls->items[i];
        }
    }
    return NULL;
}

static bool find_topic(struct text name, enum call_topic *topic) {
    static const struct {
        const char *word;
        enum call_topic topic;
    } words[] = {
        {"task", TOPIC_TASKS},          {"console", TOPIC_CONSOLE},
        {"machine", TOPIC_CONSOLE},     {"hart", TOPIC_CONSOLE},
        {"power", TOPIC_CONSOLE},       {"capability", TOPIC_CAPABILITIES},
        {"endpoint", TOPIC_IPC},        {"ipc", TOPIC_IPC},
        {"reply", TOPIC_IPC},           {"irq", TOPIC_EVENTS},
        {"notification", TOPIC_EVENTS}, {"timer", TOPIC_EVENTS},
        {"clock", TOPIC_EVENTS},        {"vmo", TOPIC_MEMORY},
        {"process", TOPIC_PROCESSES},   {"audit", TOPIC_RECORDS},
        {"trace", TOPIC_RECORDS},
    };
    struct text first = text_until(name, text_find(name, "_"));
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (text_is(first, words[i].word)) {
            *topic = words[i].topic;
            return true;
        }
    }
    return false;
}

// name(arguments), alone or with " -> value" behind it.
static bool is_signature(struct text line, struct text *name) {
    *name = text_word(line);
    struct text rest = text_from(line, name->length);
    if (name->length == 0 || !islower((unsigned char)name->begin[0]) || !text_begins(rest, "(")) {
        return false;
    }
    rest = text_from(rest, text_find(rest, ")"));
    return text_is(rest, ")") || (text_begins(rest, ") -> ") && rest.length > strlen(") -> "));
}

static bool is_name_of(struct text name, struct text constant) {
    struct text rest = text_from(constant, strlen(CONSTANT_PREFIX));
    if (!text_begins(constant, CONSTANT_PREFIX) || rest.length != name.length) {
        return false;
    }
    for (size_t i = 0; i < name.length; i++) {
        if (toupper((unsigned char)name.begin[i]) != rest.begin[i]) {
            return false;
        }
    }
    return true;
}

static bool append(char *part, struct text line) {
    size_t length = strlen(part);
    size_t blank = length != 0 && line.length != 0 ? 1 : 0;
    if (length + blank + line.length >= CALL_PART_BYTES) {
        return false;
    }
    memcpy(part + length, " ", blank);
    memcpy(part + length + blank, line.begin, line.length);
    part[length + blank + line.length] = 0;
    return true;
}

// The part that a line begins; PART_PROSE when it begins none, PART_COUNT when it looks like a label and is none.
static enum call_part find_label(struct text line) {
    for (uint32_t part = PART_PROSE + 1; part < PART_COUNT; part++) {
        if (text_begins(line, part_labels[part])) {
            return (enum call_part)part;
        }
    }
    struct text word = text_word(line);
    bool capital = word.length > 1 && isupper((unsigned char)word.begin[0]) && islower((unsigned char)word.begin[1]);
    return capital && text_begins(text_from(line, word.length), ":") ? PART_COUNT : PART_PROSE;
}

static bool read_parts(const struct reader *reader, struct call *call, struct comment rest) {
    enum call_part part = PART_PROSE;
    struct text line;
    for (uint32_t number = rest.line; comment_next_line(&rest, &line); number = rest.line) {
        enum call_part begun = find_label(line);
        if (begun == PART_COUNT) {
            return refuse(reader->refusal, reader->path, number, "\"%.*s\" is no part of a description",
                          (int)text_word(line).length + 1, line.begin);
        }
        if (begun != PART_PROSE) {
            if (call->part_lines[begun] != 0) {
                return refuse(reader->refusal, reader->path, number, "a second \"%s\"", part_labels[begun]);
            }
            part = begun;
            call->part_lines[part] = number;
            line = text_trim(text_from(line, strlen(part_labels[part])));
        }
        if (!append(call->parts[part], line)) {
            return refuse(reader->refusal, reader->path, number, "the description is too long");
        }
    }
    return true;
}

static bool is_capitals(struct text word) {
    for (size_t i = 0; i < word.length; i++) {
        if (islower((unsigned char)word.begin[i])) {
            return false;
        }
    }
    return word.length > 1 && isupper((unsigned char)word.begin[0]);
}

// "as ipc_call": of names without an underscore no call has one.
static bool refers(struct text before, struct text word) {
    return text_is(before, "as") && text_find(word, "_") != word.length && islower((unsigned char)word.begin[0]);
}

static bool refuse_word(const struct reader *reader, uint32_t line, const struct call *call, struct text word,
                        const char *what) {
    return refuse(reader->refusal, reader->path, line, "%.*s: %.*s is %s", (int)call->name.length, call->name.begin,
                  (int)word.length, word.begin, what);
}

static bool check_rights(const struct reader *reader, const struct call_list *calls, const struct call *call) {
    struct text rest = text_of(call->parts[PART_RIGHTS]);
    uint32_t line = call->part_lines[PART_RIGHTS];
    bool says_something = text_find(rest, "any kind") != rest.length;
    struct text before = {0};
    for (struct text word; text_next_word(&rest, &word); before = word) {
        bool is_reference = refers(before, word);
        if (is_reference && call_find(calls, word) == NULL) {
            return refuse_word(reader, line, call, word, "no call");
        }
        bool is_kind = declaration_has(reader->names.kinds, "ABI_OBJECT_", word);
        if (is_capitals(word) && !is_kind && !declaration_has(reader->names.rights, "ABI_RIGHT_", word)) {
            return refuse_word(reader, line, call, word, "no kind and no right of abi/object.h");
        }
        says_something |= is_reference || is_kind;
    }
    return says_something || line == 0 ||
           refuse(reader->refusal, reader->path, line, "%.*s: the rights name no kind", (int)call->name.length,
                  call->name.begin);
}

// The parts of a list "EBADF (why), EPERM as ipc_call": what stands in brackets is prose.
static bool check_errors(const struct reader *reader, const struct call_list *calls, const struct call *call) {
    struct text rest = text_of(call->parts[PART_ERRORS]);
    uint32_t line = call->part_lines[PART_ERRORS];
    bool says_something = false;
    struct text before = {0};
    const char *seen = rest.begin;
    size_t depth = 0;
    for (struct text word; text_next_word(&rest, &word); before = word) {
        for (; seen < word.begin; seen++) {
            depth += *seen == '(' ? 1 : 0;
            depth -= *seen == ')' && depth != 0 ? 1 : 0;
        }
        bool is_reference = refers(before, word);
        if (is_reference && call_find(calls, word) == NULL) {
            return refuse_word(reader, line, call, word, "no call");
        }
        bool is_error = word.begin[0] == 'E' && declaration_has(reader->names.errors, "ABI_", word);
        if (depth == 0 && is_capitals(word) && !is_error) {
            return refuse_word(reader, line, call, word, "no error of abi/error.h");
        }
        says_something |= is_reference || (is_error && depth == 0);
    }
    return says_something || line == 0 ||
           refuse(reader->refusal, reader->path, line, "%.*s: the errors name none", (int)call->name.length,
                  call->name.begin);
}

static bool read_call(const struct reader *reader, const struct member *member, struct call *call) {
    int length = (int)member->name.length;
    const char *constant = member->name.begin;
    struct comment rest = member->above;
    *call = (struct call){.constant = member->name, .number = member->value};
    if (!comment_next_line(&rest, &call->signature) || !is_signature(call->signature, &call->name)) {
        return refuse(reader->refusal, reader->path, rest.line != 0 ? member->above.line : member->line,
                      "the comment of %.*s does not begin with a signature: name(arguments) -> value", length,
                      constant);
    }
    if (!is_name_of(call->name, member->name)) {
        return refuse(reader->refusal, reader->path, member->above.line, "the comment of %.*s is about %.*s", length,
                      constant, (int)call->name.length, call->name.begin);
    }
    if (!find_topic(call->name, &call->topic)) {
        return refuse(reader->refusal, reader->path, member->above.line,
                      "%.*s: tools/reference/call.c knows no topic for that first word", (int)call->name.length,
                      call->name.begin);
    }
    return read_parts(reader, call, rest);
}

// What is looked up must be there, else everything would be refused for the wrong reason.
static const struct declaration *need(const struct header *header, const char *name, struct refusal *refusal) {
    const struct declaration *declaration = header_find(header, DECLARATION_ENUM, name);
    if (declaration == NULL) {
        (void)refuse(refusal, header->path, 1, "there is no enum %s", name);
    }
    return declaration;
}

static bool check_all(const struct reader *reader, const struct call_list *calls) {
    for (size_t i = 0; i < calls->count; i++) {
        if (!check_rights(reader, calls, &calls->items[i]) || !check_errors(reader, calls, &calls->items[i])) {
            return false;
        }
    }
    return true;
}

bool call_read_all(struct call_list *calls, const struct header *syscalls, const struct header *errors,
                   const struct header *objects, struct refusal *refusal) {
    calls->count = 0;
    struct reader reader = {.path = syscalls->path, .refusal = refusal};
    const struct declaration *numbers = need(syscalls, "abi_syscall", refusal);
    reader.names.errors = need(errors, "abi_error", refusal);
    reader.names.kinds = need(objects, "abi_object_kind", refusal);
    reader.names.rights = need(objects, "abi_right", refusal);
    if (numbers == NULL || reader.names.errors == NULL || reader.names.kinds == NULL || reader.names.rights == NULL) {
        return false;
    }
    for (size_t i = 0; i < numbers->member_count; i++) {
        const struct member *member = &numbers->members[i];
        if (member->value.length == 0) {
            continue;  // the count
        }
        if (calls->count == CALLS_MAX) {
            return refuse(refusal, reader.path, member->line, "too many calls");
        }
        if (!read_call(&reader, member, &calls->items[calls->count])) {
            return false;
        }
        calls->count++;
    }
    return check_all(&reader, calls);
}
