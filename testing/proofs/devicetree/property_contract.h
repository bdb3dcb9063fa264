// SPDX-License-Identifier: Apache-2.0
// Instead of property.c: functions that do anything that the contracts in property.h allow, and state what they ask for. property_proof.c
// proves that those of the kernel keep them. What a property says is made up when it is asked for: its bytes are not read.
#pragma once

#include <stddef.h>

#include "kernel/boot/property.h"
#include "testing/proofs/proof.h"

enum property_contract {
    CONTRACT_CELL_BYTES = 4,
    CONTRACT_TEXT_BYTES = 21,  // the longest name that is looked for, a letter more, and the NUL
    CONTRACT_TEXTS_MAX = 2,    // that are taken of one node
};

enum contract_answer {
    CONTRACT_ANY,
    CONTRACT_YES,
    CONTRACT_NO,
};

// What property_is_text answers: for "memory", and for others. A proof may look at cases one by one.
static enum contract_answer contract_is_memory = CONTRACT_ANY;
static enum contract_answer contract_is_other = CONTRACT_ANY;

static char contract_text[CONTRACT_TEXT_BYTES];
static uint32_t contract_text_bytes = CONTRACT_TEXT_BYTES;  // of the longest one; a proof may make it less
static uint32_t contract_texts;

// Absent, or of any size, to the end of what is there.
static inline struct property contract_property(const uint8_t *block, uint32_t block_bytes) {
    uint32_t bytes = any_below(block_bytes + 1);
    bool absent = nondet_bool();
    return absent ? (struct property){NULL, 0} : (struct property){block + (block_bytes - bytes), bytes};
}

static inline void contract_check(struct property property) {
    PROVE(property.bytes == 0 || __CPROVER_r_ok(property.data, property.bytes), "the bytes of a property are there");
}

static inline void contract_drop(struct property *list, uint32_t bytes) {
    *list = (struct property){list->data + bytes, list->bytes - bytes};
}

// Only the last text is there: nobody looks back at the one before.
const char *property_take_text(struct property *list) {
    contract_check(*list);
    bool terminated = nondet_bool();
    if (list->bytes == 0 || !terminated) {
        return NULL;
    }
    SUPPOSE(contract_texts < CONTRACT_TEXTS_MAX);
    contract_texts++;
    __CPROVER_havoc_object(contract_text);
    contract_text[contract_text_bytes - 1] = '\0';
    uint32_t length = any_below(contract_text_bytes);
    SUPPOSE(length < list->bytes && contract_text[length] == '\0');
    contract_drop(list, length + 1);
    return contract_text;
}

bool property_take_number(struct property *list, uint32_t cells, uint64_t *number) {
    contract_check(*list);
    if (cells < 1 || cells > 2 || list->bytes < cells * CONTRACT_CELL_BYTES) {
        return false;
    }
    *number = cells == 1 ? nondet_uint32() : nondet_uint64();
    contract_drop(list, cells * CONTRACT_CELL_BYTES);
    return true;
}

bool property_take_range(struct property *list, uint32_t base_cells, uint32_t size_cells,
                         struct physical_range *range) {
    struct property rest = *list;
    struct physical_range found = {0, 0};
    if (!property_take_number(&rest, base_cells, &found.base) ||
        !property_take_number(&rest, size_cells, &found.bytes) || found.bytes == 0 ||
        found.bytes > UINT64_MAX - found.base) {
        return false;
    }
    *list = rest;
    *range = found;
    return true;
}

bool property_is_text(struct property property, const char *text) {
    contract_check(property);
    enum contract_answer answer = text[0] == 'm' ? contract_is_memory : contract_is_other;
    return answer == CONTRACT_ANY ? nondet_bool() : answer == CONTRACT_YES;
}

bool property_lists_text(struct property list, const char *text) {
    (void)text;
    contract_check(list);
    return nondet_bool();
}

bool property_number(struct property property, uint64_t *number) {
    uint32_t cells = property.bytes / CONTRACT_CELL_BYTES;
    return property.bytes % CONTRACT_CELL_BYTES == 0 && cells <= 2 && property_take_number(&property, cells, number);
}

uint32_t property_cell(struct property property, uint32_t otherwise) {
    contract_check(property);
    return property.bytes == CONTRACT_CELL_BYTES ? nondet_uint32() : otherwise;
}
