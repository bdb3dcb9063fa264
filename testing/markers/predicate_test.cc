// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/predicate.h"

#include <string>

#include "gtest/gtest.h"

namespace {

bool Parse(const std::string &text, predicate *parsed, std::string *why = nullptr) {
    diagnostic diagnostic = {};
    bool good = predicate_parse(text.c_str(), parsed, &diagnostic);
    if (why != nullptr) {
        *why = diagnostic.text;
    }
    return good;
}

std::string WhyNot(const std::string &text, const std::string &evidence, uint32_t harts) {
    predicate parsed = {};
    proof_line line = {};
    diagnostic why = {};
    EXPECT_TRUE(Parse(text, &parsed));
    EXPECT_TRUE(proof_line_parse(("PROOF: x seq=1 nonce=0 " + evidence).c_str(), &line, &why)) << why.text;
    return predicate_holds(&parsed, &line, harts, &why) ? "" : why.text;
}

TEST(PredicateTest, CollectsTheNamesOfTheEvidenceOnce) {
    predicate parsed = {};
    ASSERT_TRUE(Parse("a==harts,b2<=a,_c>10", &parsed));
    EXPECT_EQ(parsed.comparison_count, 3u);
    EXPECT_EQ(parsed.name_count, 3u);
    for (const char *name : {"a", "b2", "_c"}) {
        EXPECT_TRUE(predicate_has_name(&parsed, name)) << name;
    }
    for (const char *name : {"harts", "b", "10", ""}) {
        EXPECT_FALSE(predicate_has_name(&parsed, name)) << name;
    }
}

TEST(PredicateTest, ComparesOnBothSidesOfEveryBoundary) {
    struct {
        const char *text;
        bool below, equal, above;  // for a = 4, 5, 6
    } const cases[] = {
        {"a==5", false, true, false}, {"a!=5", true, false, true}, {"a<5", true, false, false},
        {"a<=5", true, true, false},  {"a>5", false, false, true}, {"a>=5", false, true, true},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(WhyNot(one.text, "a=4", 1).empty(), one.below) << one.text;
        EXPECT_EQ(WhyNot(one.text, "a=5", 1).empty(), one.equal) << one.text;
        EXPECT_EQ(WhyNot(one.text, "a=6", 1).empty(), one.above) << one.text;
    }
}

TEST(PredicateTest, EveryComparisonMustHoldAndTheFirstThatDoesNotIsNamed) {
    EXPECT_EQ(WhyNot("a==harts,b==a,c>0", "a=4 b=4 c=1", 4), "");
    EXPECT_EQ(WhyNot("a==harts,b==a,c>0", "a=3 b=2 c=0", 4), "a==harts does not hold: 3 against 4");
    EXPECT_EQ(WhyNot("a==harts,b==a,c>0", "a=4 b=2 c=0", 4), "b==a does not hold: 2 against 4");
    EXPECT_EQ(WhyNot("a==harts,b==a,c>0", "a=4 b=4 c=0", 4), "c>0 does not hold: it is 0");
}

TEST(PredicateTest, NumbersAreCompareInAll64Bits) {
    EXPECT_EQ(WhyNot("a==18446744073709551615", "a=18446744073709551615", 1), "");
    EXPECT_NE(WhyNot("a==0", "a=18446744073709551615", 1), "");
    EXPECT_EQ(WhyNot("a>4294967296", "a=4294967297", 1), "");
}

TEST(PredicateTest, RefusesWhatIsNotStrictlyAPredicate) {
    const char *const cases[] = {
        "",           "a",
        "a==",        "==1",
        "a=1",        "a===1",
        "a==1,",      ",a==1",
        "a==1,,b==2", " a==1",
        "a ==1",      "a== 1",
        "a==1 ",      "a==-1",
        "a==01",      "a==0x1",
        "a==1b",      "A==1",
        "1==a",       "a==B",
        "harts==1",   "harts==a",
        "a==1;b==2",  "a<>1",
        "a=>1",       "a==18446744073709551616",
        "a==a",       "seq==1",
        "a==nonce",   "a!1",
        "a==1&b==1",
    };
    for (const char *text : cases) {
        predicate parsed = {};
        EXPECT_FALSE(Parse(text, &parsed)) << text;
    }
}

TEST(PredicateTest, SaysWhereItDoesNotUnderstand) {
    predicate parsed = {};
    std::string why;
    EXPECT_FALSE(Parse("a==1,b=2", &parsed, &why));
    EXPECT_EQ(why, "no comparison at \"=2\"");
}

TEST(PredicateTest, HoldsComparisonsAndNamesUpToTheLimit) {
    std::string text = "a0==0";
    for (int i = 1; i < PREDICATE_COMPARISONS_MAX; i++) {
        text += ",a" + std::to_string(i) + "==0";
    }
    predicate parsed = {};
    EXPECT_TRUE(Parse(text, &parsed));
    EXPECT_FALSE(Parse(text + ",a0==0", &parsed));
    EXPECT_TRUE(Parse(std::string(PROOF_LINE_NAME_BYTES - 1, 'a') + "==0", &parsed));
    EXPECT_FALSE(Parse(std::string(PROOF_LINE_NAME_BYTES, 'a') + "==0", &parsed));
    static_assert(int{PROOF_LINE_ITEMS_MAX} == int{PREDICATE_COMPARISONS_MAX},
                  "the last comparison may bring one name too many");
    EXPECT_FALSE(Parse("extra==a15," + text.substr(0, text.rfind(',')), &parsed));
}

}  // namespace
