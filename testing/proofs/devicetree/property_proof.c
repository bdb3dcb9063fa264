// SPDX-License-Identifier: Apache-2.0
// What the bytes of a property say, whatever they are: nothing outside of the property is read, what is taken comes off its front,
// and what cannot be taken changes nothing.
#include "kernel/boot/property.h"

#include <stddef.h>

#include "testing/proofs/proof.h"

enum {
    BYTES_MAX = 20,       // a range of two cells each, and a cell more
    WHOLE_BYTES_MAX = 9,  // of a list of texts: a comparison for each, and more than two cells
    TEXT_BYTES = 3,       // of what is looked for, with the NUL: "ok"
    CELL_BYTES = 4,
};

static uint8_t memory[BYTES_MAX];
static char text[TEXT_BYTES];

// Any bytes, to the end of what is there: the byte behind the property is not. Or none such in the node.
static struct property any_property(uint32_t bytes_max) {
    __CPROVER_havoc_object(memory);
    uint32_t bytes = any_below(bytes_max + 1);
    bool absent = nondet_bool();
    return absent ? (struct property){NULL, 0} : (struct property){memory + (BYTES_MAX - bytes), bytes};
}

static bool is_same(struct property a, struct property b) {
    return a.data == b.data && a.bytes == b.bytes;
}

// Begins later by so many bytes, and ends where it did.
static bool is_rest(struct property rest, struct property whole, uint64_t taken) {
    return taken <= whole.bytes && rest.data == whole.data + taken && rest.bytes == whole.bytes - taken;
}

// The number that the cells say, read byte by byte.
static uint64_t number_at(const uint8_t *data, uint32_t cells) {
    uint64_t number = 0;
    for (uint32_t i = 0; i < 2 * CELL_BYTES; i++) {
        number = i < cells * CELL_BYTES ? number << 8 | data[i] : number;
    }
    return number;
}

void prove_number_is_taken(void) {
    struct property whole = any_property(BYTES_MAX);
    struct property rest = whole;
    uint32_t cells = nondet_uint32();
    uint64_t before = nondet_uint64();
    uint64_t number = before;

    bool taken = property_take_number(&rest, cells, &number);

    bool fits = cells >= 1 && cells <= 2 && whole.bytes >= cells * CELL_BYTES;
    PROVE(taken == fits, "taken exactly when it is there");
    PROVE(IMPLIES(!taken, is_same(rest, whole) && number == before), "untouched unless taken");
    PROVE(IMPLIES(taken, is_rest(rest, whole, (uint64_t)cells * CELL_BYTES)), "off the front");
    PROVE(IMPLIES(taken, number == number_at(whole.data, cells)), "what the cells say");
    REACHED();
}

void prove_range_is_sound(void) {
    struct property whole = any_property(BYTES_MAX);
    struct property rest = whole;
    uint32_t base_cells = nondet_uint32();
    uint32_t size_cells = nondet_uint32();
    struct physical_range before = {nondet_uint64(), nondet_uint64()};
    struct physical_range range = before;

    bool taken = property_take_range(&rest, base_cells, size_cells, &range);

    uint64_t cells = (uint64_t)base_cells + size_cells;
    bool unchanged = is_same(rest, whole) && range.base == before.base && range.bytes == before.bytes;
    PROVE(IMPLIES(!taken, unchanged), "untouched unless taken");
    PROVE(IMPLIES(taken, is_rest(rest, whole, cells * CELL_BYTES)), "off the front");
    PROVE(IMPLIES(taken, range.bytes != 0 && range.bytes <= UINT64_MAX - range.base), "neither empty nor wrapping");
    PROVE(IMPLIES(taken, range.base == number_at(whole.data, base_cells)), "the base that the cells say");
    REACHED();
}

void prove_text_is_terminated(void) {
    struct property whole = any_property(BYTES_MAX);
    struct property rest = whole;

    const char *taken = property_take_text(&rest);

    uint32_t length = any_below(BYTES_MAX);
    bool good = taken != NULL;
    PROVE(IMPLIES(!good, is_same(rest, whole)), "untouched unless taken");
    PROVE(IMPLIES(good, (const uint8_t *)taken == whole.data && rest.bytes < whole.bytes), "off the front");
    PROVE(IMPLIES(good, is_rest(rest, whole, whole.bytes - rest.bytes)), "the rest begins behind it");
    PROVE(IMPLIES(good, rest.data[-1] == '\0'), "ends inside the property");
    PROVE(IMPLIES(!good && length < whole.bytes, whole.data[length] != '\0'), "none only without an end");
    REACHED();
}

void prove_whole_is_compared(void) {
    struct property property = any_property(WHOLE_BYTES_MAX);
    __CPROVER_havoc_object(text);
    SUPPOSE(text[TEXT_BYTES - 1] == '\0');
    uint64_t before = nondet_uint64();
    uint64_t number = before;
    uint32_t otherwise = nondet_uint32();

    bool is_text = property_is_text(property, text);
    bool lists_text = property_lists_text(property, text);
    bool is_number = property_number(property, &number);
    uint32_t cell = property_cell(property, otherwise);

    PROVE(IMPLIES(is_text, property.data[property.bytes - 1] == '\0' && property.bytes <= TEXT_BYTES), "all of it");
    PROVE(IMPLIES(is_text, lists_text), "a list of one");
    PROVE(is_number == (property.bytes == CELL_BYTES || property.bytes == 2 * CELL_BYTES), "a number is all of it");
    PROVE(IMPLIES(!is_number, number == before), "untouched unless a number");
    PROVE(cell == (property.bytes == CELL_BYTES ? number : otherwise), "exactly one cell");
    REACHED();
}

void prove_name_is_known(void) {
    static char name[BYTES_MAX + 4];
    __CPROVER_havoc_object(name);
    SUPPOSE(name[sizeof(name) - 1] == '\0');

    enum property_id id = property_find(name);

    PROVE((uint32_t)id <= PROPERTY_COUNT, "a property or none");
    REACHED();
}
