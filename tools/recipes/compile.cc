// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/compile.h"

#include <cstring>

#include "tools/recipes/permission.h"
#include "tools/recipes/policy_file.h"
#include "tools/recipes/relations.h"

namespace recipes {

// A table: its header, and what it is a table of behind it.
template <typename Table, typename Row>
static std::string BytesOf(uint32_t magic, uint16_t version, const std::vector<Row> &rows) {
    Table header = {magic, version, static_cast<uint16_t>(rows.size())};
    std::string bytes(sizeof(header) + rows.size() * sizeof(Row), '\0');
    std::memcpy(bytes.data(), &header, sizeof(header));
    for (size_t i = 0; i < rows.size(); i++) {
        std::memcpy(bytes.data() + sizeof(header) + i * sizeof(Row), &rows[i], sizeof(Row));
    }
    return bytes;
}

// The tables as the running system finds them: read by its own readers, which have the last word.
struct Loaded {
    explicit Loaded(const Tables &tables)
        : recipe_words(tables.recipes.size() / 8), policy_words(tables.policy.size() / 8) {
        std::memcpy(recipe_words.data(), tables.recipes.data(), tables.recipes.size());
        std::memcpy(policy_words.data(), tables.policy.data(), tables.policy.size());
        is_good = recipe_table_read(recipe_words.data(), tables.recipes.size(), &recipes) == ABI_OK &&
                  policy_table_read(policy_words.data(), tables.policy.size(), recipes, &policy) == ABI_OK;
    }

    std::vector<uint64_t> recipe_words;
    std::vector<uint64_t> policy_words;
    const recipe_table *recipes = nullptr;
    const policy_table *policy = nullptr;
    bool is_good;
};

static Tables TablesOf(const std::vector<Draft> &drafts, const std::vector<policy_rule> &rules) {
    std::vector<recipe> recipes;
    for (const Draft &draft : drafts) {
        recipes.push_back(draft.made);
    }
    return {BytesOf<recipe_table>(RECIPE_MAGIC, RECIPE_VERSION, recipes),
            BytesOf<policy_table>(POLICY_MAGIC, POLICY_VERSION, rules)};
}

Tables Compile(const std::vector<Source> &sources, const Source &policy, PolicyOf policy_of, Diagnostics &diagnostics) {
    std::vector<Draft> drafts;
    for (const Source &source : sources) {
        diagnostics.AddSource(source);
        drafts.push_back(ReadRecipe(source, diagnostics));
    }
    diagnostics.AddSource(policy);
    Relate(drafts, diagnostics);
    std::vector<policy_rule> rules = ReadPolicy(policy, drafts, policy_of, diagnostics);
    if (diagnostics.HasErrors()) {
        return {};
    }
    Tables tables = TablesOf(drafts, rules);
    Loaded loaded(tables);
    if (!loaded.is_good) {
        diagnostics.Error({policy.path, 0},
                          "a fault of the compiler: the system would refuse what it made of these files");
        return {};
    }
    CheckAllowed(drafts, loaded.recipes, loaded.policy, policy.path, diagnostics);
    return diagnostics.HasErrors() ? Tables() : tables;
}

}  // namespace recipes
