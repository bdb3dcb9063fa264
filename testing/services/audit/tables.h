// SPDX-License-Identifier: Apache-2.0
// Recipes and rules of the trial, by their numbers.
#pragma once

enum tables_recipe { TABLES_AUDITD = 1, TABLES_POLICYD = 2, TABLES_EXECD = 3, TABLES_SHELL = 4, TABLES_EDITOR = 5 };

enum tables_rule { TABLES_RULE_CLASS = 1, TABLES_RULE_LAUNCH = 2, TABLES_RULE_NO_POWER = 3 };

enum tables_counts { TABLES_RECIPES = 5, TABLES_RULES = 3 };
