// SPDX-License-Identifier: Apache-2.0
// What is said of a recipe that is wrong, with its line.
#include <gtest/gtest.h>

#include "tools/recipes/fixture.h"

namespace {

using recipes_fixture::Errors;

// No rule is missing here.
const char POLICY[] = "[[rule]]\noperation = \"set_shares\"\nsubject = \"all\"\nmax = 1000\nreason = \"any\"\n"
                      "[[rule]]\noperation = \"control_budget\"\nsubject = \"all\"\nmax = 10000\nreason = \"any\"\n";

// A service with these lines, from the second one on.
std::string ErrorsOf(const std::string &lines, const std::string &kind = "service") {
    return Errors({{"dir/x.toml", "kind = \"" + kind + "\"\n" + lines}}, POLICY);
}

// One error of that line, which is shown.
void ExpectError(const std::string &lines, int line, const std::string &message, const std::string &shown,
                 const std::string &kind = "service") {
    std::string number = std::to_string(line);
    EXPECT_EQ(ErrorsOf(lines, kind),
              "dir/x.toml:" + number + ": error: " + message + "\n    " + number + " | " + shown + "\n");
}

// A last line that is wrong.
void ExpectLastLineError(const std::string &lines, const std::string &message, const std::string &kind = "service") {
    int count = 2;
    for (char c : lines) {
        count += c == '\n' ? 1 : 0;
    }
    ExpectError(lines, count, message, lines.substr(lines.rfind('\n') == std::string::npos ? 0 : lines.rfind('\n') + 1),
                kind);
}

void ExpectGood(const std::string &lines, const std::string &kind = "service") {
    EXPECT_EQ(ErrorsOf(lines, kind), "");
}

TEST(RecipeErrors, NothingIsWrongWithAKindAlone) {
    ExpectGood("");
    ExpectGood("", "boot");
    ExpectGood("", "app");
    EXPECT_EQ(Errors({{"x.toml", ""}}),
              "x.toml:1: error: there is no \"kind\"\n    help: kind = \"boot\", \"service\" or \"app\"\n");
}

TEST(RecipeErrors, FilesAreToml) {
    ExpectLastLineError("shares = 1\nshares = 2", "this is no TOML: value (\"shares\") already exists.");
    ExpectLastLineError("shares = 1\nneeds = [\"a\"", "this is no TOML: missing array separator `,` after a value");
    ExpectLastLineError("shares = 1\nclass: Normal", "this is no TOML: missing key-value separator `=`");
}

TEST(RecipeErrors, UnknownKeysHaveTheNearestKnownOne) {
    ExpectLastLineError("shares = 1\nshare = 2", "a recipe has no \"share\"; did you mean \"shares\"?");
    ExpectLastLineError("clsas = \"Idle\"", "a recipe has no \"clsas\"; did you mean \"class\"?");
    ExpectLastLineError("colour = \"red\"", "a recipe has no \"colour\"");
    ExpectLastLineError("[limits]\ntask = 2", "[limits] has no \"task\"; did you mean \"tasks\"?");
    ExpectLastLineError("[capabilities]\nclok = [\"use\"]", "[capabilities] has no \"clok\"; did you mean \"clock\"?");
}

TEST(RecipeErrors, ChoicesAreListedAndTheNearestIsNamed) {
    ExpectLastLineError("class = \"interactive\"",
                        "\"class\" is \"interactive\", and must be \"Idle\", \"Normal\", \"Interactive\" or "
                        "\"PerfBurst\"; did you mean \"Interactive\"?");
    ExpectLastLineError("class_max = 3",
                        "\"class_max\" must be \"Idle\", \"Normal\", \"Interactive\" or \"PerfBurst\"");
    ExpectLastLineError("restart = \"on_failure\"",
                        "\"restart\" is \"on_failure\", and must be \"never\", \"on-failure\" or \"always\"; did you "
                        "mean \"on-failure\"?");
    ExpectLastLineError("placement = \"big\"",
                        "\"placement\" is \"big\", and must be \"any\", \"performance\" or \"efficiency\"");
    ExpectLastLineError("memory = \"all\"", "\"memory\" is \"all\", and must be \"rest\"", "boot");
}

struct Range {
    std::string before;  // lines that the key needs
    std::string key;
    uint64_t least;
    uint64_t most;
};

TEST(RecipeErrors, NumbersAreWithinTheRangeThatIsSaid) {
    const Range ranges[] = {
        {"", "shares", 1, 1000},
        {"", "shares_max", 100, 1000},
        {"", "control_calls", 1, 10000},
        {"", "control_window_ms", 10, 1000},
        {"burst_window_ms = 1000\n", "burst_ms", 0, 1000},
        {"burst_ms = 0\n", "burst_window_ms", 1, 1000},
        {"", "ready_ms", 0, 60000},
        {"backoff_ms = 0\n", "backoff_max_ms", 0, 60000},
        {"", "backoff_ms", 0, 60000},
        {"", "restarts", 0, 10000},
        {"", "restart_window_ms", 0, 60000},
        {"stack_kib = 4\n", "memory_kib", 8, 4194304},
        {"memory_kib = 1024\n", "stack_kib", 4, 256},
        {"[limits]\n", "tasks", 1, 1024},
        {"[limits]\n", "endpoints", 0, 512},
        {"[limits]\n", "notifications", 0, 512},
        {"[limits]\n", "timers", 0, 256},
        {"[limits]\n", "vmos", 0, 2048},
        {"[limits]\n", "processes", 0, 64},
    };
    for (const Range &range : ranges) {
        std::string key = range.before + range.key + " = ";
        ExpectGood(key + std::to_string(range.least));
        ExpectGood(key + std::to_string(range.most));
        std::string value = std::to_string(range.most + 1);
        std::string errors = ErrorsOf(key + value);
        EXPECT_NE(errors.find("\"" + range.key + "\" is " + value + ", and must be "), std::string::npos) << errors;
        EXPECT_NE(errors.find(" to " + std::to_string(range.most) + "\n"), std::string::npos) << errors;
        EXPECT_NE(ErrorsOf(key + std::to_string(static_cast<int64_t>(range.least) - 1)), "") << range.key;
    }
    ExpectLastLineError("shares = 0", "\"shares\" is 0, and must be 1 to 1000");
    ExpectLastLineError("shares = -1", "\"shares\" is -1, and must be 1 to 1000");
    ExpectLastLineError("shares = 1.5", "\"shares\" must be a whole number, 1 to 1000");
    ExpectLastLineError("memory_kib = 513", "\"memory_kib\" is 513, and must be whole pages of 4 KiB");
}

TEST(RecipeErrors, ValuesAreOfTheirKind) {
    ExpectLastLineError("serves = \"yes\"", "\"serves\" must be true or false");
    ExpectLastLineError("calls = \"x\"", "\"calls\" must be a list of names");
    ExpectLastLineError("calls = [\n1]", "\"calls\" must be a list of names");
    ExpectLastLineError("harts = 1", "\"harts\" must be a list of numbers, 0 to 63");
    ExpectLastLineError("limits = 1", "\"limits\" must be a table, [limits]");
    ExpectLastLineError("capabilities = true", "\"capabilities\" must be a table, [capabilities]");
}

TEST(RecipeErrors, FieldsFitEachOther) {
    ExpectLastLineError("class = \"Interactive\"\nclass_max = \"Normal\"",
                        "\"class_max\" is below the class that it starts at, \"Interactive\"");
    ExpectLastLineError("class_max = \"Idle\"", "\"class_max\" is below the class that it starts at, \"Normal\"");
    ExpectLastLineError("shares = 300\nshares_max = 200",
                        "\"shares_max\" is below the shares that it starts with, 300");
    ExpectLastLineError("burst_window_ms = 20\nburst_ms = 21", "\"burst_ms\" is more than its window, 20");
    ExpectLastLineError("burst_window_ms = 9", "\"burst_ms\" is more than its window, 9");
    ExpectLastLineError("backoff_ms = 20\nbackoff_max_ms = 10", "\"backoff_max_ms\" is below \"backoff_ms\", 20");
    ExpectLastLineError("stack_kib = 64\nmemory_kib = 64", "its stack takes all of its memory");
    ExpectLastLineError("placement = \"any\"\nharts = [1]", "\"harts\" and \"placement\" exclude each other");
    ExpectLastLineError("memory_kib = 64\nmemory = \"rest\"", "\"memory\" and \"memory_kib\" exclude each other",
                        "boot");
}

TEST(RecipeErrors, KindsMayNotAllDoTheSame) {
    ExpectLastLineError("essential = true", "an app is not essential", "app");
    ExpectLastLineError(
        "harts = [0]",
        "an app names no harts; it says what for: placement = \"any\", \"performance\" or \"efficiency\"", "app");
    ExpectLastLineError("autostart = false", "only an app waits until somebody starts it");
    ExpectLastLineError("memory = \"rest\"", "only one of kind \"boot\" can have all the memory that is left");
    ExpectLastLineError("class = \"Idle\"", "one of kind \"boot\" starts in class \"Normal\"", "boot");
    ExpectLastLineError("shares = 99", "one of kind \"boot\" starts with 100 shares", "boot");
    ExpectLastLineError("harts = [1]", "one of kind \"boot\" starts anywhere", "boot");
    ExpectLastLineError("placement = \"efficiency\"", "one of kind \"boot\" starts anywhere", "boot");
}

TEST(RecipeErrors, HartsAreNumbersOfHarts) {
    ExpectLastLineError("harts = [0,\n64]", "\"harts\" is 64, and must be 0 to 63");
    ExpectLastLineError("harts = []", "\"harts\" is an empty list");
}

TEST(RecipeErrors, CapabilitiesHaveTheirRights) {
    ExpectLastLineError("[capabilities]\nlog = [\"sent\"]",
                        "\"log\" cannot have \"sent\", only \"send\", \"receive\" or \"grant\"; did you mean \"send\"?",
                        "boot");
    ExpectLastLineError("[capabilities]\nlog = [\"receive\"]",
                        "\"log\" cannot have \"receive\", only \"send\" or \"grant\"");
    ExpectLastLineError("[capabilities]\nclock = [\"read\"]",
                        "\"clock\" cannot have \"read\", only \"use\" or \"grant\"");
    ExpectLastLineError("[capabilities]\nroster = [\"read\", \"grant\"]",
                        "\"roster\" cannot have \"grant\", only \"read\"");
    ExpectLastLineError("[capabilities]\nroster = [\"read\", \"write\"]",
                        "\"roster\" cannot have \"write\", only \"read\"");
    ExpectLastLineError("[capabilities]\nroster = [\"use\"]",
                        "\"roster\" cannot have \"use\", only \"read\", \"write\" or \"grant\"", "boot");
    ExpectLastLineError("[capabilities]\nclock = [\"grant\"]",
                        "nothing is said of what it may do with \"clock\": \"use\"");
    ExpectLastLineError("[capabilities]\nclock = []", "nothing is said of what it may do with \"clock\": \"use\"");
    ExpectLastLineError("[capabilities]\nlog = [\"send\",\n\"send\"]", "\"send\" is there twice");
}

TEST(RecipeErrors, ListsAreBounded) {
    std::string nine = "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\"]";
    for (const char *key : {"calls", "needs"}) {
        std::string errors = ErrorsOf(std::string(key) + " = " + nine);
        std::string expected =
            "dir/x.toml:2: error: \"" + std::string(key) + "\" has 9 names, and must have at most 8\n";
        EXPECT_EQ(errors.substr(0, expected.size()), expected);
    }
}

TEST(RecipeErrors, AllAreFoundInTheOrderOfTheLines) {
    EXPECT_EQ(ErrorsOf("needs = [\"x2\"]\nshares = 0\nclas = 1"),
              "dir/x.toml:2: error: there is no recipe \"x2\" to need\n    2 | needs = [\"x2\"]\n"
              "dir/x.toml:3: error: \"shares\" is 0, and must be 1 to 1000\n    3 | shares = 0\n"
              "dir/x.toml:4: error: a recipe has no \"clas\"; did you mean \"class\"?\n    4 | clas = 1\n");
}

TEST(RecipeErrors, NamesAreThoseOfFiles) {
    auto named = [](const std::string &name, const std::string &kind = "service") {
        return Errors({{"a/" + name + ".toml", "kind = \"" + kind + "\"\nserves = true"}});
    };
    auto refused = [](const std::string &name, const std::string &why) {
        return "a/" + name + ".toml:1: error: a recipe has the name of its file, and \"" + name + "\" " + why +
               "\n    1 | kind = \"service\"\n";
    };
    EXPECT_EQ(named("a23456789_123456789_123"), "");
    EXPECT_EQ(named("a23456789_123456789_1234"),
              refused("a23456789_123456789_1234", "is not 1 to 23 of a-z, 0-9 and _"));
    EXPECT_EQ(named("a-b"), refused("a-b", "is not 1 to 23 of a-z, 0-9 and _"));
    EXPECT_EQ(named(""), refused("", "is not 1 to 23 of a-z, 0-9 and _"));
    EXPECT_EQ(named("a23456789_12345678", "boot"), "");
    EXPECT_NE(named("a23456789_123456789", "boot").find("is not 1 to 18 of"), std::string::npos);
    for (const char *name : {"init", "recipes", "policy", "endpoint", "log", "clients", "all", "apps", "services"}) {
        EXPECT_EQ(named(name), refused(name, "stands for something else"));
    }
}

}  // namespace
