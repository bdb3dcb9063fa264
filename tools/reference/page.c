// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/page.h"

#include "tools/reference/prose.h"

static const char *const topic_titles[TOPIC_COUNT] = {
    [TOPIC_TASKS] = "Tasks",
    [TOPIC_CONSOLE] = "Console and machine",
    [TOPIC_CAPABILITIES] = "Capabilities",
    [TOPIC_IPC] = "IPC",
    [TOPIC_EVENTS] = "Notifications, interrupts and time",
    [TOPIC_MEMORY] = "Memory",
    [TOPIC_PROCESSES] = "Processes",
    [TOPIC_RECORDS] = "Audit and trace",
};

static const struct text nobody = {0};

static void write_contents(FILE *out, const struct book *book) {
    (void)fputs("## Contents\n\n", out);
    for (uint32_t topic = 0; topic < TOPIC_COUNT; topic++) {
        (void)fprintf(out, "- [%s](#", topic_titles[topic]);
        prose_write_anchor(out, topic_titles[topic]);
        (void)fputc(')', out);
        const char *separator = ": ";
        for (size_t i = 0; i < book->calls.count; i++) {
            const struct call *call = &book->calls.items[i];
            if (call->topic == topic) {
                (void)fputs(separator, out);
                prose_write(out, book, call->name, nobody);
                separator = ", ";
            }
        }
        (void)fputc('\n', out);
    }
    for (uint32_t header = BOOK_SYSCALL + 1; header < BOOK_HEADER_COUNT; header++) {
        const char *title = prose_title((enum book_header)header);
        (void)fprintf(out, "- [%s](#", title);
        prose_write_anchor(out, title);
        (void)fputs(")\n", out);
    }
}

static void write_part(FILE *out, const struct book *book, const struct call *call, enum call_part part,
                       const char *label, const char *when_absent) {
    (void)fprintf(out, "- **%s:** ", label);
    if (call->part_lines[part] == 0) {
        (void)fputs(when_absent, out);
    } else {
        prose_write(out, book, text_of(call->parts[part]), call->name);
    }
    (void)fputc('\n', out);
}

static void write_call(FILE *out, const struct book *book, const struct call *call) {
    (void)fprintf(out, "\n### %.*s\n\n", (int)call->name.length, call->name.begin);
    (void)fprintf(out, "```text\n%.*s\n```\n\n", (int)call->signature.length, call->signature.begin);
    if (call->parts[PART_PROSE][0] != 0) {
        prose_write(out, book, text_of(call->parts[PART_PROSE]), call->name);
        (void)fputs("\n\n", out);
    }
    (void)fprintf(out, "- **Number:** %.*s, `%.*s`\n", (int)call->number.length, call->number.begin,
                  (int)call->constant.length, call->constant.begin);
    bool has_rights = call->part_lines[PART_RIGHTS] != 0;
    write_part(out, book, call, PART_RIGHTS, "Rights", "none.");
    write_part(out, book, call, PART_ERRORS, "Errors", has_rights ? "those that the rights imply." : "none.");
    write_part(out, book, call, PART_BLOCKS, "Blocks", "never.");
    write_part(out, book, call, PART_LIMITS, "Limits", "none.");
}

static void write_enum(FILE *out, const struct book *book, const struct declaration *declaration) {
    (void)fputs("| Name | Value | Meaning |\n|---|---|---|\n", out);
    for (size_t i = 0; i < declaration->member_count; i++) {
        const struct member *member = &declaration->members[i];
        struct comment above = member->above;
        struct text line;
        // About this one and those below it.
        while (comment_next_line(&above, &line)) {
            (void)fputs("| | | ", out);
            prose_write(out, book, line, nobody);
            (void)fputs(" |\n", out);
        }
        if (member->value.length != 0) {
            (void)fprintf(out, "| `%.*s` | `%.*s` | ", (int)member->name.length, member->name.begin,
                          (int)member->value.length, member->value.begin);
            prose_write(out, book, member->beside, nobody);
            (void)fputs(member->beside.length != 0 ? " |\n" : "|\n", out);
        }
    }
}

static void write_struct(FILE *out, const struct book *book, const struct declaration *declaration) {
    (void)fputs("| Field | Meaning |\n|---|---|\n", out);
    for (size_t i = 0; i < declaration->member_count; i++) {
        const struct member *member = &declaration->members[i];
        (void)fprintf(out, "| `%.*s` | ", (int)member->name.length, member->name.begin);
        struct comment above = member->above;
        struct text line;
        while (comment_next_line(&above, &line)) {
            prose_write(out, book, line, nobody);
            (void)fputc(' ', out);
        }
        prose_write(out, book, member->beside, nobody);
        (void)fputs(member->beside.length != 0 ? " |\n" : "|\n", out);
    }
}

static void write_declaration(FILE *out, const struct book *book, const struct declaration *declaration) {
    char title[PROSE_ANCHOR_BYTES];
    prose_declaration_title(declaration, title);
    (void)fprintf(out, "\n### %s\n\n", title);
    if (declaration->above.lines.length != 0) {
        prose_write_comment(out, book, declaration->above);
    }
    switch (declaration->kind) {
        case DECLARATION_ENUM:
            write_enum(out, book, declaration);
            break;
        case DECLARATION_STRUCT:
            write_struct(out, book, declaration);
            break;
        case DECLARATION_MACRO:
            (void)fprintf(out, "`%.*s`\n", (int)declaration->value.length, declaration->value.begin);
            break;
    }
}

static void write_header(FILE *out, const struct book *book, enum book_header number) {
    const struct header *header = &book->headers[number];
    (void)fprintf(out, "\n## %s\n\n", prose_title(number));
    prose_write_comment(out, book, header->about);
    (void)fprintf(out, "From [%s](../%s).\n", header->path, header->path);
    for (size_t i = 0; i < header->declaration_count; i++) {
        // Attributes are for the compiler.
        if (!text_begins(header->declarations[i].value, "__attribute__")) {
            write_declaration(out, book, &header->declarations[i]);
        }
    }
}

void page_write(FILE *out, const struct book *book) {
    (void)fprintf(out, "# %s\n\n", prose_title(BOOK_SYSCALL));
    (void)fputs(
        "<!-- Written by `./bazelw run //tools/reference:update` from the headers in abi/; not edited by hand. -->\n\n",
        out);
    prose_write_comment(out, book, book->headers[BOOK_SYSCALL].about);
    write_contents(out, book);
    for (uint32_t topic = 0; topic < TOPIC_COUNT; topic++) {
        (void)fprintf(out, "\n## %s\n", topic_titles[topic]);
        for (size_t i = 0; i < book->calls.count; i++) {
            if (book->calls.items[i].topic == topic) {
                write_call(out, book, &book->calls.items[i]);
            }
        }
    }
    for (uint32_t header = BOOK_SYSCALL + 1; header < BOOK_HEADER_COUNT; header++) {
        write_header(out, book, (enum book_header)header);
    }
}
