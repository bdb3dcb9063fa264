// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/diagnostics.h"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace recipes {

void Diagnostics::AddSource(const Source &source) {
    paths_.push_back(source.path);
    std::istringstream text(source.text);
    std::vector<std::string> &lines = lines_[source.path];
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
}

void Diagnostics::Error(const Place &place, const std::string &message, const std::string &help) {
    errors_.push_back({place, message, help});
}

std::string Diagnostics::Text() const {
    std::multimap<std::pair<ptrdiff_t, uint32_t>, Entry>
        sorted;  // those of one line in the order in which they were found
    for (const Entry &entry : errors_) {
        auto path = std::find(paths_.begin(), paths_.end(), entry.place.path);
        sorted.insert({{path - paths_.begin(), entry.place.line}, entry});
    }
    std::ostringstream text;
    for (const auto &[rank, entry] : sorted) {
        text << entry.place.path << ":" << entry.place.line << ": error: " << entry.message << "\n";
        auto lines = lines_.find(entry.place.path);
        if (lines != lines_.end() && entry.place.line >= 1 && entry.place.line <= lines->second.size()) {
            text << "    " << entry.place.line << " | " << lines->second[entry.place.line - 1] << "\n";
        }
        if (!entry.help.empty()) {
            text << "    help: " << entry.help << "\n";
        }
    }
    return text.str();
}

// How many letters have to be put in, taken out, replaced or swapped with their neighbour.
static size_t EditDistance(const std::string &from, const std::string &to) {
    std::vector<std::vector<size_t>> cost(from.size() + 1, std::vector<size_t>(to.size() + 1));
    std::iota(cost[0].begin(), cost[0].end(), size_t{0});
    for (size_t i = 1; i <= from.size(); i++) {
        cost[i][0] = i;
        for (size_t j = 1; j <= to.size(); j++) {
            bool same = from[i - 1] == to[j - 1];
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[from.size()][to.size()];
}

std::string Suggestion(const std::string &word, const std::vector<std::string> &candidates) {
    std::string nearest;
    size_t least = word.size() / 3 + 2;
    for (const std::string &candidate : candidates) {
        size_t distance = EditDistance(word, candidate);
        if (distance < least && distance < candidate.size()) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest.empty() ? "" : "; did you mean " + Quoted(nearest) + "?";
}

std::string Alternatives(const std::vector<std::string> &words) {
    std::string text;
    for (size_t i = 0; i < words.size(); i++) {
        text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + Quoted(words[i]);
    }
    return text;
}

std::string Quoted(const std::string &word) {
    return "\"" + word + "\"";
}

}  // namespace recipes
