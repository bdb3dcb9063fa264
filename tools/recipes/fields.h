// SPDX-License-Identifier: Apache-2.0
// A TOML file, and the keys of one of its tables with the values that they may have. Whatever is not so is reported with its line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <toml.hpp>

#include "tools/recipes/diagnostics.h"

namespace recipes {

using Value = toml::basic_value<toml::discard_comments, std::map, std::vector>;

// The file's table, or nothing after a syntax error.
std::optional<Value> ParseToml(const Source &source, Diagnostics &diagnostics);

struct Word {
    std::string text;
    Place place;
};

class Fields {
  public:
    // `what` has the keys, and no others: "a recipe".
    Fields(const std::string &path, const Value &table, const std::string &what, const std::vector<std::string> &keys,
           Diagnostics &diagnostics);

    bool Has(const std::string &key) const;

    // Of the key, or of the table if it is not there.
    Place At(const std::string &key) const;

    // Each of these is nothing if the key is not there, or not as it should be.
    std::optional<uint32_t> Number(const std::string &key, uint32_t least, uint32_t most);
    std::optional<bool> Switch(const std::string &key);
    std::optional<std::string> Text(const std::string &key);
    std::optional<uint32_t> Choice(const std::string &key, const std::vector<std::string> &choices);  // its place
    std::optional<uint64_t> BitSet(const std::string &key, uint32_t most);
    std::optional<std::vector<Word>> Words(const std::string &key);  // different ones
    const Value *Table(const std::string &key);

    void Error(const std::string &key, const std::string &message, const std::string &help = "");

  private:
    const Value *Find(const std::string &key) const;
    std::optional<uint32_t> NumberOf(const std::string &key, const Value &value, uint32_t least, uint32_t most);
    const std::vector<Value> *List(const std::string &key, const std::string &of);
    Place PlaceOf(const Value &value) const;

    std::string path_;
    const Value &table_;
    Diagnostics &diagnostics_;
};

}  // namespace recipes
