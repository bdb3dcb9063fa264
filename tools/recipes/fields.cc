// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/fields.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace recipes {

// toml11 describes a syntax error in some lines, with the line numbers before a bar; the last one is where it found it.
static void ReportSyntax(const Source &source, const toml::syntax_error &error, Diagnostics &diagnostics) {
    std::istringstream lines(error.what());
    std::string message;
    std::getline(lines, message);
    for (const char *prefix : {"[error] ", "toml::"}) {
        if (message.rfind(prefix, 0) == 0) {
            message.erase(0, std::string(prefix).size());
        }
    }
    if (size_t colon = message.find(": "); colon != std::string::npos && message.find(' ') == colon + 1) {
        message.erase(0, colon + 2);  // the name of a function
    }
    uint32_t line = error.location().line();
    for (std::string text; std::getline(lines, text);) {
        uint32_t number = 0;
        std::string bar;
        if (std::istringstream words(text); words >> number >> bar && bar == "|") {
            line = number;
        }
    }
    // What is missing at the end is missing in the last line.
    auto ends = std::count(source.text.begin(), source.text.end(), '\n');
    auto last = static_cast<uint32_t>(ends) + (source.text.empty() || source.text.back() != '\n' ? 1 : 0);
    diagnostics.Error({source.path, std::min(line, last)}, "this is no TOML: " + message);
}

std::optional<Value> ParseToml(const Source &source, Diagnostics &diagnostics) {
    std::istringstream text(source.text);
    try {
        return toml::parse<toml::discard_comments, std::map, std::vector>(text, source.path);
    } catch (const toml::syntax_error &error) {
        ReportSyntax(source, error, diagnostics);
    } catch (const std::exception &error) {
        diagnostics.Error({source.path, 1}, std::string("this is no TOML: ") + error.what());
    }
    return std::nullopt;
}

Fields::Fields(const std::string &path, const Value &table, const std::string &what,
               const std::vector<std::string> &keys, Diagnostics &diagnostics)
    : path_(path), table_(table), diagnostics_(diagnostics) {
    for (const auto &entry : table_.as_table()) {
        if (std::find(keys.begin(), keys.end(), entry.first) == keys.end()) {
            Error(entry.first, what + " has no " + Quoted(entry.first) + Suggestion(entry.first, keys));
        }
    }
}

const Value *Fields::Find(const std::string &key) const {
    auto found = table_.as_table().find(key);
    return found == table_.as_table().end() ? nullptr : &found->second;
}

bool Fields::Has(const std::string &key) const {
    return Find(key) != nullptr;
}

Place Fields::PlaceOf(const Value &value) const {
    return {path_, value.location().line()};
}

Place Fields::At(const std::string &key) const {
    const Value *value = Find(key);
    // A list is where its key is: toml11 has the whole of it as its region.
    return PlaceOf(value == nullptr ? table_ : *value);
}

void Fields::Error(const std::string &key, const std::string &message, const std::string &help) {
    diagnostics_.Error(At(key), message, help);
}

std::optional<uint32_t> Fields::NumberOf(const std::string &key, const Value &value, uint32_t least, uint32_t most) {
    std::string range = std::to_string(least) + " to " + std::to_string(most);
    if (!value.is_integer()) {
        diagnostics_.Error(PlaceOf(value), Quoted(key) + " must be a whole number, " + range);
        return std::nullopt;
    }
    if (value.as_integer() < least || value.as_integer() > most) {
        diagnostics_.Error(PlaceOf(value),
                           Quoted(key) + " is " + std::to_string(value.as_integer()) + ", and must be " + range);
        return std::nullopt;
    }
    return static_cast<uint32_t>(value.as_integer());
}

std::optional<uint32_t> Fields::Number(const std::string &key, uint32_t least, uint32_t most) {
    const Value *value = Find(key);
    return value == nullptr ? std::nullopt : NumberOf(key, *value, least, most);
}

std::optional<bool> Fields::Switch(const std::string &key) {
    const Value *value = Find(key);
    if (value != nullptr && !value->is_boolean()) {
        Error(key, Quoted(key) + " must be true or false");
        return std::nullopt;
    }
    return value == nullptr ? std::nullopt : std::make_optional(value->as_boolean());
}

std::optional<std::string> Fields::Text(const std::string &key) {
    const Value *value = Find(key);
    if (value != nullptr && !value->is_string()) {
        Error(key, Quoted(key) + " must be a text");
        return std::nullopt;
    }
    return value == nullptr ? std::nullopt : std::make_optional(value->as_string().str);
}

std::optional<uint32_t> Fields::Choice(const std::string &key, const std::vector<std::string> &choices) {
    const Value *value = Find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        Error(key, Quoted(key) + " must be " + Alternatives(choices));
        return std::nullopt;
    }
    const std::string &text = value->as_string().str;
    auto found = std::find(choices.begin(), choices.end(), text);
    if (found == choices.end()) {
        Error(key, Quoted(key) + " is " + Quoted(text) + ", and must be " + Alternatives(choices) +
                       Suggestion(text, choices));
        return std::nullopt;
    }
    return static_cast<uint32_t>(found - choices.begin());
}

const std::vector<Value> *Fields::List(const std::string &key, const std::string &of) {
    const Value *value = Find(key);
    if (value == nullptr || value->is_array()) {
        return value == nullptr ? nullptr : &value->as_array();
    }
    Error(key, Quoted(key) + " must be a list of " + of);
    return nullptr;
}

std::optional<uint64_t> Fields::BitSet(const std::string &key, uint32_t most) {
    const std::vector<Value> *list = List(key, "numbers, 0 to " + std::to_string(most));
    if (list == nullptr) {
        return std::nullopt;
    }
    uint64_t bits = 0;
    bool good = !list->empty();
    if (!good) {
        Error(key, Quoted(key) + " is an empty list");
    }
    for (const Value &element : *list) {
        std::optional<uint32_t> number = NumberOf(key, element, 0, most);
        bits |= number ? UINT64_C(1) << *number : 0;
        good = good && number;
    }
    return good ? std::make_optional(bits) : std::nullopt;
}

std::optional<std::vector<Word>> Fields::Words(const std::string &key) {
    const std::vector<Value> *list = List(key, "names");
    if (list == nullptr) {
        return std::nullopt;
    }
    std::vector<Word> words;
    std::set<std::string> seen;
    for (const Value &element : *list) {
        if (!element.is_string()) {
            diagnostics_.Error(PlaceOf(element), Quoted(key) + " must be a list of names");
        } else if (!seen.insert(element.as_string().str).second) {
            diagnostics_.Error(PlaceOf(element), Quoted(element.as_string().str) + " is there twice");
        } else {
            words.push_back({element.as_string().str, PlaceOf(element)});
        }
    }
    return words;
}

const Value *Fields::Table(const std::string &key) {
    const Value *value = Find(key);
    if (value != nullptr && !value->is_table()) {
        Error(key, Quoted(key) + " must be a table, [" + key + "]");
        return nullptr;
    }
    return value;
}

}  // namespace recipes
