// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/header.h"

#include <string.h>

struct parser {
    struct header *header;
    struct refusal *refusal;
    struct declaration *open;  // null at file scope
    struct comment comment;    // right above the line
    uint32_t line;
};

bool comment_next_line(struct comment *rest, struct text *line) {
    if (!text_next_line(&rest->lines, line)) {
        return false;
    }
    rest->line++;
    *line = text_from(text_trim(*line), strlen("//"));
    if (text_begins(*line, " ")) {
        *line = text_from(*line, 1);
    }
    return true;
}

static bool give_up(const struct parser *parser, const char *why) {
    return refuse(parser->refusal, parser->header->path, parser->line, "%s", why);
}

static struct comment take_comment(struct parser *parser) {
    struct comment comment = parser->comment;
    parser->comment = (struct comment){0};
    return comment;
}

static void add_to_comment(struct parser *parser, struct text line) {
    if (text_find(line, "SPDX-License-Identifier") != line.length) {
        return;
    }
    struct comment *comment = &parser->comment;
    if (comment->lines.length == 0) {
        *comment = (struct comment){line, parser->line};
    }
    comment->lines.length = (size_t)(line.begin + line.length - comment->lines.begin);
}

static struct declaration *add_declaration(struct parser *parser, enum declaration_kind kind, struct text name) {
    struct header *header = parser->header;
    if (header->declaration_count == HEADER_DECLARATIONS_MAX) {
        (void)give_up(parser, "too many declarations");
        return NULL;
    }
    struct declaration *declaration = &header->declarations[header->declaration_count++];
    *declaration = (struct declaration){
        .kind = kind,
        .name = name,
        .above = take_comment(parser),
        .members = &header->members[header->member_count],
    };
    return declaration;
}

// "struct name {"
static bool open_body(struct parser *parser, enum declaration_kind kind, struct text line) {
    struct text rest = text_trim(text_from(line, text_find(line, " ")));
    struct text name = text_word(rest);
    if (name.length == 0 || !text_is(text_trim(text_from(rest, name.length)), "{")) {
        return give_up(parser, "the members of an enum or a structure begin on a line of their own");
    }
    parser->open = add_declaration(parser, kind, name);
    return parser->open != NULL;
}

// "#define NAME value"
static bool add_macro(struct parser *parser, struct text line) {
    struct text rest = text_trim(text_from(line, strlen("#define")));
    struct text name = text_word(rest);
    struct declaration *macro = add_declaration(parser, DECLARATION_MACRO, name);
    if (macro != NULL) {
        macro->value = text_trim(text_from(rest, name.length));
    }
    return macro != NULL;
}

static bool parse_outside(struct parser *parser, struct text line) {
    if (text_begins(line, "enum ")) {
        return open_body(parser, DECLARATION_ENUM, line);
    }
    if (text_begins(line, "struct ")) {
        return open_body(parser, DECLARATION_STRUCT, line);
    }
    if (text_begins(line, "#define ")) {
        return add_macro(parser, line);
    }
    if (!text_begins(line, "#") && !text_is(line, "extern \"C\" {") && !text_is(line, "}")) {
        return give_up(parser, "neither an enum nor a structure nor a constant");
    }
    struct comment above = take_comment(parser);
    if (parser->header->about.lines.length == 0) {
        parser->header->about = above;
    }
    return true;
}

// "NAME = value", or the count at the end.
static bool read_enumerator(const struct parser *parser, struct text code, struct member *member) {
    static const char count[] = "_COUNT";
    if (code.length != 0 && code.begin[code.length - 1] == ',') {
        code = text_trim(text_until(code, code.length - 1));
    }
    member->name = text_word(code);
    struct text rest = text_trim(text_from(code, member->name.length));
    if (text_begins(rest, "=")) {
        member->value = text_trim(text_from(rest, 1));
    } else if (rest.length != 0 || member->name.length < strlen(count) ||
               !text_is(text_from(member->name, member->name.length - strlen(count)), count)) {
        return give_up(parser, "an enumerator has a name and a value on one line");
    }
    return true;
}

static bool read_field(const struct parser *parser, struct text code, struct member *member) {
    if (code.length == 0 || code.begin[code.length - 1] != ';') {
        return give_up(parser, "a field is declared on one line");
    }
    member->name = text_until(code, code.length - 1);
    return true;
}

static bool parse_member(struct parser *parser, struct text line) {
    struct header *header = parser->header;
    if (header->member_count == HEADER_MEMBERS_MAX) {
        return give_up(parser, "too many members");
    }
    struct member *member = &header->members[header->member_count++];
    parser->open->member_count++;
    size_t comment = text_find(line, "//");
    struct text code = text_trim(text_until(line, comment));
    *member = (struct member){
        .above = take_comment(parser),
        .beside = text_trim(text_from(line, comment + strlen("//"))),
        .line = parser->line,
    };
    return parser->open->kind == DECLARATION_ENUM ? read_enumerator(parser, code, member)
                                                  : read_field(parser, code, member);
}

static bool parse_line(struct parser *parser, struct text line) {
    struct text trimmed = text_trim(line);
    if (text_begins(trimmed, "//")) {
        add_to_comment(parser, line);
        return true;
    }
    if (trimmed.length == 0) {
        (void)take_comment(parser);
        return true;
    }
    if (parser->open == NULL) {
        return parse_outside(parser, trimmed);
    }
    if (text_is(trimmed, "};")) {
        parser->open = NULL;
        (void)take_comment(parser);
        return true;
    }
    return parse_member(parser, trimmed);
}

bool header_parse(struct header *header, const char *path, const char *text, struct refusal *refusal) {
    *header = (struct header){.path = path};
    struct parser parser = {.header = header, .refusal = refusal};
    struct text rest = text_of(text);
    struct text line;
    while (text_next_line(&rest, &line)) {
        parser.line++;
        if (!parse_line(&parser, line)) {
            return false;
        }
    }
    return parser.open == NULL || give_up(&parser, "the file ends inside an enum or a structure");
}

const struct declaration *header_find(const struct header *header, enum declaration_kind kind, const char *name) {
    for (size_t i = 0; i < header->declaration_count; i++) {
        const struct declaration *declaration = &header->declarations[i];
        if (declaration->kind == kind && text_is(declaration->name, name)) {
            return declaration;
        }
    }
    return NULL;
}

bool declaration_has(const struct declaration *declaration, const char *prefix, struct text word) {
    for (size_t i = 0; i < declaration->member_count; i++) {
        const struct member *member = &declaration->members[i];
        if (member->value.length != 0 && text_begins(member->name, prefix) &&
            text_equals(text_from(member->name, strlen(prefix)), word)) {
            return true;
        }
    }
    return false;
}
