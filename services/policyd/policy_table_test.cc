// SPDX-License-Identifier: Apache-2.0
#include "services/policyd/policy_table.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "abi/object.h"

namespace {

constexpr uint16_t RECIPES = 3;

policy_rule Rule(policy_operation operation, uint32_t line) {
    policy_rule rule = {};
    rule.operation = static_cast<uint16_t>(operation);
    rule.subject = rule.object = POLICY_SUBJECT_ANY;
    rule.allows = 1;
    rule.line = line;
    rule.bound = operation == POLICY_LAUNCH || operation == POLICY_KILL ? 0 : 1;
    std::strcpy(rule.reason, "a reason");
    return rule;
}

// One of each operation, at the places that have its number less one.
std::vector<policy_rule> All() {
    std::vector<policy_rule> rules;
    for (int operation = 1; operation < POLICY_OPERATION_COUNT; operation++) {
        rules.push_back(Rule(static_cast<policy_operation>(operation), 10u * static_cast<uint32_t>(operation)));
    }
    return rules;
}

struct Table {
    explicit Table(const std::vector<policy_rule> &rules)
        : bytes(sizeof(policy_table) + rules.size() * sizeof(policy_rule)), words(new uint64_t[bytes / 8 + 1]()) {
        policy_table header = {POLICY_MAGIC, POLICY_VERSION, static_cast<uint16_t>(rules.size())};
        std::memcpy(words.get(), &header, sizeof(header));
        if (!rules.empty()) {
            std::memcpy(words.get() + 1, rules.data(), rules.size() * sizeof(policy_rule));
        }
    }

    policy_table *Header() {
        return reinterpret_cast<policy_table *>(words.get());
    }

    size_t bytes;
    std::unique_ptr<uint64_t[]> words;
};

abi_error Read(const void *data, size_t bytes) {
    const recipe_table recipes = {RECIPE_MAGIC, RECIPE_VERSION, RECIPES};  // only how many
    const policy_table untouched = {};
    const policy_table *table = &untouched;
    abi_error error = policy_table_read(data, bytes, &recipes, &table);
    EXPECT_EQ(table, error == ABI_OK ? data : &untouched);
    return error;
}

abi_error Read(const std::vector<policy_rule> &rules) {
    Table table(rules);
    return Read(table.words.get(), table.bytes);
}

// All rules, with that of one operation changed.
abi_error ReadChanged(policy_operation operation, const std::function<void(policy_rule &)> &change) {
    std::vector<policy_rule> rules = All();
    change(rules[operation - 1u]);
    return Read(rules);
}

template <typename T>
void ExpectValues(policy_operation operation, T policy_rule::*field, std::vector<uint64_t> good,
                  std::vector<uint64_t> bad) {
    for (uint64_t value : good) {
        EXPECT_EQ(ReadChanged(operation, [=](policy_rule &r) { r.*field = static_cast<T>(value); }), ABI_OK) << value;
    }
    for (uint64_t value : bad) {
        EXPECT_EQ(ReadChanged(operation, [=](policy_rule &r) { r.*field = static_cast<T>(value); }), ABI_EINVAL)
            << value;
    }
}

TEST(PolicyTable, HeaderSizeAndAlignmentMustBeRight) {
    Table table(All());
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_OK);
    for (size_t bytes = 0; bytes < table.bytes; bytes++) {
        EXPECT_EQ(Read(table.words.get(), bytes), ABI_EINVAL) << bytes;
    }
    EXPECT_EQ(Read(table.words.get(), table.bytes + 1), ABI_EINVAL);
    table.Header()->magic ^= 1;
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_EINVAL);
    table.Header()->magic ^= 1;
    table.Header()->version++;
    EXPECT_EQ(Read(table.words.get(), table.bytes), ABI_EINVAL);
    table.Header()->version--;
    std::memmove(reinterpret_cast<uint8_t *>(table.words.get()) + 4, table.words.get(), table.bytes);
    EXPECT_EQ(Read(reinterpret_cast<uint8_t *>(table.words.get()) + 4, table.bytes), ABI_EINVAL);
}

TEST(PolicyTable, HasUpToSoManyRules) {
    std::vector<policy_rule> rules;
    EXPECT_EQ(Read(rules), ABI_OK);
    while (rules.size() < POLICY_RULES_MAX) {
        rules.push_back(Rule(POLICY_KILL, static_cast<uint32_t>(rules.size()) + 1));
    }
    EXPECT_EQ(Read(rules), ABI_OK);
    rules.push_back(Rule(POLICY_KILL, POLICY_RULES_MAX + 1));
    EXPECT_EQ(Read(rules), ABI_EINVAL);
}

TEST(PolicyTable, RulesAreInTheOrderOfTheirLines) {
    ExpectValues(POLICY_SET_CLASS, &policy_rule::line, {1, 19}, {0, 20, UINT32_MAX});
}

