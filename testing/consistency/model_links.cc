// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/model_links.h"

#include <cstdint>
#include <cstdio>
#include <regex>
#include <set>
#include <sstream>

#include "testing/consistency/definition.h"
#include "testing/consistency/tree.h"

namespace model_links {

namespace {

const char kFolder[] = "testing/models/";

// One source, read into tokens.
class Reader {
  public:
    Reader(const std::string &path, const std::string &text) {
        tree_add(&tree_, path.c_str(), text.c_str());
        source_ = tree_find(&tree_, path.c_str());
    }
    ~Reader() {
        tree_release(&tree_);
    }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    bool Find(const std::string &function, definition *found) const {
        return source_ != nullptr && definition_find(source_, function.c_str(), found) && found->is_function;
    }

    // By name, the line that each begins in.
    std::map<std::string, size_t> Functions() const {
        std::map<std::string, size_t> functions;
        size_t at = 0;
        definition found = {};
        while (source_ != nullptr && definition_next(source_, &at, &found)) {
            if (found.is_function) {
                const token &name = TokenAt(found.name);
                functions[std::string(name.text, name.length)] = TokenAt(found.first).line;
            }
        }
        return functions;
    }

    const token &TokenAt(size_t index) const {
        return source_->tokens.items[index];
    }

  private:
    tree tree_ = {};
    const source *source_ = nullptr;
};

bool IsModel(const std::string &path) {
    return path.rfind(kFolder, 0) == 0 && path_ends_with(path.c_str(), ".pml");
}

std::vector<std::string> LinesOf(const std::string &text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

// A line of a model's head.
struct Link {
    std::string path;
    std::string function;
    std::string hash;
};

std::vector<Link> LinksOf(const std::string &model, const std::string &text, std::vector<std::string> *findings) {
    static const std::regex form("// Models: (\\S+) (\\w+)(?: ([0-9a-f]{8}))?");
    std::vector<Link> links;
    std::set<std::string> seen;
    for (const std::string &line : LinesOf(text)) {
        if (line.rfind("// Models:", 0) != 0) {
            continue;
        }
        std::smatch match;
        if (!std::regex_match(line, match, form)) {
            findings->push_back(model + ": not \"// Models: FILE FUNCTION HASH\": " + line);
        } else if (!seen.insert(match[1].str() + " " + match[2].str()).second) {
            findings->push_back(model + ": " + match[1].str() + " " + match[2].str() + " is listed twice");
        } else {
            links.push_back({match[1], match[2], match[3]});
        }
    }
    return links;
}

// Models that the comment above a line (from 1) names.
std::set<std::string> NamedAbove(const std::vector<std::string> &lines, size_t line) {
    static const std::regex form("^// Model: (\\S+)\\.$");
    std::set<std::string> named;
    for (size_t above = line - 1; above > 0 && lines[above - 1].rfind("//", 0) == 0; above--) {
        std::smatch match;
        if (std::regex_match(lines[above - 1], match, form)) {
            named.insert(match[1]);
        }
    }
    return named;
}

std::set<std::string> NamedBy(const std::string &path, const std::string &text, const std::string &function) {
    const Reader reader(path, text);
    definition found = {};
    return reader.Find(function, &found) ? NamedAbove(LinesOf(text), reader.TokenAt(found.first).line)
                                         : std::set<std::string>();
}

void CheckLink(const Sources &sources, const std::string &model, const Link &link, std::vector<std::string> *findings) {
    const std::string what = model + ": " + link.path + " " + link.function;
    const auto source = sources.find(link.path);
    const std::string hash = source == sources.end() ? "" : HashOf(link.path, source->second, link.function);
    if (hash.empty()) {
        findings->push_back(what + " is no function");
        return;
    }
    if (hash != link.hash) {
        findings->push_back(what + " has changed: compare it with the model, then note " + hash);
    }
    if (NamedBy(link.path, source->second, link.function).count(model) == 0) {
        findings->push_back(what + ": its comment does not say \"Model: " + model + ".\"");
    }
}

// What the comments of a source say of models is what the models say.
void CheckNames(const std::string &path, const std::string &text,
                const std::map<std::string, std::set<std::string>> &listed, std::vector<std::string> *findings) {
    const std::vector<std::string> lines = LinesOf(text);
    size_t names = 0;
    for (const std::string &line : lines) {
        names += line.find("// Model: ") != std::string::npos ? 1 : 0;
    }
    if (names == 0) {
        return;
    }
    const Reader reader(path, text);
    for (const auto &function : reader.Functions()) {
        for (const std::string &model : NamedAbove(lines, function.second)) {
            names--;
            const auto links = listed.find(model);
            if (links == listed.end() || links->second.count(path + " " + function.first) == 0) {
                findings->push_back(path + " " + function.first + ": its comment names " + model +
                                    ", which does not list it");
            }
        }
    }
    if (names != 0) {
        findings->push_back(path + ": a comment names a model, and is that of no function");
    }
}

bool IsIncluded(const Sources &sources, const std::string &path) {
    for (const auto &source : sources) {
        if (source.second.find("#include \"" + path + "\"") != std::string::npos) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::string HashOf(const std::string &path, const std::string &text, const std::string &function) {
    const Reader reader(path, text);
    definition found = {};
    if (!reader.Find(function, &found)) {
        return "";
    }
    // FNV-1a of the tokens, each ended by a zero.
    uint32_t hash = 2166136261u;
    for (size_t index = found.first; index <= found.last; index++) {
        const token &token = reader.TokenAt(index);
        for (size_t i = 0; i <= token.length; i++) {
            hash = (hash ^ (i < token.length ? static_cast<uint8_t>(token.text[i]) : 0u)) * 16777619u;
        }
    }
    char digits[9];
    std::snprintf(digits, sizeof(digits), "%08x", hash);
    return digits;
}

std::vector<std::string> Check(const Sources &sources) {
    std::vector<std::string> findings;
    std::map<std::string, std::set<std::string>> listed;
    for (const auto &source : sources) {
        if (!IsModel(source.first)) {
            continue;
        }
        const std::vector<Link> links = LinksOf(source.first, source.second, &findings);
        if (links.empty() && !IsIncluded(sources, source.first)) {
            findings.push_back(source.first + " is a model of no function");
        }
        for (const Link &link : links) {
            listed[source.first].insert(link.path + " " + link.function);
            CheckLink(sources, source.first, link, &findings);
        }
    }
    for (const auto &source : sources) {
        if (!IsModel(source.first)) {
            CheckNames(source.first, source.second, listed, &findings);
        }
    }
    return findings;
}

std::string Lines(const Sources &sources) {
    std::string lines;
    std::vector<std::string> ignored;
    for (const auto &source : sources) {
        if (!IsModel(source.first)) {
            continue;
        }
        lines += source.first + "\n";
        for (const Link &link : LinksOf(source.first, source.second, &ignored)) {
            const auto text = sources.find(link.path);
            const std::string hash = text == sources.end() ? "" : HashOf(link.path, text->second, link.function);
            lines += "// Models: " + link.path + " " + link.function + " " + hash + "\n";
        }
    }
    return lines;
}

}  // namespace model_links
