// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/dialogue.h"

#include <string.h>

#include "testing/qemu/alarm.h"

void dialogue_start(struct dialogue *dialogue, const struct script *script, const struct transcript *transcript,
                    bool typed_ahead) {
    memset(dialogue, 0, sizeof(*dialogue));
    dialogue->script = script;
    dialogue->transcript = transcript;
    dialogue->typed_ahead = typed_ahead;
}

static const struct script_step *current_step(const struct dialogue *dialogue) {
    if (dialogue->script == NULL) {
        return NULL;
    }
    return dialogue->step < dialogue->script->step_count ? &dialogue->script->steps[dialogue->step] : NULL;
}

static bool current_step_is(const struct dialogue *dialogue, enum script_step_kind kind) {
    const struct script_step *step = current_step(dialogue);
    return step != NULL && step->kind == kind;
}

static void fail_at_line(struct dialogue *dialogue, const char *what, const char *line) {
    dialogue->failed = true;
    diagnostic_set(&dialogue->reason, "transcript line %u %s: \"%s\"", dialogue->lines + 1, what, line);
}

static void fail_at_step(struct dialogue *dialogue, const char *what, const char *line) {
    const struct script_step *step = current_step(dialogue);
    dialogue->failed = true;
    diagnostic_set(&dialogue->reason, "script line %u, %s \"%s\": %s \"%s\"", step->line, script_step_text(step->kind),
                   step->pattern.text, what, line);
}

// A line that no step takes.
static void check_passed_over(struct dialogue *dialogue, const char *line) {
    const struct script *script = dialogue->script;
    if (script_find_rule(&script->forbidden, line) != NULL) {
        fail_at_line(dialogue, "is forbidden", line);
    } else if (alarm_is_in(line) && script_find_rule(&script->allowed, line) == NULL) {
        fail_at_line(dialogue, "was not expected", line);
    } else if (current_step_is(dialogue, SCRIPT_STEP_NEXT)) {
        fail_at_step(dialogue, "instead came", line);
    }
}

static void take_line(struct dialogue *dialogue, const char *line) {
    const struct script_step *step = current_step(dialogue);
    bool takes = step != NULL && (step->kind == SCRIPT_STEP_EXPECT || step->kind == SCRIPT_STEP_NEXT);
    if (takes && script_pattern_matches(&step->pattern, line)) {
        dialogue->step++;
    } else {
        check_passed_over(dialogue, line);
    }
}

static bool take_prompt(struct dialogue *dialogue) {
    if (!current_step_is(dialogue, SCRIPT_STEP_PROMPT)) {
        return false;
    }
    const char *prompt = current_step(dialogue)->pattern.text;
    size_t length = strlen(prompt);
    const struct transcript *transcript = dialogue->transcript;
    if (transcript->bytes - dialogue->offset < length ||
        memcmp(transcript->data + dialogue->offset, prompt, length) != 0) {
        return false;
    }
    dialogue->offset += length;
    dialogue->step++;
    return true;
}

// Deals with one line when it is finished or will not get any longer.
static bool take_next_line(struct dialogue *dialogue, bool ended) {
    char line[TRANSCRIPT_LINE_BYTES];
    size_t next = 0;
    enum transcript_line_end end = transcript_read_line(dialogue->transcript, dialogue->offset, line, &next);
    if (end == TRANSCRIPT_LINE_TOO_LONG) {
        fail_at_line(dialogue, "is too long", line);
        return false;
    }
    if (end == TRANSCRIPT_LINE_OPEN && (!ended || next == dialogue->offset)) {
        return false;
    }
    take_line(dialogue, line);
    dialogue->offset = next;
    dialogue->lines++;
    return true;
}

static void advance(struct dialogue *dialogue, bool ended) {
    while (!dialogue->failed && dialogue->script != NULL) {
        if (current_step_is(dialogue, SCRIPT_STEP_SEND)) {
            if (!dialogue->typed_ahead) {
                return;
            }
            dialogue->step++;
        } else if (!take_prompt(dialogue) && !take_next_line(dialogue, ended)) {
            return;
        }
    }
}

void dialogue_advance(struct dialogue *dialogue) {
    advance(dialogue, false);
}

const char *dialogue_input(const struct dialogue *dialogue) {
    if (dialogue->failed || dialogue->typed_ahead || !current_step_is(dialogue, SCRIPT_STEP_SEND)) {
        return NULL;
    }
    return current_step(dialogue)->pattern.text;
}

void dialogue_sent(struct dialogue *dialogue) {
    dialogue->step++;
}

static const char *exit_kind_text(struct process_exit exit) {
    return exit.by_signal ? "signal" : "exit status";
}

static void check_exit(struct dialogue *dialogue, struct process_exit exit) {
    int agreed = dialogue->script->exit_status;
    if (!exit.by_signal && exit.value == agreed) {
        return;
    }
    dialogue->failed = true;
    diagnostic_set(&dialogue->reason, "QEMU ended with %s %d, agreed was exit status %d", exit_kind_text(exit),
                   exit.value, agreed);
}

static void fail_unfinished(struct dialogue *dialogue, struct process_exit exit) {
    const struct script_step *step = current_step(dialogue);
    dialogue->failed = true;
    diagnostic_set(&dialogue->reason, "script line %u, %s \"%s\": not reached when QEMU ended with %s %d", step->line,
                   script_step_text(step->kind), step->pattern.text, exit_kind_text(exit), exit.value);
}

void dialogue_end(struct dialogue *dialogue, struct process_exit exit) {
    advance(dialogue, true);
    if (dialogue->failed || dialogue->script == NULL) {
        return;
    }
    if (current_step(dialogue) == NULL) {
        check_exit(dialogue, exit);
    } else {
        fail_unfinished(dialogue, exit);
    }
}
