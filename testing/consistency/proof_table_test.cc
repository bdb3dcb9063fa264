// SPDX-License-Identifier: Apache-2.0
// The tables as the checker reads them are the tables as the compiler reads them.
#include "testing/consistency/proof_table.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "testing/faults/fault_table.h"
#include "testing/markers/marker_table.h"

namespace {

using Row = std::vector<std::string>;

const std::vector<Row> kCompiledMarkers = {
#define MARKER_ROW(id, source, text, least_harts, boot, after, invariant, fault, predicate) \
    {#id, #invariant, #fault, "line"},
#define PANIC_MARKER_ROW(id, text, least_harts, boot, invariant, fault) {#id, #invariant, #fault, "panic"},
    MARKER_TABLE(MARKER_ROW, PANIC_MARKER_ROW)
#undef MARKER_ROW
#undef PANIC_MARKER_ROW
};

const Row kCompiledFaults = {
#define FAULT_ROW(id, breaks) #id,
    FAULT_TABLE(FAULT_ROW)
#undef FAULT_ROW
};

std::string Text(const token *token) {
    return std::string(token->text, token->length);
}

void AddFile(tree *tree, const char *path) {
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    tree_add(tree, path, text.str().c_str());
}

TEST(ProofTable, ReadsWhatTheCompilerReads) {
    tree tree = {};
    AddFile(&tree, PROOF_TABLE_MARKERS);
    AddFile(&tree, PROOF_TABLE_FAULTS);
    finding_list findings = {};
    proof_table table = proof_table_read(&tree, &findings);
    EXPECT_EQ(findings.count, 0u);
    std::vector<Row> markers;
    for (size_t i = 0; i < table.marker_count; i++) {
        const proof_marker &marker = table.markers[i];
        markers.push_back(
            {Text(marker.id), Text(marker.invariant), Text(marker.fault), marker.is_panic ? "panic" : "line"});
    }
    EXPECT_EQ(markers, kCompiledMarkers);
    Row faults;
    for (size_t i = 0; i < table.fault_count; i++) {
        faults.push_back(Text(table.faults[i]));
    }
    EXPECT_EQ(faults, kCompiledFaults);
    proof_table_release(&table);
    tree_release(&tree);
}

}  // namespace
