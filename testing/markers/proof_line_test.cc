// SPDX-License-Identifier: Apache-2.0
#include "testing/markers/proof_line.h"

#include <string>

#include "gtest/gtest.h"

namespace {

bool Parse(const std::string &text, proof_line *line) {
    diagnostic why = {};
    return proof_line_parse(text.c_str(), line, &why);
}

TEST(ProofLineTest, ReadsEveryPart) {
    proof_line line = {};
    ASSERT_TRUE(Parse("PROOF: ipi_resched seq=4 nonce=5f1c0a3b requested=1 to_2=18446744073709551615", &line));
    EXPECT_STREQ(line.id, "ipi_resched");
    EXPECT_EQ(line.seq, 4u);
    EXPECT_STREQ(line.nonce, "5f1c0a3b");
    EXPECT_EQ(line.item_count, 2u);
    ASSERT_NE(proof_line_find(&line, "requested"), nullptr);
    EXPECT_EQ(proof_line_find(&line, "requested")->value, 1u);
    EXPECT_EQ(proof_line_find(&line, "to_2")->value, UINT64_MAX);
    EXPECT_EQ(proof_line_find(&line, "to"), nullptr);
}

TEST(ProofLineTest, RefusesWhatIsNotStrictlyEvidence) {
    const char *const cases[] = {
        "",
        "PROOF:",
        "PROOF: ",
        "PROOF: x",
        "PROOF: x seq=1",
        "PROOF: x seq=1 nonce=",
        "PROOF: x seq=1 nonce= a=1",
        "PROOF: x seq= nonce=0",
        "PROOF: x seq=1 nonce=0 ",
        "PROOF: x seq=1 nonce=0 a",
        "PROOF: x seq=1 nonce=0 a=",
        "PROOF: x seq=1 nonce=0 a=b",
        "PROOF: x seq=1 nonce=0 a=-1",
        "PROOF: x seq=1 nonce=0 a=0x1",
        "PROOF: x seq=1 nonce=0 a=01",
        "PROOF: x seq=1 nonce=0 a=1 ",
        "PROOF: x seq=1 nonce=0 a=1,b=2",
        "PROOF: x seq=1 nonce=0 =1",
        "PROOF: x seq=1 nonce=0 1a=1",
        "PROOF: x seq=1 nonce=0  a=1",
        "PROOF: x seq=1 nonce=0 a=18446744073709551616",
        "PROOF: X seq=1 nonce=0",
        "PROOF: x nonce=0 seq=1",
        "PROOF:  x seq=1 nonce=0",
        " PROOF: x seq=1 nonce=0",
        "proof: x seq=1 nonce=0",
    };
    for (const char *text : cases) {
        proof_line line = {};
        EXPECT_FALSE(Parse(text, &line)) << text;
    }
}

TEST(ProofLineTest, HoldsEvidenceUpToTheLimit) {
    std::string text = "PROOF: x seq=1 nonce=0";
    for (int i = 0; i < PROOF_LINE_ITEMS_MAX; i++) {
        text += " a" + std::to_string(i) + "=0";
    }
    proof_line line = {};
    EXPECT_TRUE(Parse(text, &line));
    EXPECT_FALSE(Parse(text + " b=0", &line));
    const std::string longest(PROOF_LINE_NAME_BYTES - 1, 'n');
    EXPECT_TRUE(Parse("PROOF: x seq=1 nonce=" + longest, &line));
    EXPECT_FALSE(Parse("PROOF: x seq=1 nonce=n" + longest, &line));
}

TEST(ProofLine, EvidenceIsReadByItself) {
    proof_line line;
    diagnostic why;
    ASSERT_TRUE(proof_line_parse_items(" a=1 b=20", &line, &why));
    EXPECT_EQ(line.item_count, 2u);
    EXPECT_STREQ(line.items[1].name, "b");
    EXPECT_EQ(line.items[1].value, 20u);
    EXPECT_STREQ(line.id, "");
    EXPECT_FALSE(proof_line_parse_items("a=1", &line, &why));
    EXPECT_FALSE(proof_line_parse_items(" a=1 b", &line, &why));
}

}  // namespace
