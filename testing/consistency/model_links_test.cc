// SPDX-License-Identifier: Apache-2.0
// Models and sources that were doctored: each is one finding, and says which.
#include "testing/consistency/model_links.h"

#include <gtest/gtest.h>

namespace {

using Findings = std::vector<std::string>;

const char kSource[] = R"(
static int counter;

void post(int event);

// Why.
// Model: testing/models/wake.pml.
void post(int event) {
    counter |= event;
}

// Another one.
static int take(void) {
    return counter;
}
)";

std::string HashNow(const std::string &source) {
    return model_links::HashOf("kernel/wake.c", source, "post");
}

model_links::Sources Sound() {
    return {
        {"kernel/wake.c", kSource},
        {"testing/models/buffer.pml", "// Words.\n"},
        {"testing/models/wake.pml", "// Wakes.\n//\n// Models: kernel/wake.c post " + HashNow(kSource) +
                                        "\n#include \"testing/models/buffer.pml\"\n"},
    };
}

Findings CheckWith(const std::string &path, const std::string &before, const std::string &after) {
    model_links::Sources sources = Sound();
    std::string &text = sources[path];
    const size_t at = text.find(before);
    EXPECT_NE(at, std::string::npos) << before;
    text.replace(at, before.size(), after);
    return model_links::Check(sources);
}

TEST(ModelLinks, ASoundTreeHasNoFinding) {
    EXPECT_EQ(model_links::Check(Sound()), Findings());
}

TEST(ModelLinks, AHashIsThatOfTheTextWithoutCommentsAndBlanks) {
    const std::string hash = HashNow("void post(int event) { counter |= event; }");
    EXPECT_EQ(hash, HashNow(kSource));
    EXPECT_EQ(hash.size(), 8u);
    EXPECT_NE(hash, HashNow("void post(int event) { counter = event; }"));
    EXPECT_NE(HashNow("void post(int e) { a(b, c); }"), HashNow("void post(int e) { ab(, c); }"));
    EXPECT_EQ(HashNow("void post(int event);"), "");
}

TEST(ModelLinks, AFunctionThatChangedIsNamedWithItsNewHash) {
    const std::string changed = std::string(kSource).replace(std::string(kSource).find("|="), 2, "+=");
    EXPECT_EQ(
        CheckWith("kernel/wake.c", "|=", "+="),
        Findings{"testing/models/wake.pml: kernel/wake.c post has changed: compare it with the model, then note " +
                 HashNow(changed)});
    EXPECT_EQ(CheckWith("kernel/wake.c", "// Why.", "// Why, and how."), Findings());
    EXPECT_EQ(
        CheckWith("testing/models/wake.pml", " " + HashNow(kSource), ""),
        Findings{"testing/models/wake.pml: kernel/wake.c post has changed: compare it with the model, then note " +
                 HashNow(kSource)});
}

TEST(ModelLinks, AFunctionThatIsGoneIsNamed) {
    EXPECT_EQ(CheckWith("testing/models/wake.pml", "wake.c post", "wake.c past"),
              (Findings{"testing/models/wake.pml: kernel/wake.c past is no function",
                        "kernel/wake.c post: its comment names testing/models/wake.pml, which does not list it"}));
    EXPECT_EQ(CheckWith("testing/models/wake.pml", "wake.c post", "walk.c post"),
              (Findings{"testing/models/wake.pml: kernel/walk.c post is no function",
                        "kernel/wake.c post: its comment names testing/models/wake.pml, which does not list it"}));
}

TEST(ModelLinks, EachSideNamesTheOther) {
    EXPECT_EQ(CheckWith("kernel/wake.c", "// Model: testing/models/wake.pml.\n", ""),
              Findings{"testing/models/wake.pml: kernel/wake.c post: its comment does not say \"Model: "
                       "testing/models/wake.pml.\""});
    EXPECT_EQ(CheckWith("kernel/wake.c", "// Another one.", "// Model: testing/models/wake.pml."),
              Findings{"kernel/wake.c take: its comment names testing/models/wake.pml, which does not list it"});
    EXPECT_EQ(CheckWith("kernel/wake.c", "// Another one.", "// Model: testing/models/gone.pml."),
              Findings{"kernel/wake.c take: its comment names testing/models/gone.pml, which does not list it"});
    EXPECT_EQ(CheckWith("kernel/wake.c", "    return", "    // Model: testing/models/wake.pml.\n    return"),
              Findings{"kernel/wake.c: a comment names a model, and is that of no function"});
}

TEST(ModelLinks, AModelNamesWhatItModelsOnce) {
    EXPECT_EQ(CheckWith("testing/models/buffer.pml", "// Words.\n", "").size(), 0u) << "it is included";
    EXPECT_EQ(CheckWith("testing/models/wake.pml", "#include \"testing/models/buffer.pml\"", ""),
              Findings{"testing/models/buffer.pml is a model of no function"});
    EXPECT_EQ(CheckWith("testing/models/wake.pml", "#include",
                        "// Models: kernel/wake.c post " + HashNow(kSource) + "\n#include"),
              Findings{"testing/models/wake.pml: kernel/wake.c post is listed twice"});
    EXPECT_EQ(CheckWith("testing/models/wake.pml", "#include", "// Models: post\n#include"),
              Findings{"testing/models/wake.pml: not \"// Models: FILE FUNCTION HASH\": // Models: post"});
}

}  // namespace
