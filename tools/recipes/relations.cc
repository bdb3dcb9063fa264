// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/relations.h"

#include <algorithm>
#include <set>

namespace recipes {

namespace {

// Who is named in one of the lists, and the list.
struct Relation {
    const char *verb;
    std::vector<Word> Draft::*words;
    uint8_t (recipe::*numbers)[RECIPE_CALLS_MAX];
    uint8_t recipe::*count;
};

static_assert(int{RECIPE_CALLS_MAX} == int{RECIPE_NEEDS_MAX}, "both lists are alike");

const Relation CALLS = {"call", &Draft::calls, &recipe::calls, &recipe::call_count};
const Relation NEEDS = {"need", &Draft::needs, &recipe::needs, &recipe::need_count};

size_t IndexOf(const std::vector<Draft> &drafts, const std::string &name) {
    auto found = std::find_if(drafts.begin(), drafts.end(), [&](const Draft &draft) { return draft.name == name; });
    return static_cast<size_t>(found - drafts.begin());
}

// Why a recipe must not name another one in that list; "" if it may.
std::string Objection(const Draft &draft, const Draft &other, const Relation &relation) {
    static const char *const KINDS[] = {"of kind \"boot\"", "a service", "an app"};
    if (!draft.is_read || !other.is_read) {
        return "";  // nothing is known of them
    }
    if (&relation == &CALLS && !other.made.serves) {
        return Quoted(other.name) + " cannot be called: its recipe does not say \"serves\"";
    }
    if (other.made.kind > draft.made.kind) {
        return Quoted(draft.name) + " is " + KINDS[draft.made.kind] + " and cannot " + relation.verb + " " +
               Quoted(other.name) + ", which is " + KINDS[other.made.kind] + " and starts later";
    }
    return "";
}

void Number(std::vector<Draft> &drafts, const Relation &relation, Diagnostics &diagnostics) {
    for (Draft &draft : drafts) {
        for (const Word &word : draft.*relation.words) {
            size_t index = IndexOf(drafts, word.text);
            if (index == drafts.size()) {
                diagnostics.Error(word.place, "there is no recipe " + Quoted(word.text) + " to " + relation.verb +
                                                  Suggestion(word.text, NamesOf(drafts)));
                continue;
            }
            std::string objection = Objection(draft, drafts[index], relation);
            if (!objection.empty()) {
                diagnostics.Error(word.place, objection);
            }
            (draft.made.*relation.numbers)[draft.made.*relation.count] = static_cast<uint8_t>(index + 1);
            (draft.made.*relation.count)++;
        }
    }
}

// Goes on from the end of `path`; reports each cycle at the recipe of it that comes first by name.
void Walk(const std::vector<Draft> &drafts, const Relation &relation, std::vector<size_t> &path,
          std::set<size_t> &finished, Diagnostics &diagnostics) {
    const Draft &draft = drafts[path.back()];
    for (const Word &word : draft.*relation.words) {
        size_t next = IndexOf(drafts, word.text);
        auto seen = std::find(path.begin(), path.end(), next);
        if (seen != path.end()) {
            std::string cycle;
            for (auto step = seen; step != path.end(); ++step) {
                cycle += drafts[*step].name + " -> ";
            }
            diagnostics.Error(word.place, std::string("a circle of those that ") + relation.verb +
                                              " each other: " + cycle + word.text);
        } else if (next != drafts.size() && finished.count(next) == 0) {
            path.push_back(next);
            Walk(drafts, relation, path, finished, diagnostics);
            path.pop_back();
        }
    }
    finished.insert(path.back());
}

void FindCycles(const std::vector<Draft> &drafts, const Relation &relation, Diagnostics &diagnostics) {
    std::set<size_t> finished;
    for (size_t i = 0; i < drafts.size(); i++) {
        std::vector<size_t> path = {i};
        if (finished.count(i) == 0) {
            Walk(drafts, relation, path, finished, diagnostics);
        }
    }
}

void CheckTogether(const std::vector<Draft> &drafts, Diagnostics &diagnostics) {
    const Draft *rest = nullptr;
    for (size_t i = 0; i < drafts.size(); i++) {
        if (i > 0 && drafts[i].name == drafts[i - 1].name) {
            diagnostics.Error(drafts[i].place,
                              "there is a recipe " + Quoted(drafts[i].name) + " already: " + drafts[i - 1].place.path);
        }
        if (drafts[i].is_read && drafts[i].made.limits.pages == 0) {
            if (rest != nullptr) {
                diagnostics.Error(drafts[i].memory_place,
                                  Quoted(rest->name) + " has all the memory that is left already");
            }
            rest = &drafts[i];
        }
    }
    if (drafts.empty() || drafts.size() > RECIPES_MAX) {
        Place place = drafts.empty() ? Place{"", 0} : drafts.back().place;
        diagnostics.Error(place, "there are " + std::to_string(drafts.size()) + " recipes, and must be 1 to " +
                                     std::to_string(RECIPES_MAX));
    }
}

}  // namespace

std::vector<std::string> NamesOf(const std::vector<Draft> &drafts) {
    std::vector<std::string> names;
    for (const Draft &draft : drafts) {
        names.push_back(draft.name);
    }
    return names;
}

void Relate(std::vector<Draft> &drafts, Diagnostics &diagnostics) {
    std::sort(drafts.begin(), drafts.end(), [](const Draft &a, const Draft &b) {
        return std::make_pair(a.name, a.place.path) < std::make_pair(b.name, b.place.path);
    });
    CheckTogether(drafts, diagnostics);
    for (const Relation *relation : {&CALLS, &NEEDS}) {
        Number(drafts, *relation, diagnostics);
        FindCycles(drafts, *relation, diagnostics);
    }
}

}  // namespace recipes
