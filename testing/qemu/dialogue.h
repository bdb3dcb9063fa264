// SPDX-License-Identifier: Apache-2.0
// Holds a growing transcript against a script, and says what to type and when a run has gone wrong. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"
#include "testing/qemu/script.h"
#include "testing/qemu/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

// How a program ended.
struct process_exit {
    bool by_signal;
    int value;  // the signal's number, or the exit status
};

struct dialogue {
    const struct script *script;
    const struct transcript *transcript;
    bool typed_ahead;  // everything the script sends was typed before the machine started
    uint32_t step;     // the first step that is not done
    size_t offset;     // bytes of the transcript dealt with
    uint32_t lines;    // line ends dealt with
    bool failed;
    struct diagnostic reason;  // when failed
};

// Without a script (null) nothing is typed and nothing fails: somebody else judges the whole transcript.
void dialogue_start(struct dialogue *dialogue, const struct script *script, const struct transcript *transcript,
                    bool typed_ahead);

// Deals with what the transcript has gained, up to the next thing to type.
void dialogue_advance(struct dialogue *dialogue);

// What is to be typed now, without its Enter; null when nothing is. dialogue_sent says that it has been.
const char *dialogue_input(const struct dialogue *dialogue);
void dialogue_sent(struct dialogue *dialogue);

// The machine has ended and the transcript is complete: the last word on whether the run passed.
void dialogue_end(struct dialogue *dialogue, struct process_exit exit);

#ifdef __cplusplus
}
#endif
