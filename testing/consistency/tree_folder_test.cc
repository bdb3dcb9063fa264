// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "testing/consistency/tree.h"

namespace {

using Paths = std::set<std::string>;

class TreeFolder : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "treeXXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        root_ = name;
    }
    void TearDown() override {
        tree_release(&tree_);
    }
    void Write(const std::string &path, const std::string &text) {
        for (size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
            (void)mkdir((root_ + "/" + path.substr(0, at)).c_str(), 0700);
        }
        std::ofstream file(root_ + "/" + path, std::ios::binary);
        file << text;
        ASSERT_TRUE(file.good()) << path;
    }
    bool Read() {
        return tree_add_folder(&tree_, root_.c_str(), failed_, sizeof(failed_));
    }
    Paths Found() const {
        Paths paths;
        for (size_t i = 0; i < tree_.count; i++) {
            paths.insert(tree_.items[i].path);
        }
        return paths;
    }
    std::string root_;
    tree tree_ = {};
    char failed_[256] = "";
};

TEST_F(TreeFolder, FindsEverySourceHoweverDeep) {
    Paths expected = {"a.c",         "a/b.h",         "a/b/c.cc", "a/b/c/d.S", "k/x.ld",
                      "BUILD.bazel", "a/BUILD.bazel", "a/d.bzl",  "e.sh",      ".ci/run"};
    for (const std::string &path : expected) {
        Write(path, "text of " + path);
    }
    Write("a/readme.md", "not code");
    Write("a/table.txt", "not code");
    Write(".git/hooks/x.sh", "not ours");
    ASSERT_TRUE(Read()) << failed_;
    EXPECT_EQ(Found(), expected);
    EXPECT_STREQ(tree_find(&tree_, "a/b/c.cc")->text, "text of a/b/c.cc");
    EXPECT_EQ(tree_find(&tree_, "a/b/d.cc"), nullptr);
}

TEST_F(TreeFolder, DoesNotFollowLinks) {
    Write("a/b.c", "x");
    ASSERT_EQ(symlink((root_ + "/a").c_str(), (root_ + "/bazel-out").c_str()), 0);
    ASSERT_EQ(symlink((root_ + "/a/b.c").c_str(), (root_ + "/c.c").c_str()), 0);
    ASSERT_EQ(symlink("nowhere", (root_ + "/d.c").c_str()), 0);
    ASSERT_TRUE(Read()) << failed_;
    EXPECT_EQ(Found(), Paths{"a/b.c"});
}

TEST_F(TreeFolder, TakesAnEmptyFile) {
    Write("a.c", "");
    ASSERT_TRUE(Read()) << failed_;
    EXPECT_STREQ(tree_find(&tree_, "a.c")->text, "");
}

TEST_F(TreeFolder, RefusesAFileThatItCannotReadWhole) {
    Write("a.c", std::string("x\0y", 3));
    EXPECT_FALSE(Read());
    EXPECT_EQ(failed_, root_ + "/a.c");
}

TEST_F(TreeFolder, RefusesAFolderThatIsNotThere) {
    root_ += "/none";
    EXPECT_FALSE(Read());
    EXPECT_EQ(failed_, root_);
}

TEST(TreePath, KnowsWhatIsInAFolder) {
    EXPECT_TRUE(path_is_in("a/b/c.c", "a/b"));
    EXPECT_TRUE(path_is_in("a/b", "a/b"));
    EXPECT_FALSE(path_is_in("a/bc/d.c", "a/b"));
    EXPECT_FALSE(path_is_in("b/a/b", "a/b"));
}

TEST(TreePath, KnowsWhatIsInNoImage) {
    for (const char *path : {"kernel/a_test.cc", "kernel/a_thread_test.cc", "testing/a.c", "kernel/boot/testdata/a.c",
                             "a/b_fuzz.c", "a/b_test.sh"}) {
        EXPECT_TRUE(path_is_test(path)) << path;
    }
    for (const char *path :
         {"kernel/a.c", "kernel/selftest/a.c", "apps/testing/a.c", "kernel/test.c", "kernel/a_test_b.c"}) {
        EXPECT_FALSE(path_is_test(path)) << path;
    }
}

}  // namespace
