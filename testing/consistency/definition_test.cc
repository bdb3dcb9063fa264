// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/definition.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

using Words = std::vector<std::string>;

// Names that the file defines, and of constants the lines they are defined on.
class Source {
  public:
    Source(const char *path, const char *text) {
        tree_add(&tree_, path, text);
    }
    ~Source() {
        tree_release(&tree_);
    }
    Words Definitions() const {
        Words names;
        size_t at = 0;
        definition definition;
        while (definition_next(&tree_.items[0], &at, &definition)) {
            const token &name = tree_.items[0].tokens.items[definition.name];
            names.push_back(std::string(name.text, name.length) + (definition.is_function ? "()" : ""));
        }
        return names;
    }
    Words Constants() const {
        Words names;
        const token_list &tokens = tree_.items[0].tokens;
        for (size_t i = 0; i < tokens.count; i++) {
            if (definition_is_constant(&tokens, i)) {
                names.push_back(std::to_string(tokens.items[i].line) + ":" +
                                std::string(tokens.items[i].text, tokens.items[i].length));
            }
        }
        return names;
    }
    bool Has(const char *name, std::string *text) const {
        definition definition;
        const struct source &source = tree_.items[0];
        if (!definition_find(&source, name, &definition)) {
            return false;
        }
        const token &first = source.tokens.items[definition.first];
        const token &last = source.tokens.items[definition.last];
        *text = std::string(first.text, last.text + last.length);
        return true;
    }

  private:
    tree tree_ = {};
};

TEST(Definition, FindsWhatCDefinesAtFileScope) {
    struct {
        const char *text;
        Words expected;
    } const cases[] = {
        {"void f(void) {\n    g();\n}\nint h(int a[2]) {\n    return a[0];\n}\n", {"f()", "h()"}},
        {"static inline struct a *f(struct b *c) {\n}", {"f()"}},
        {"__attribute__((noreturn)) void f(void) {\n}", {"f()"}},
        {"void f(struct lock *lock) ACQUIRES(lock) UNCHECKED {\n}", {"f()"}},
        {"void f(void);\nextern int a[];\nstruct b;\ntypedef int c;\n", {}},
        {"struct LOCKABLE a {\n    int b;\n};\nenum c { D, E };\n", {"a", "c"}},
        {"static _Atomic uint64_t a;\nstatic int b[2];\nint c = 3;\nstatic const struct x d[] = {{1}, {2}};\n",
         {"a", "b", "c", "d"}},
        {"#include \"a.h\"\n#define F(x) \\\n    g(x)\n#define B 1\nint h(void) {\n}\n", {"F", "B", "h()"}},
        {"extern \"C\" {\nvoid f(void) {\n}\nvoid g(void);\n}\nvoid h(void) {\n}\n", {"f()", "h()"}},
        {"#ifdef __cplusplus\nextern \"C\" {\n#endif\nint a = 1;\n#ifdef __cplusplus\n}\n#endif\n", {"a"}},
        {"static_assert(1 == 1, \"x\");\n_Static_assert(2, \"y\");\nvoid f(void) {\n}\n", {"f()"}},
        {"_Noreturn void f(void) {\n    enum { A = 1 };\n    struct b {\n        int c;\n    };\n}\n", {"f()"}},
        {"void f(void) {\n};int a = 1;", {"f()", "a"}},
        {"void f(void) {", {"f()"}},
        {"static int a", {}},
        {"", {}},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(Source("a.c", one.text).Definitions(), one.expected) << one.text;
    }
}

TEST(Definition, FindsLabelsOfAssembly) {
    EXPECT_EQ(Source("a.S", "    .text\nentry:\n    csrr a0, x\n1:  j 1b\nnext:\n    call f\n").Definitions(),
              (Words{"entry()", "next()"}));
}

TEST(Definition, FindsWhatScriptsDefine) {
    EXPECT_EQ(
        Source("a.bzl", "load(\"//a\", \"b\")\n\nA = [\n    \"-x\",\n]\n\ndef f(name, b = 1):\n    c = 2\n    g()\n")
            .Definitions(),
        (Words{"A", "f()"}));
    EXPECT_EQ(Source("a.sh", "set -e\na=$1\nf() {\n    b=2\n    g\n}\nf \"$a\"\n# c=3\n").Definitions(),
              (Words{"a", "f()"}));
    EXPECT_EQ(Source("a.sh", "").Definitions(), Words{});
}

TEST(Definition, KnowsFromWhereToWhere) {
    Source source("a.c", "int a;\nint f(void) {\n    return 1;\n}\nint b;\n");
    std::string text;
    ASSERT_TRUE(source.Has("f", &text));
    EXPECT_EQ(text, "int f(void) {\n    return 1;\n}");
    EXPECT_FALSE(source.Has("g", &text));
    Source assembly("a.S", "one:\n    nop\ntwo:\n    ret\n");
    ASSERT_TRUE(assembly.Has("one", &text));
    EXPECT_EQ(text, "one:\n    nop");
    Source script("a.bzl", "A = [\n    1,\n]\nB = 2\n");
    ASSERT_TRUE(script.Has("A", &text));
    EXPECT_EQ(text, "A = [\n    1,\n]");
}

TEST(Definition, TellsAConstantFromItsUse) {
    struct {
        const char *text;
        Words expected;
    } const cases[] = {
        {"enum { A = 1, B, C };", {"1:A", "1:B", "1:C"}},
        {"enum x {\n    A,\n    B = f(C),\n};", {"2:A", "3:B"}},
        {"enum { A = f(C), B };", {"1:A", "1:B"}},
        {"enum { A = C, B = 2 * C, D };", {"1:A", "1:B", "1:D"}},
        {"int a, b;", {}},
        {"#define A 1\n", {"1:A"}},
        {"constexpr int A = 1;", {"1:A"}},
        {"int x[A] = {A, B};", {}},
        {"f(A, B); y = A;", {"1:y"}},
        {"bool b(void) { return A == 1 || A <= 2; }", {}},
        {".equ A, 1\n.set B, 2\n", {"1:A", "2:B"}},
        {"int x[] = {[A] = 1};", {}},
    };
    for (const auto &one : cases) {
        EXPECT_EQ(Source("a.c", one.text).Constants(), one.expected) << one.text;
    }
}

}  // namespace