TEST(PolicyRule, NamesAnOperationAndWhomItIsAbout) {
    ExpectValues(POLICY_LAUNCH, &policy_rule::operation, {POLICY_LAUNCH, POLICY_KILL}, {0, POLICY_OPERATION_COUNT});
    std::vector<uint64_t> somebody = {1, RECIPES, POLICY_SUBJECT_APPS, POLICY_SUBJECT_SERVICES, POLICY_SUBJECT_ANY};
    ExpectValues(POLICY_LAUNCH, &policy_rule::subject, somebody, {0, RECIPES + 1, POLICY_SUBJECT_APPS - 1});
    ExpectValues(POLICY_LAUNCH, &policy_rule::object, somebody, {0, RECIPES + 1, POLICY_SUBJECT_APPS - 1});
    for (policy_operation operation : {POLICY_SET_CLASS, POLICY_SET_SHARES, POLICY_SET_HARTS, POLICY_CONTROL_BUDGET,
                                       POLICY_CAPABILITY, POLICY_BURST_BUDGET}) {
        ExpectValues(operation, &policy_rule::object, {POLICY_SUBJECT_ANY}, {0, 1, POLICY_SUBJECT_APPS});
    }
    ExpectValues(POLICY_LAUNCH, &policy_rule::allows, {0, 1}, {2, 255});
    ExpectValues(POLICY_LAUNCH, &policy_rule::reserved, {0}, {1});
    ExpectValues(POLICY_LAUNCH, &policy_rule::reserved2, {0}, {1});
}

TEST(PolicyRule, BoundIsAValueOfItsOperation) {
    ExpectValues(POLICY_SET_CLASS, &policy_rule::bound, {0, ABI_CLASS_PERF_BURST}, {ABI_CLASS_COUNT});
    ExpectValues(POLICY_SET_SHARES, &policy_rule::bound, {1, ABI_SHARES_MAX}, {0, ABI_SHARES_MAX + 1});
    ExpectValues(POLICY_SET_HARTS, &policy_rule::bound, {1, UINT64_MAX}, {0});
    ExpectValues(POLICY_CONTROL_BUDGET, &policy_rule::bound, {1, ABI_CONTROL_CALLS_MAX},
                 {0, ABI_CONTROL_CALLS_MAX + 1});
    ExpectValues(POLICY_BURST_BUDGET, &policy_rule::bound, {1, ABI_BURST_WINDOW_DEFAULT},
                 {0, ABI_BURST_WINDOW_DEFAULT + 1});
    ExpectValues(POLICY_CAPABILITY, &policy_rule::bound, {1, RECIPE_CAPABILITY_COUNT - 1},
                 {0, RECIPE_CAPABILITY_COUNT, UINT64_C(1) << 32 | 1});
    ExpectValues(POLICY_LAUNCH, &policy_rule::bound, {0}, {1});
    ExpectValues(POLICY_KILL, &policy_rule::bound, {0}, {1});
}

TEST(PolicyRule, DeniesWithoutABoundButForACapability) {
    auto denies = [](uint64_t bound) {
        return [=](policy_rule &r) {
            r.allows = 0;
            r.bound = bound;
        };
    };
    EXPECT_EQ(ReadChanged(POLICY_SET_SHARES, denies(0)), ABI_OK);
    EXPECT_EQ(ReadChanged(POLICY_SET_SHARES, denies(1)), ABI_EINVAL);
    EXPECT_EQ(ReadChanged(POLICY_CAPABILITY, denies(1)), ABI_OK);
    EXPECT_EQ(ReadChanged(POLICY_CAPABILITY, denies(0)), ABI_EINVAL);
}

TEST(PolicyRule, ReasonIsPrintableAndEnds) {
    auto reads = [](const char *text, size_t bytes) {
        return ReadChanged(POLICY_LAUNCH, [=](policy_rule &r) {
            std::memset(r.reason, 0, sizeof(r.reason));
            std::memcpy(r.reason, text, bytes);
        });
    };
    const char longest[] = "~23456789 123456789 123456789 123456789 123456789 12345 7";
    static_assert(sizeof(longest) > POLICY_REASON_BYTES, "one too long");
    EXPECT_EQ(reads(longest, POLICY_REASON_BYTES - 1), ABI_OK);
    EXPECT_EQ(reads(longest, POLICY_REASON_BYTES), ABI_EINVAL);
    EXPECT_EQ(reads("", 0), ABI_EINVAL);
    EXPECT_EQ(reads("a\0b", 3), ABI_EINVAL);
    EXPECT_EQ(reads("a\nb", 3), ABI_EINVAL);
    EXPECT_EQ(reads("a\x7f", 2), ABI_EINVAL);
    EXPECT_EQ(reads("\xc3\xa4", 2), ABI_EINVAL);
}

}  // namespace
