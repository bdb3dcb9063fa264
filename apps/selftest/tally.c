// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/tally.h"

#include <inttypes.h>
#include <stdio.h>

const char *tally_text(struct tally *tally) {
    (void)snprintf(tally->text, sizeof(tally->text),
                   "tried=%" PRIu32 " right=%" PRIu32 " first_wrong=%" PRIu32 " got=%" PRIu64, tally->tried,
                   tally->right, tally->first_wrong, tally->got);
    return tally->text;
}
