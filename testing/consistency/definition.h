// SPDX-License-Identifier: Apache-2.0
// Where a source defines things: functions, objects, types and macros at file scope, labels of assembly, constants; what a
// script of Starlark or the shell defines without indentation.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "testing/consistency/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

// Indices into the source's tokens; the definition is [first, last].
struct definition {
    size_t name;
    size_t first;
    size_t last;
    bool is_function;
};

// The next definition at file scope, looked for from *at, which moves behind it. False when there is no more.
bool definition_next(const struct source *source, size_t *at, struct definition *definition);

bool definition_find(const struct source *source, const char *name, struct definition *definition);

// True when the token is the name of a constant that is defined there: an enumerator, a macro, an object with an
// initial value, an assembler symbol.
bool definition_is_constant(const struct token_list *tokens, size_t index);

#ifdef __cplusplus
}
#endif
