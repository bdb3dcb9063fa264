// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/policy_file.h"

#include <algorithm>
#include <cstring>

#include "abi/limits.h"
#include "abi/object.h"
#include "abi/task.h"
#include "tools/recipes/relations.h"

namespace recipes {

namespace {

const std::vector<std::string> KEYS = {"operation", "subject",    "object", "max",
                                       "harts",     "capability", "allow",  "reason"};

bool HasObject(uint32_t operation) {
    return operation == POLICY_LAUNCH || operation == POLICY_KILL;
}

// A key that a rule must have, or must not have.
bool Expect(Fields &fields, const std::string &key, bool wanted, const std::string &of) {
    if (fields.Has(key) && !wanted) {
        fields.Error(key, Quoted(key) + " means nothing in " + of);
    } else if (!fields.Has(key) && wanted) {
        fields.Error(key, of + " has to have " + Quoted(key));
    }
    return wanted && fields.Has(key);
}

// The names that a subject or an object can have.
std::vector<std::string> SubjectsOf(const std::vector<Draft> &drafts) {
    std::vector<std::string> names = NamesOf(drafts);
    names.insert(names.end(), {"all", "services", "apps"});
    return names;
}

uint16_t ReadSubject(Fields &fields, const std::string &key, const std::vector<Draft> &drafts) {
    std::vector<std::string> names = SubjectsOf(drafts);
    std::optional<std::string> text = fields.Text(key);
    if (!text || *text == "all") {
        return POLICY_SUBJECT_ANY;
    }
    if (*text == "services" || *text == "apps") {
        return *text == "apps" ? POLICY_SUBJECT_APPS : POLICY_SUBJECT_SERVICES;
    }
    auto found = std::find(names.begin(), names.end(), *text);
    if (found == names.end()) {
        fields.Error(key, "there is no recipe " + Quoted(*text) + Suggestion(*text, names),
                     Quoted(key) + " is the name of a recipe, \"services\", \"apps\" or \"all\"");
        return POLICY_SUBJECT_ANY;
    }
    return static_cast<uint16_t>(found - names.begin() + 1);
}

uint64_t ReadMax(Fields &fields, uint32_t operation) {
    switch (operation) {
        case POLICY_SET_CLASS:
            return fields.Choice("max", ClassNames()).value_or(0);
        case POLICY_SET_SHARES:
            return fields.Number("max", 1, ABI_SHARES_MAX).value_or(1);
        default:
            return fields.Number("max", 1, ABI_CONTROL_CALLS_MAX).value_or(1);
    }
}

void ReadBound(Fields &fields, policy_rule &rule) {
    std::string of = std::string(rule.allows ? "a rule that allows " : "a rule that denies ") +
                     OperationNames()[rule.operation - 1u];
    bool has_max = rule.operation <= POLICY_CONTROL_BUDGET && rule.operation != POLICY_SET_HARTS;
    if (Expect(fields, "max", rule.allows && has_max, of)) {
        rule.bound = ReadMax(fields, rule.operation);
    }
    if (Expect(fields, "harts", rule.allows && rule.operation == POLICY_SET_HARTS, of)) {
        rule.bound = fields.BitSet("harts", ABI_HARTS_MAX - 1).value_or(1);
    }
    if (Expect(fields, "capability", rule.operation == POLICY_CAPABILITY, of)) {
        rule.bound = fields.Choice("capability", CapabilityNames()).value_or(0) + 1;
    }
}

void ReadReason(Fields &fields, policy_rule &rule) {
    std::string reason = fields.Text("reason").value_or("-");
    bool printable = std::all_of(reason.begin(), reason.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (reason.empty() || reason.size() >= POLICY_REASON_BYTES || !printable) {
        fields.Error("reason", "\"reason\" must be 1 to " + std::to_string(POLICY_REASON_BYTES - 1) +
                                   " printable characters, and is " + std::to_string(reason.size()) + " long");
    }
    std::strncpy(rule.reason, reason.c_str(), sizeof(rule.reason) - 1);
}

// True for a rule that names a program that is not among them.
bool NamesAnother(const Value &table, const std::vector<Draft> &drafts) {
    std::vector<std::string> names = SubjectsOf(drafts);
    for (const char *key : {"subject", "object"}) {
        auto found = table.as_table().find(key);
        if (found != table.as_table().end() && found->second.is_string() &&
            std::find(names.begin(), names.end(), found->second.as_string().str) == names.end()) {
            return true;
        }
    }
    return false;
}

policy_rule ReadRule(const std::string &path, const Value &table, const std::vector<Draft> &drafts,
                     Diagnostics &diagnostics) {
    Fields fields(path, table, "a rule", KEYS, diagnostics);
    policy_rule rule = {};
    rule.line = fields.At("").line;
    rule.allows = fields.Switch("allow").value_or(true);
    rule.object = POLICY_SUBJECT_ANY;
    Expect(fields, "operation", true, "a rule");
    Expect(fields, "subject", true, "a rule");
    Expect(fields, "reason", true, "a rule");
    std::optional<uint32_t> operation = fields.Choice("operation", OperationNames());
    rule.subject = ReadSubject(fields, "subject", drafts);
    ReadReason(fields, rule);
    if (operation) {
        rule.operation = static_cast<uint16_t>(*operation + 1);
        if (Expect(fields, "object", HasObject(rule.operation), "a rule for " + OperationNames()[*operation])) {
            rule.object = ReadSubject(fields, "object", drafts);
        }
        ReadBound(fields, rule);
    }
    if (NamesAnother(table, drafts)) {
        rule.operation = 0;  // it has no place in an order
    }
    return rule;
}

bool Covers(uint16_t general, uint16_t special, const std::vector<Draft> &drafts) {
    if (general == POLICY_SUBJECT_ANY || general == special) {
        return true;
    }
    if (special == 0 || special > drafts.size()) {
        return false;
    }
    bool is_app = drafts[special - 1u].made.kind == RECIPE_APP;
    return general == (is_app ? POLICY_SUBJECT_APPS : POLICY_SUBJECT_SERVICES);
}

// The first rule that speaks of all that `asked` (a rule, too) speaks of; the value does not matter, but for a capability.
const policy_rule *Deciding(const std::vector<policy_rule> &rules, const policy_rule &asked,
                            const std::vector<Draft> &drafts) {
    for (const policy_rule &rule : rules) {
        if (rule.operation == asked.operation && Covers(rule.subject, asked.subject, drafts) &&
            Covers(rule.object, asked.object, drafts) &&
            (rule.operation != POLICY_CAPABILITY || rule.bound == asked.bound)) {
            return &rule;
        }
    }
    return nullptr;
}

void CheckOrder(const std::vector<policy_rule> &rules, const std::vector<Draft> &drafts, const std::string &path,
                Diagnostics &diagnostics) {
    for (size_t i = 1; i < rules.size(); i++) {
        std::vector<policy_rule> before(rules.begin(), rules.begin() + static_cast<ptrdiff_t>(i));
        const policy_rule *decides = Deciding(before, rules[i], drafts);
        if (rules[i].operation != 0 && decides != nullptr) {
            diagnostics.Error({path, rules[i].line}, "this rule never decides: the rule of line " +
                                                         std::to_string(decides->line) + " comes first");
        }
        if (rules[i].line <= rules[i - 1].line) {
            diagnostics.Error({path, rules[i].line}, "each rule has a line of its own: [[rule]]");
        }
    }
}

}  // namespace

const std::vector<std::string> &OperationNames() {
    static const std::vector<std::string> names = {"set_class",  "set_shares", "set_harts", "control_budget",
                                                   "capability", "launch",     "kill"};
    return names;
}

std::vector<policy_rule> ReadPolicy(const Source &source, const std::vector<Draft> &drafts, PolicyOf policy_of,
                                    Diagnostics &diagnostics) {
    std::vector<policy_rule> rules;
    std::optional<Value> table = ParseToml(source, diagnostics);
    if (!table) {
        return rules;
    }
    Fields fields(source.path, *table, "a policy", {"rule"}, diagnostics);
    if (!fields.Has("rule")) {
        return rules;
    }
    const Value &list = table->as_table().at("rule");
    bool good = list.is_array();
    for (const Value &rule : good ? list.as_array() : std::vector<Value>()) {
        good = good && rule.is_table();
        if (good && !(policy_of == PolicyOf::Larger && NamesAnother(rule, drafts))) {
            rules.push_back(ReadRule(source.path, rule, drafts, diagnostics));
        }
    }
    if (!good) {
        fields.Error("rule", "rules are written as [[rule]]");
    }
    if (rules.size() > POLICY_RULES_MAX) {
        diagnostics.Error({source.path, rules.back().line}, "there are " + std::to_string(rules.size()) +
                                                                " rules, and must be at most " +
                                                                std::to_string(POLICY_RULES_MAX));
    }
    CheckOrder(rules, drafts, source.path, diagnostics);
    return rules;
}

}  // namespace recipes
