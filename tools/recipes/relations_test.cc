// SPDX-License-Identifier: Apache-2.0
// What is said of recipes that do not fit each other.
#include <gtest/gtest.h>

#include "tools/recipes/fixture.h"

namespace {

using recipes::Source;
using recipes_fixture::Errors;

Source Service(const std::string &name, const std::string &lines = "", const std::string &kind = "service") {
    return {name + ".toml", "kind = \"" + kind + "\"\nserves = true\n" + lines};
}

TEST(Relations, WhoIsNamedExists) {
    EXPECT_EQ(Errors({Service("auditd"), Service("timed", "calls = [\"audit\"]\nneeds = [\"zzz\"]")}),
              "timed.toml:3: error: there is no recipe \"audit\" to call; did you mean \"auditd\"?\n"
              "    3 | calls = [\"audit\"]\n"
              "timed.toml:4: error: there is no recipe \"zzz\" to need\n"
              "    4 | needs = [\"zzz\"]\n");
}

TEST(Relations, WhoIsCalledServes) {
    EXPECT_EQ(Errors({{"a.toml", "kind = \"service\""}, Service("b", "calls = [\"a\"]")}),
              "b.toml:3: error: \"a\" cannot be called: its recipe does not say \"serves\"\n    3 | calls = [\"a\"]\n");
    EXPECT_EQ(Errors({{"a.toml", "kind = \"service\""}, Service("b", "needs = [\"a\"]")}), "");
}

TEST(Relations, NobodyCallsOrNeedsWhatStartsLater) {
    EXPECT_EQ(Errors({Service("app1", "", "app"), Service("b", "calls = [\"app1\"]")}),
              "b.toml:3: error: \"b\" is a service and cannot call \"app1\", which is an app and starts later\n"
              "    3 | calls = [\"app1\"]\n");
    EXPECT_EQ(Errors({Service("b"), Service("c", "needs = [\"b\"]", "boot")}),
              "c.toml:3: error: \"c\" is of kind \"boot\" and cannot need \"b\", which is a service and starts later\n"
              "    3 | needs = [\"b\"]\n");
}

TEST(Relations, CirclesArePrinted) {
    EXPECT_EQ(Errors({Service("b", "calls = [\"c\"]"), Service("c", "calls = [\"a\"]"), Service("a", "calls = [\"b\"]"),
                      Service("outside", "calls = [\"b\"]")}),
              "c.toml:3: error: a circle of those that call each other: a -> b -> c -> a\n    3 | calls = [\"a\"]\n");
    EXPECT_EQ(Errors({Service("a", "needs = [\"b\"]"), Service("b", "needs = [\"a\"]")}),
              "b.toml:3: error: a circle of those that need each other: a -> b -> a\n    3 | needs = [\"a\"]\n");
    EXPECT_EQ(Errors({Service("a", "calls = [\"a\"]")}),
              "a.toml:3: error: a circle of those that call each other: a -> a\n    3 | calls = [\"a\"]\n");
    // One may call who needs it.
    EXPECT_EQ(Errors({Service("a", "calls = [\"b\"]"), Service("b", "needs = [\"a\"]")}), "");
}

TEST(Relations, NamesAreThereOnce) {
    EXPECT_EQ(Errors({{"x/a.toml", "kind = \"app\""}, {"y/a.toml", "kind = \"app\""}}),
              "y/a.toml:1: error: there is a recipe \"a\" already: x/a.toml\n    1 | kind = \"app\"\n");
}

TEST(Relations, TheRestOfTheMemoryIsGivenOnce) {
    EXPECT_EQ(Errors({Service("a", "memory = \"rest\"", "boot"), Service("b", "memory = \"rest\"", "boot")}),
              "b.toml:3: error: \"a\" has all the memory that is left already\n    3 | memory = \"rest\"\n");
}

TEST(Relations, ThereAreSoManyRecipes) {
    std::vector<Source> sources;
    for (int i = 0; i < 64; i++) {
        sources.push_back(Service("s" + std::to_string(100 + i)));
    }
    EXPECT_EQ(Errors(sources), "");
    sources.push_back(Service("t"));
    EXPECT_EQ(Errors(sources),
              "t.toml:1: error: there are 65 recipes, and must be 1 to 64\n    1 | kind = \"service\"\n");
}

TEST(Relations, NothingIsSaidOfOneThatCouldNotBeRead) {
    EXPECT_EQ(Errors({{"a.toml", "kind ="}, Service("b", "calls = [\"a\"]")}).find("b.toml"), std::string::npos);
}

}  // namespace
