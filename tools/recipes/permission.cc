// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/permission.h"

#include "abi/limits.h"

#include "services/execd/checks.h"
#include "services/policyd/decide.h"
#include "tools/recipes/policy_file.h"

namespace recipes {

namespace {

// How a question is put to a person.
struct Wording {
    std::string what;   // be in class "PerfBurst"
    std::string bound;  // max = "PerfBurst"
    Place place;
};

std::string HartNames(uint64_t harts) {
    std::string names;
    for (uint32_t hart = 0; hart < ABI_HARTS_MAX; hart++) {
        if ((harts >> hart & 1) != 0) {
            names += (names.empty() ? "" : ", ") + std::to_string(hart);
        }
    }
    return names;
}

Wording WordingOf(const Draft &draft, const policyd_query &query) {
    std::string number = std::to_string(query.value);
    switch (query.operation) {
        case POLICY_SET_CLASS: {
            std::string name = Quoted(ClassNames()[query.value]);
            return {"be in class " + name, "max = " + name, draft.class_place};
        }
        case POLICY_SET_SHARES:
            return {"have " + number + " shares", "max = " + number, draft.shares_place};
        case POLICY_SET_HARTS:
            return {"name harts " + HartNames(query.value), "harts = [" + HartNames(query.value) + "]",
                    draft.harts_place};
        case POLICY_CONTROL_BUDGET:
            return {"have " + number + " scheduling calls in 10 ms", "max = " + number, draft.calls_place};
        default: {
            std::string name = Quoted(recipe_capability_text(static_cast<uint32_t>(query.value)));
            return {"have " + name, "capability = " + name,
                    draft.capability_places.at(static_cast<uint32_t>(query.value))};
        }
    }
}

void Report(const Draft &draft, const policyd_query &query, const policy_decided &decided, const policy_table *rules,
            const std::string &policy_path, Diagnostics &diagnostics) {
    Wording wording = WordingOf(draft, query);
    std::string subject = Quoted(draft.name);
    if (decided.rule == 0) {
        diagnostics.Error(wording.place, "no rule of " + policy_path + " lets " + subject + " " + wording.what,
                          "[[rule]] operation = " + Quoted(OperationNames()[query.operation - 1u]) +
                              ", subject = " + subject + ", " + wording.bound + ", reason = ...");
    } else {
        std::string line = std::to_string(rules->rules[decided.rule - 1].line);
        diagnostics.Error(wording.place, "the rule of " + policy_path + ":" + line + " does not let " + subject + " " +
                                             wording.what + ": " + decided.reason);
    }
}

}  // namespace

void CheckAllowed(const std::vector<Draft> &drafts, const recipe_table *table, const policy_table *rules,
                  const std::string &policy_path, Diagnostics &diagnostics) {
    policy policy;
    policy_begin(&policy, table, rules);
    for (uint32_t number = 1; number <= table->count; number++) {
        checks checks;
        checks_of_most(recipe_at(table, number), &checks);
        for (uint32_t i = 0; i < checks.count; i++) {
            policyd_query query = {};
            query.operation = checks.all[i].operation;
            query.subject = static_cast<uint16_t>(number);
            query.value = checks.all[i].value;
            policy_decided decided = policy_decide(&policy, &query, number);
            if (decided.verdict != POLICY_ALLOWED) {
                Report(drafts[number - 1], query, decided, rules, policy_path, diagnostics);
            }
        }
    }
}

}  // namespace recipes
