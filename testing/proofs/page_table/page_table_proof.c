// SPDX-License-Identifier: Apache-2.0
// What the hardware is told: for every address, level and combination of rights, and for every table that a walk can meet.
#include "kernel/memory/page_table.h"

#include "testing/proofs/proof.h"

void prove_leaf_says_what_was_asked(void) {
    uint64_t physical = nondet_uint64();
    uint32_t level = nondet_uint32();
    uint32_t flags = nondet_uint32();
    uint64_t before = nondet_uint64();
    uint64_t entry = before;

    enum abi_error error = page_entry_leaf(physical, level, flags, &entry);

    // The privileged architecture's own numbers: V R W X U G A D, then the page number, then bits that must be zero.
    enum { V = 1 << 0, R = 1 << 1, W = 1 << 2, X = 1 << 3, U = 1 << 4, G = 1 << 5, A = 1 << 6, D = 1 << 7 };
    bool good = error == ABI_OK;
    PROVE(IMPLIES(!good, entry == before), "nothing is written on refusal");
    PROVE(IMPLIES(good, (entry & V) != 0 && (entry & (R | X)) != 0), "a valid leaf");
    PROVE(IMPLIES(good, (entry & (W | X)) != (W | X)), "never writable and executable");
    PROVE(IMPLIES(good, (entry & W) == 0 || (entry & R) != 0), "never the reserved combination");
    PROVE(IMPLIES(good, ((entry & R) != 0) == ((flags & PAGE_READ) != 0)), "readable as asked");
    PROVE(IMPLIES(good, ((entry & W) != 0) == ((flags & PAGE_WRITE) != 0)), "writable as asked");
    PROVE(IMPLIES(good, ((entry & X) != 0) == ((flags & PAGE_EXECUTE) != 0)), "executable as asked");
    PROVE(IMPLIES(good, ((entry & U) != 0) == ((flags & PAGE_USER) != 0)), "for user mode as asked");
    PROVE(IMPLIES(good, ((entry & G) != 0) == ((flags & PAGE_GLOBAL) != 0)), "global as asked");
    PROVE(IMPLIES(good, (entry & A) != 0 && ((entry & D) != 0) == ((entry & W) != 0)),
          "the hardware has nothing to write back");
    PROVE(IMPLIES(good, (entry >> 10) << 12 == physical && entry >> 54 == 0), "the page that was asked for");
    PROVE(IMPLIES(good, page_entry_is_leaf(entry) && page_entry_physical(entry) == physical &&
                            page_entry_flags(entry) == flags),
          "what is read from it is what was written");
    REACHED();
}

void prove_table_is_no_leaf(void) {
    uint64_t physical = nondet_uint64();
    SUPPOSE(physical % ABI_PAGE_BYTES == 0 && physical >> 56 == 0);

    uint64_t entry = page_entry_table(physical);

    PROVE(page_entry_is_valid(entry) && !page_entry_is_leaf(entry), "a pointer to a table");
    PROVE(page_entry_physical(entry) == physical, "to that table");
    REACHED();
}

void prove_canonical_is_sign_extended(void) {
    uint64_t address = nondet_uint64();

    bool canonical = page_address_is_canonical(address);

    PROVE(canonical == ((int64_t)(address << 25) >> 25 == (int64_t)address), "canonical is what 39 bits extend to");
    REACHED();
}
