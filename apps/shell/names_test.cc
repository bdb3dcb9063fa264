// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "abi/audit.h"
#include "abi/error.h"
#include "abi/object.h"
#include "services/auditd/protocol.h"
#include "services/execd/protocol.h"
#include "services/policyd/protocol.h"

namespace {

// Every number of an enum from `first` on has a name of its own, and the one behind them has none.
void ExpectNames(const char *(*name_of)(uint32_t), uint32_t first, uint32_t count, size_t columns) {
    std::set<std::string> names;
    for (uint32_t i = first; i < count; i++) {
        std::string name = name_of(i);
        EXPECT_NE(name, "?") << i;
        EXPECT_LE(name.size(), columns) << name;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_STREQ(name_of(count), "?");
    EXPECT_STREQ(name_of(UINT32_MAX), "?");
}

TEST(Names, EveryNumberHasOneThatFitsItsColumn) {
    ExpectNames(name_of_error, ABI_OK, ABI_ERROR_COUNT, 36);
    ExpectNames(name_of_kind, ABI_OBJECT_NONE, ABI_OBJECT_KIND_COUNT, 12);
    ExpectNames(name_of_class, ABI_CLASS_IDLE, ABI_CLASS_COUNT, 11);
    ExpectNames(name_of_placement, ABI_PLACEMENT_ANY, ABI_PLACEMENT_COUNT, 11);
    ExpectNames(name_of_state, EXECD_IDLE, EXECD_GIVEN_UP + 1, 8);
    ExpectNames(name_of_reason, EXECD_REASON_NONE, EXECD_REASON_NEEDS_FAILED + 1, 12);
    ExpectNames(name_of_event, AUDIT_KERNEL, AUDIT_EVENT_COUNT, 12);
    ExpectNames(name_of_kernel_event, ABI_AUDIT_CALL_REFUSED, ABI_AUDIT_KIND_COUNT, 16);
    ExpectNames(name_of_operation, POLICY_SET_CLASS, POLICY_OPERATION_COUNT, 14);
    ExpectNames(name_of_verdict, POLICY_ALLOWED, POLICY_DENIED_BOUND + 1, 18);
}

TEST(Names, ClassesAndPlacementsAreFoundByTheirNames) {
    for (uint32_t i = 0; i < ABI_CLASS_COUNT; i++) {
        EXPECT_EQ(class_of_name(name_of_class(i)), i);
    }
    for (uint32_t i = 0; i < ABI_PLACEMENT_COUNT; i++) {
        EXPECT_EQ(placement_of_name(name_of_placement(i)), i);
    }
    EXPECT_EQ(class_of_name("fast"), UINT32_MAX);
    EXPECT_EQ(placement_of_name(""), UINT32_MAX);
}

TEST(Names, RightsAreALetterEach) {
    char letters[NAME_RIGHTS_BYTES];
    name_rights(0, letters);
    EXPECT_STREQ(letters, "-------");
    name_rights(ABI_RIGHT_ALL, letters);
    EXPECT_STREQ(letters, "rwxSRMU");
    name_rights(ABI_RIGHT_SEND | ABI_RIGHT_USE, letters);
    EXPECT_STREQ(letters, "---S--U");
}

}  // namespace
