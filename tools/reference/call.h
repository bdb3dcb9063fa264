// SPDX-License-Identifier: Apache-2.0
// The system calls as abi/syscall.h describes them, checked against the names that the other headers define.
#pragma once

#include "tools/reference/header.h"

#ifdef __cplusplus
extern "C" {
#endif

enum call_limits {
    CALL_PART_BYTES = 2048,  // of one part of a description, with the NUL
    CALLS_MAX = 128,
};

// What the page is divided into; the first word of a call's name tells.
enum call_topic {
    TOPIC_TASKS,
    TOPIC_CONSOLE,
    TOPIC_CAPABILITIES,
    TOPIC_IPC,
    TOPIC_EVENTS,
    TOPIC_MEMORY,
    TOPIC_PROCESSES,
    TOPIC_RECORDS,
    TOPIC_COUNT
};

// The parts of a description, the lines of each joined by blanks. One that is not there is empty.
enum call_part { PART_PROSE, PART_RIGHTS, PART_ERRORS, PART_BLOCKS, PART_LIMITS, PART_COUNT };

struct call {
    struct text name;
    struct text signature;  // the whole line
    struct text constant;
    struct text number;
    enum call_topic topic;
    char parts[PART_COUNT][CALL_PART_BYTES];
    uint32_t part_lines[PART_COUNT];
};

struct call_list {
    struct call items[CALLS_MAX];
    size_t count;
};

// Refuses a constant whose comment does not begin with a signature or is about another call; a topic, part, kind, right or
// error that does not exist; and an "as some_call" that is no call.
// Owns: names point into the headers' texts.
bool call_read_all(struct call_list *calls, const struct header *syscalls, const struct header *errors,
                   const struct header *objects, struct refusal *refusal);

// Null when there is none of that name.
const struct call *call_find(const struct call_list *calls, struct text name);

#ifdef __cplusplus
}
#endif
