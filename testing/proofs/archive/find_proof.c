// SPDX-License-Identifier: Apache-2.0
// The search goes from member to member and ends, and hands out what the member of that name is, or nothing. What a member is comes from
// a function here that says anything that the contract of archive_take_member allows: member_proof.c proves that it keeps it.
#include "libs/archive/archive.h"

#include "libs/archive/member.h"
#include "testing/proofs/proof.h"

enum {
    MEMBERS_MAX = 3,
    NAME_BYTES = 3,  // with the NUL
    MEMBER_BYTES_MIN = 112,
    BYTES_MAX = 1 << 20,
};
_Static_assert(ARCHIVE_MEMBERS_MAX == MEMBERS_MAX && ARCHIVE_NAME_MAX == NAME_BYTES - 1, "scaled");

static struct archive_rest archive;
static struct archive_rest expected;  // where the next member begins
static struct archive_member members[MEMBERS_MAX + 1];
static uint32_t member_count;
static char names[MEMBERS_MAX + 1][NAME_BYTES];
static bool ended;

enum archive_error archive_take_member(struct archive_rest *left, struct archive_member *member) {
    PROVE(left->data == expected.data && left->bytes == expected.bytes, "goes on where the last member ended");
    PROVE(!ended, "nothing is read behind the trailer or an error");
    PROVE(member_count <= MEMBERS_MAX, "ends at the limit of members");
    struct archive_member any;
    struct archive_rest rest;
    uint32_t taken = nondet_uint32();
    uint32_t data_at = nondet_uint32();
    bool refused = nondet_bool();
    bool fits =
        taken >= MEMBER_BYTES_MIN && taken <= left->bytes && data_at <= taken && any.data_bytes <= taken - data_at;
    if (refused || !fits) {
        ended = true;
        *member = any;
        *left = rest;
        return nondet_bool() ? ARCHIVE_TRUNCATED : ARCHIVE_MALFORMED;
    }
    any.name = names[member_count];
    any.data = left->data + data_at;
    *left = expected = (struct archive_rest){left->data + taken, left->bytes - taken};
    *member = any;
    ended = any.trailer;
    if (!any.trailer) {
        members[member_count++] = any;
    }
    return ARCHIVE_OK;
}

static bool is_same(const char *a, const char *b) {
    for (uint32_t i = 0; i < NAME_BYTES; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return a[i] == b[i];
        }
    }
    return true;
}

static void any_names(void) {
    __CPROVER_havoc_object(names);
    for (uint32_t i = 0; i < MEMBERS_MAX + 1; i++) {
        SUPPOSE(names[i][0] != '\0' && names[i][NAME_BYTES - 1] == '\0');
    }
}

void prove_found_file_is_the_member(void) {
    any_names();
    char name[NAME_BYTES];
    SUPPOSE(name[NAME_BYTES - 1] == '\0');
    uint32_t bytes = any_below(BYTES_MAX + 1);
    archive = expected = (struct archive_rest){__CPROVER_allocate(bytes, 0), bytes};
    struct archive_file file = {NULL, BYTES_MAX + 1};

    enum archive_error error = archive_find(archive.data, bytes, name, &file);

    bool good = error == ARCHIVE_OK;
    uint32_t matches = 0;
    uint32_t match = 0;
    for (uint32_t i = 0; i < MEMBERS_MAX; i++) {
        if (i < member_count && members[i].regular && is_same(members[i].name, name)) {
            matches++;
            match = i;
        }
    }
    uint32_t one = any_below(MEMBERS_MAX);
    uint32_t other = any_below(one + 1);
    bool are_two = other < one && one < member_count;
    bool whole = good || error == ARCHIVE_NO_FILE;
    size_t at = good ? (size_t)(file.data - archive.data) : 0;
    PROVE((uint32_t)error < ARCHIVE_ERROR_COUNT, "an error with a text");
    PROVE((error == ARCHIVE_EMPTY) == (bytes == 0), "empty only without a byte");
    PROVE(IMPLIES(!good, file.data == NULL && file.bytes == BYTES_MAX + 1), "untouched unless found");
    PROVE(IMPLIES(whole, ended && member_count <= MEMBERS_MAX), "checked to its trailer");
    PROVE(IMPLIES(whole && are_two, !is_same(members[one].name, members[other].name)), "no name twice");
    PROVE(IMPLIES(whole, matches == (good ? 1 : 0)), "found exactly when it is there");
    PROVE(IMPLIES(good, file.data == members[match].data && file.bytes == members[match].data_bytes),
          "that member's data");
    PROVE(IMPLIES(good, at <= bytes && file.bytes <= bytes - at), "the file lies inside the archive");
    REACHED();
}
