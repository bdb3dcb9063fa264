// SPDX-License-Identifier: Apache-2.0
// What is said of rules that are wrong, and of recipes that ask for what no rule allows.
#include <gtest/gtest.h>

#include "services/policyd/policy_table.h"
#include "tools/recipes/fixture.h"

namespace {

using recipes_fixture::Errors;

const recipes::Source TIMED = {"timed.toml", "kind = \"service\""};

// One rule of these lines, from the second one on, and one error of one of them.
void ExpectError(const std::string &lines, int line, const std::string &message, const std::string &shown) {
    std::string number = std::to_string(line);
    EXPECT_EQ(Errors({TIMED}, "[[rule]]\n" + lines),
              "policy.toml:" + number + ": error: " + message + "\n    " + number + " | " + shown + "\n");
}

std::string Rule(const std::string &operation, const std::string &more, const std::string &subject = "all") {
    return "[[rule]]\noperation = \"" + operation + "\"\nsubject = \"" + subject + "\"\nreason = \"why\"\n" + more +
           "\n";
}

TEST(PolicyErrors, RulesOfEachOperationAreGood) {
    EXPECT_EQ(Errors({TIMED}), "");
    EXPECT_EQ(Errors({TIMED}, Rule("set_class", "max = \"Idle\"") + Rule("set_shares", "max = 1") +
                                  Rule("set_harts", "harts = [63]") + Rule("control_budget", "max = 10000") +
                                  Rule("capability", "capability = \"clock\"") + Rule("launch", "object = \"timed\"") +
                                  Rule("kill", "object = \"apps\"\nallow = false")),
              "");
    EXPECT_EQ(Errors({TIMED},
                     Rule("capability", "capability = \"clock\"\nallow = false") + Rule("set_harts", "allow = false")),
              "");
}

TEST(PolicyErrors, RulesHaveWhatTheirOperationWants) {
    const std::string good = "subject = \"all\"\nreason = \"why\"\n";
    ExpectError("subject = \"all\"\noperation = \"launch\"\nobject = \"apps\"", 1, "a rule has to have \"reason\"",
                "[[rule]]");
    ExpectError("reason = \"why\"\noperation = \"launch\"\nobject = \"apps\"", 1, "a rule has to have \"subject\"",
                "[[rule]]");
    ExpectError(good, 1, "a rule has to have \"operation\"", "[[rule]]");
    ExpectError(good + "operation = \"kill\"", 1, "a rule for kill has to have \"object\"", "[[rule]]");
    ExpectError(good + "operation = \"set_class\"", 1, "a rule that allows set_class has to have \"max\"", "[[rule]]");
    ExpectError(good + "operation = \"set_harts\"", 1, "a rule that allows set_harts has to have \"harts\"",
                "[[rule]]");
    ExpectError(good + "operation = \"capability\"\nallow = false", 1,
                "a rule that denies capability has to have \"capability\"", "[[rule]]");
    ExpectError(good + "operation = \"launch\"\nobject = \"apps\"\nmax = 1", 6,
                "\"max\" means nothing in a rule that allows launch", "max = 1");
    ExpectError(good + "operation = \"set_shares\"\nallow = false\nmax = 1", 6,
                "\"max\" means nothing in a rule that denies set_shares", "max = 1");
    ExpectError(good + "operation = \"set_shares\"\nmax = 1\nobject = \"apps\"", 6,
                "\"object\" means nothing in a rule for set_shares", "object = \"apps\"");
}

TEST(PolicyErrors, ValuesAreWithinTheirBounds) {
    const std::string good = "subject = \"all\"\nreason = \"why\"\n";
    ExpectError(
        good + "operation = \"set_clas\"", 4,
        "\"operation\" is \"set_clas\", and must be \"set_class\", \"set_shares\", \"set_harts\", \"control_budget\", "
        "\"capability\", \"launch\" or \"kill\"; did you mean \"set_class\"?",
        "operation = \"set_clas\"");
    ExpectError(good + "operation = \"set_shares\"\nmax = 1001", 5, "\"max\" is 1001, and must be 1 to 1000",
                "max = 1001");
    ExpectError(good + "operation = \"control_budget\"\nmax = 0", 5, "\"max\" is 0, and must be 1 to 10000", "max = 0");
    ExpectError(good + "operation = \"set_harts\"\nharts = [64]", 5, "\"harts\" is 64, and must be 0 to 63",
                "harts = [64]");
    ExpectError(good + "operation = \"launch\"\nobject = \"apps\"\nallow = 1", 6, "\"allow\" must be true or false",
                "allow = 1");
    ExpectError(good + "operation = \"launch\"\nobject = \"apps\"\nallows = true", 6,
                "a rule has no \"allows\"; did you mean \"allow\"?", "allows = true");
}

TEST(PolicyErrors, ReasonsFitIntoTheTable) {
    const std::string launch = "operation = \"launch\"\nsubject = \"all\"\nobject = \"all\"\n";
    EXPECT_EQ(Errors({TIMED}, "[[rule]]\n" + launch + "reason = \"" + std::string(55, 'a') + "\""), "");
    std::string longer = "reason = \"" + std::string(56, 'a') + "\"";
    ExpectError(launch + longer, 5, "\"reason\" must be 1 to 55 printable characters, and is 56 long", longer);
    ExpectError(launch + "reason = \"\"", 5, "\"reason\" must be 1 to 55 printable characters, and is 0 long",
                "reason = \"\"");
    ExpectError(launch + "reason = \"a\\tb\"", 5, "\"reason\" must be 1 to 55 printable characters, and is 3 long",
                "reason = \"a\\tb\"");
    ExpectError(launch + "reason = 5", 5, "\"reason\" must be a text", "reason = 5");
}

TEST(PolicyErrors, SubjectsExist) {
    EXPECT_EQ(Errors({TIMED}, Rule("launch", "object = \"app\"", "timd")),
              "policy.toml:3: error: there is no recipe \"timd\"; did you mean \"timed\"?\n    3 | subject = \"timd\"\n"
              "    help: \"subject\" is the name of a recipe, \"services\", \"apps\" or \"all\"\n"
              "policy.toml:5: error: there is no recipe \"app\"; did you mean \"apps\"?\n    5 | object = \"app\"\n"
              "    help: \"object\" is the name of a recipe, \"services\", \"apps\" or \"all\"\n");
}

TEST(PolicyErrors, AFileHasRulesAndNothingElse) {
    EXPECT_EQ(Errors({TIMED}, "rules = 1"),
              "policy.toml:1: error: a policy has no \"rules\"; did you mean \"rule\"?\n    1 | rules = 1\n");
    EXPECT_EQ(Errors({TIMED}, "rule = 1"), "policy.toml:1: error: rules are written as [[rule]]\n    1 | rule = 1\n");
    std::string one = "{operation = \"launch\", subject = \"timed\", object = \"apps\", reason = \"a\"}";
    std::string two = "{operation = \"kill\", subject = \"timed\", object = \"apps\", reason = \"a\"}";
    std::string line = "rule = [" + one + ", " + two + "]";
    EXPECT_EQ(Errors({TIMED}, line),
              "policy.toml:1: error: each rule has a line of its own: [[rule]]\n    1 | " + line + "\n");
    std::string many;
    for (int i = 0; i < 257; i++) {
        many += Rule("launch", "object = \"apps\"", "timed");
    }
    EXPECT_NE(Errors({TIMED}, many).find("there are 257 rules, and must be at most 256\n"), std::string::npos);
}

TEST(PolicyErrors, RulesThatNeverDecideAreFound) {
    std::string late = Rule("launch", "object = \"apps\"", "services") + Rule("launch", "object = \"apps\"", "timed");
    EXPECT_EQ(Errors({TIMED}, late),
              "policy.toml:6: error: this rule never decides: the rule of line 1 comes first\n    6 | [[rule]]\n");
    std::string good = Rule("launch", "object = \"apps\"", "timed") + Rule("launch", "object = \"apps\"", "services") +
                       Rule("launch", "object = \"apps\"", "apps") + Rule("launch", "object = \"all\"");
    EXPECT_EQ(Errors({TIMED}, good), "");
    EXPECT_EQ(
        Errors({TIMED}, Rule("capability", "capability = \"log\"") + Rule("capability", "capability = \"clock\"")), "");
}

// A recipe with one line that needs a rule; the rule that lets it; one that does not.
struct Asked {
    const char *kind;
    const char *line;
    const char *what;
    const char *missing;
    std::string enough;
    std::string less;
};

TEST(PolicyErrors, WhatRecipesAskForIsAllowed) {
    const Asked all[] = {
        {"service", "class = \"PerfBurst\"", "be in class \"PerfBurst\"",
         "operation = \"set_class\", subject = \"x\", max = \"PerfBurst\"", Rule("set_class", "max = \"PerfBurst\""),
         Rule("set_class", "max = \"Interactive\"")},
        {"app", "class_max = \"PerfBurst\"", "be in class \"PerfBurst\"",
         "operation = \"set_class\", subject = \"x\", max = \"PerfBurst\"",
         Rule("set_class", "max = \"PerfBurst\"", "apps"), Rule("set_class", "allow = false", "apps")},
        {"app", "shares_max = 501", "have 501 shares", "operation = \"set_shares\", subject = \"x\", max = 501",
         Rule("set_shares", "max = 501", "x"), Rule("set_shares", "max = 500", "x")},
        {"service", "class = \"Interactive\"", "be in class \"Interactive\"",
         "operation = \"set_class\", subject = \"x\", max = \"Interactive\"",
         Rule("set_class", "max = \"Interactive\"", "services"), Rule("set_class", "max = \"Normal\"")},
        {"service", "control_calls = 101", "have 11 scheduling calls in 10 ms",
         "operation = \"control_budget\", subject = \"x\", max = 11", Rule("control_budget", "max = 11", "x"),
         Rule("control_budget", "max = 10", "x")},
        {"service", "harts = [0, 2]", "name harts 0, 2", "operation = \"set_harts\", subject = \"x\", harts = [0, 2]",
         Rule("set_harts", "harts = [0, 1, 2]", "services"), Rule("set_harts", "harts = [0, 1]", "services")},
        {"app", "capabilities.clock = [\"use\"]", "have \"clock\"",
         "operation = \"capability\", subject = \"x\", capability = \"clock\"",
         Rule("capability", "capability = \"clock\"", "x"),
         Rule("capability", "capability = \"clock\"\nallow = false", "x")},
    };
    for (const Asked &asked : all) {
        recipes::Source source = {"x.toml", std::string("kind = \"") + asked.kind + "\"\n" + asked.line};
        std::string shown = std::string("\n    2 | ") + asked.line + "\n";
        std::string what = std::string("lets \"x\" ") + asked.what;
        EXPECT_EQ(Errors({source}, asked.enough), "");
        EXPECT_EQ(Errors({source}, Rule("kill", "object = \"x\"")), "x.toml:2: error: no rule of policy.toml " + what +
                                                                        shown + "    help: [[rule]] " + asked.missing +
                                                                        ", reason = ...\n");
        EXPECT_EQ(Errors({source}, asked.less),
                  std::string("x.toml:2: error: the rule of policy.toml:1 does not let \"x\" ") + asked.what + ": why" +
                      shown);
    }
}

// Interactive is usual only for what a person starts, and starts so.
TEST(PolicyErrors, AnAppInTheBackgroundNeedsARuleToBeInteractive) {
    for (std::string line : {"autostart = true", "class = \"Normal\""}) {
        recipes::Source app = {"x.toml", "kind = \"app\"\n" + line + "\nclass_max = \"Interactive\"\n"};
        EXPECT_EQ(
            Errors({app}),
            "x.toml:3: error: no rule of policy.toml lets \"x\" be in class \"Interactive\"\n"
            "    3 | class_max = \"Interactive\"\n"
            "    help: [[rule]] operation = \"set_class\", subject = \"x\", max = \"Interactive\", reason = ...\n");
        EXPECT_EQ(Errors({app}, Rule("set_class", "max = \"Interactive\"", "x")), "");
    }
}

TEST(PolicyErrors, WhomARuleNamesWrongStandsInNobodysWay) {
    std::string errors =
        Errors({TIMED}, Rule("kill", "object = \"timd\"", "all") + Rule("kill", "object = \"timed\"", "all"));
    EXPECT_NE(errors.find("did you mean \"timed\""), std::string::npos);
    EXPECT_EQ(errors.find("never decides"), std::string::npos);
}

// An image of a part of the programs has the rules of all.
TEST(PolicyErrors, RulesThatNameOthersAreLeftOutOfAPart) {
    std::string rules = Rule("set_class", "max = \"Interactive\"", "absent") +
                        Rule("kill", "object = \"absent\"", "all") + Rule("kill", "object = \"timed\"", "all");
    EXPECT_NE(Errors({TIMED}, rules), "");
    recipes_fixture::Result part = recipes_fixture::Compile({TIMED}, rules, recipes::PolicyOf::Larger);
    EXPECT_EQ(part.errors, "");
    EXPECT_EQ(part.tables.policy.size(), sizeof(policy_table) + sizeof(policy_rule));
    // What is wrong with a rule of a program that is there stays an error.
    EXPECT_NE(recipes_fixture::Compile({TIMED}, Rule("kill", "max = 1", "timed"), recipes::PolicyOf::Larger).errors,
              "");
}

TEST(PolicyErrors, WhatIsUsualNeedsNoRule) {
    EXPECT_EQ(Errors({{"a.toml", "kind = \"app\"\nclass_max = \"Interactive\"\nshares_max = 100\ncontrol_calls = 100"},
                      {"s.toml", "kind = \"service\"\nclass = \"Normal\"\nplacement = \"performance\""}}),
              "");
}

}  // namespace
