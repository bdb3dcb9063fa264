// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/predicate.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

static const char HARTS[] = "harts";

// Longer ones first: "<=" begins with "<".
static const struct {
    const char *text;
    enum predicate_operator operator_;
} OPERATORS[] = {
    {"==", PREDICATE_EQUAL},         {"!=", PREDICATE_NOT_EQUAL},
    {"<=", PREDICATE_LESS_OR_EQUAL}, {">=", PREDICATE_GREATER_OR_EQUAL},
    {"<", PREDICATE_LESS},           {">", PREDICATE_GREATER},
};

static bool refuse(struct diagnostic *diagnostic, const char *what, const char *at) {
    diagnostic_set(diagnostic, "%s at \"%s\"", what, at);
    return false;
}

static bool read_operator(const char **text, enum predicate_operator *operator_) {
    for (size_t i = 0; i < sizeof(OPERATORS) / sizeof(OPERATORS[0]); i++) {
        size_t length = strlen(OPERATORS[i].text);
        if (strncmp(*text, OPERATORS[i].text, length) == 0) {
            *operator_ = OPERATORS[i].operator_;
            *text += length;
            return true;
        }
    }
    return false;
}

static const char *operator_text(enum predicate_operator operator_) {
    for (size_t i = 0; i < sizeof(OPERATORS) / sizeof(OPERATORS[0]); i++) {
        if (OPERATORS[i].operator_ == operator_) {
            return OPERATORS[i].text;
        }
    }
    return "?";
}

bool predicate_has_name(const struct predicate *predicate, const char *name) {
    for (uint32_t i = 0; i < predicate->name_count; i++) {
        if (strcmp(predicate->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_name(struct predicate *predicate, const char *name) {
    if (predicate_has_name(predicate, name)) {
        return true;
    }
    if (predicate->name_count == PROOF_LINE_ITEMS_MAX) {
        return false;
    }
    memcpy(predicate->names[predicate->name_count++], name, PROOF_LINE_NAME_BYTES);
    return true;
}

static bool read_comparison(const char **text, struct predicate_comparison *comparison, struct diagnostic *diagnostic) {
    if (!proof_line_read_name(text, comparison->left) || strcmp(comparison->left, HARTS) == 0) {
        return refuse(diagnostic, "no name of the evidence", *text);
    }
    if (!read_operator(text, &comparison->operator_)) {
        return refuse(diagnostic, "no comparison", *text);
    }
    if (!proof_line_read_number(text, &comparison->number) && !proof_line_read_name(text, comparison->right)) {
        return refuse(diagnostic, "neither a name nor a number", *text);
    }
    if (strcmp(comparison->left, comparison->right) == 0) {
        return refuse(diagnostic, "a name compared with itself before", *text);
    }
    return true;
}

// The words that every line of evidence has.
static bool is_reserved(const char *name) {
    return strcmp(name, "seq") == 0 || strcmp(name, "nonce") == 0;
}

static bool add_names(struct predicate *predicate, const struct predicate_comparison *comparison) {
    bool has_right = comparison->right[0] != 0 && strcmp(comparison->right, HARTS) != 0;
    return !is_reserved(comparison->left) && !is_reserved(comparison->right) && add_name(predicate, comparison->left) &&
           (!has_right || add_name(predicate, comparison->right));
}

bool predicate_parse(const char *text, struct predicate *predicate, struct diagnostic *diagnostic) {
    memset(predicate, 0, sizeof(*predicate));
    for (const char *at = text;; at++) {
        if (predicate->comparison_count == PREDICATE_COMPARISONS_MAX) {
            return refuse(diagnostic, "too many comparisons", at);
        }
        struct predicate_comparison *comparison = &predicate->comparisons[predicate->comparison_count++];
        if (!read_comparison(&at, comparison, diagnostic)) {
            return false;
        }
        if (!add_names(predicate, comparison)) {
            return refuse(diagnostic, "a name that every line of evidence has, or too many names, before", at);
        }
        if (*at == 0) {
            return true;
        }
        if (*at != ',') {
            return refuse(diagnostic, "no ','", at);
        }
    }
}

static bool compare(uint64_t left, enum predicate_operator operator_, uint64_t right) {
    switch (operator_) {
        case PREDICATE_EQUAL:
            return left == right;
        case PREDICATE_NOT_EQUAL:
            return left != right;
        case PREDICATE_LESS:
            return left < right;
        case PREDICATE_LESS_OR_EQUAL:
            return left <= right;
        case PREDICATE_GREATER:
            return left > right;
        case PREDICATE_GREATER_OR_EQUAL:
            return left >= right;
    }
    return false;
}

static uint64_t value_of(const struct proof_line *evidence, const char *name, uint32_t harts) {
    return strcmp(name, HARTS) == 0 ? harts : proof_line_find(evidence, name)->value;
}

bool predicate_holds(const struct predicate *predicate, const struct proof_line *evidence, uint32_t harts,
                     struct diagnostic *diagnostic) {
    for (uint32_t i = 0; i < predicate->comparison_count; i++) {
        const struct predicate_comparison *comparison = &predicate->comparisons[i];
        uint64_t left = value_of(evidence, comparison->left, harts);
        uint64_t right = comparison->right[0] == 0 ? comparison->number : value_of(evidence, comparison->right, harts);
        if (compare(left, comparison->operator_, right)) {
            continue;
        }
        const char *text = operator_text(comparison->operator_);
        if (comparison->right[0] == 0) {
            diagnostic_set(diagnostic, "%s%s%" PRIu64 " does not hold: it is %" PRIu64, comparison->left, text, right,
                           left);
        } else {
            diagnostic_set(diagnostic, "%s%s%s does not hold: %" PRIu64 " against %" PRIu64, comparison->left, text,
                           comparison->right, left, right);
        }
        return false;
    }
    return true;
}
