// SPDX-License-Identifier: Apache-2.0
#include "testing/boot/devicetree_edit.h"

#include <libfdt.h>

#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace {

class DevicetreeEditTest : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(fdt_create_empty_tree(blob_->data, 4096), 0);
        int node = fdt_add_subnode(blob_->data, 0, "cpus");
        ASSERT_EQ(fdt_setprop_u32(blob_->data, node, "reg", 7), 0);
        ASSERT_EQ(fdt_pack(blob_->data), 0);
        blob_->bytes = fdt_totalsize(blob_->data);
        ASSERT_TRUE(devicetree_edit_begin(blob_.get(), reason_)) << reason_;
    }
    bool Apply(const char *edit) {
        return devicetree_edit_apply(blob_.get(), edit, reason_);
    }
    int Node(const char *path) {
        return fdt_path_offset(blob_->data, path);
    }

    std::unique_ptr<devicetree_blob> blob_ = std::make_unique<devicetree_blob>();
    char reason_[DEVICETREE_EDIT_REASON_BYTES] = "";
};

TEST_F(DevicetreeEditTest, AddsAndDeletesNodes) {
    ASSERT_TRUE(Apply("add-node /memory@0")) << reason_;
    ASSERT_TRUE(Apply("add-node /cpus/cpu@0")) << reason_;
    EXPECT_GE(Node("/cpus/cpu@0"), 0);
    ASSERT_TRUE(Apply("delete-node /cpus")) << reason_;
    EXPECT_EQ(Node("/cpus"), -FDT_ERR_NOTFOUND);
    EXPECT_GE(Node("/memory@0"), 0);
}

TEST_F(DevicetreeEditTest, SetsAndDeletesProperties) {
    ASSERT_TRUE(Apply("set-cells /cpus reg 0x1 2 4294967295")) << reason_;
    int length = 0;
    const void *cells = fdt_getprop(blob_->data, Node("/cpus"), "reg", &length);
    ASSERT_EQ(length, 12);
    EXPECT_EQ(memcmp(cells, "\0\0\0\1\0\0\0\2\xff\xff\xff\xff", 12), 0);
    ASSERT_TRUE(Apply("set-text /cpus status not there")) << reason_;
    EXPECT_STREQ(static_cast<const char *>(fdt_getprop(blob_->data, Node("/cpus"), "status", nullptr)), "not there");
    ASSERT_TRUE(Apply("delete-property /cpus reg")) << reason_;
    EXPECT_EQ(fdt_getprop(blob_->data, Node("/cpus"), "reg", nullptr), nullptr);
    EXPECT_EQ(blob_->bytes, fdt_totalsize(blob_->data));
}

TEST_F(DevicetreeEditTest, TruncatesWithoutTellingTheHeader) {
    uint32_t size = fdt_totalsize(blob_->data);
    ASSERT_TRUE(Apply("truncate 64")) << reason_;
    EXPECT_EQ(blob_->bytes, 64u);
    EXPECT_EQ(fdt_totalsize(blob_->data), size);
}

TEST_F(DevicetreeEditTest, PokesUpToTheLastByte) {
    std::string last = "poke " + std::to_string(blob_->bytes - 1) + " 0xab";
    std::string beyond = "poke " + std::to_string(blob_->bytes) + " 1";
    ASSERT_TRUE(Apply(last.c_str())) << reason_;
    EXPECT_EQ(static_cast<unsigned char>(blob_->data[blob_->bytes - 1]), 0xab);
    EXPECT_FALSE(Apply(beyond.c_str()));
}

TEST_F(DevicetreeEditTest, RefusesWhatItCannotDo) {
    for (const char *edit :
         {"", "delete-node", "delete-node /nothing", "delete-property /cpus nothing", "delete-property /cpus",
          "set-cells /cpus reg -1", "set-cells /cpus reg 4294967296", "set-cells /cpus reg x", "set-cells /cpus",
          "set-text /nothing a b", "add-node x", "add-node /nothing/x", "rename-node /cpus", "poke 0 256", "poke 0",
          "truncate -1", "truncate 1000000000"}) {
        EXPECT_FALSE(Apply(edit)) << edit;
    }
}

TEST_F(DevicetreeEditTest, DoesNotStartFromGarbage) {
    auto garbage = std::make_unique<devicetree_blob>();
    EXPECT_FALSE(devicetree_edit_begin(garbage.get(), reason_));
    garbage->bytes = 4096;
    EXPECT_FALSE(devicetree_edit_begin(garbage.get(), reason_));
}

}  // namespace
