// SPDX-License-Identifier: Apache-2.0
// A boot archive is foreign. Whatever the bytes of a member say: nothing behind the archive is read, and what the member is said to be
// lies in it. The archive is of the size that it is for the machine.
#include "libs/archive/member.h"

#include "testing/proofs/proof.h"

enum {
    HEADER_BYTES = 110,
    NAME_BYTES_MAX = 74,  // "./", 64 letters, 8 NULs
    // All that is read of a member, its padding and two words of data: of data nothing is read.
    BYTES_MAX = HEADER_BYTES + NAME_BYTES_MAX + 8,
};
_Static_assert(BYTES_MAX % 4 == 0 && ARCHIVE_NAME_MAX == 64, "as in the format");

static struct archive_rest any_archive(void) {
    uint32_t bytes = any_below(BYTES_MAX + 1);
    // Of exactly that size: the byte behind it is not there.
    return (struct archive_rest){__CPROVER_allocate(bytes, 0), bytes};
}

void prove_member_is_inside(void) {
    const struct archive_rest before = any_archive();
    struct archive_rest left = before;
    struct archive_member member;

    enum archive_error error = archive_take_member(&left, &member);

    bool good = error == ARCHIVE_OK;
    // Of an error nothing is said but that it is one.
    const uint8_t *name = good ? (const uint8_t *)member.name : before.data;
    const uint8_t *data = good ? member.data : before.data;
    const uint8_t *rest = good ? left.data : before.data;
    size_t name_at = (size_t)(name - before.data);
    size_t data_at = (size_t)(data - before.data);
    size_t taken = (size_t)(rest - before.data);
    PROVE(good || error == ARCHIVE_TRUNCATED || error == ARCHIVE_MALFORMED, "one of these errors");
    PROVE(IMPLIES(before.bytes < HEADER_BYTES, error == ARCHIVE_TRUNCATED), "no header is read that is cut off");
    PROVE(IMPLIES(good, taken >= HEADER_BYTES && taken % 4 == 0),
          "the next one begins later, where the format puts it");
    PROVE(IMPLIES(good, taken <= before.bytes && left.bytes == before.bytes - taken),
          "the rest ends where the archive ends");
    PROVE(IMPLIES(good, data_at % 4 == 0 && data_at <= taken), "data begins inside the archive");
    PROVE(IMPLIES(good, member.data_bytes <= taken - data_at && taken - data_at - member.data_bytes < 4),
          "data ends inside the archive");
    PROVE(IMPLIES(good, name_at >= HEADER_BYTES && name_at < data_at), "the name begins inside the archive");
    uint32_t length = 0;
    while (good && length <= ARCHIVE_NAME_MAX && name[length] != '\0') {
        length++;
    }
    PROVE(IMPLIES(good, length >= 1 && length <= ARCHIVE_NAME_MAX), "a name of some letters, and not too many");
    PROVE(IMPLIES(good, name_at + length < data_at), "the name ends inside the archive");
    REACHED();
}
