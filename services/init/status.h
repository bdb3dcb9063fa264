// SPDX-License-Identifier: Apache-2.0
// With which status init ends, which stops the machine: the kernel's panic says the number.
#pragma once

enum init_status {
    INIT_NO_ARCHIVE = 1,       // there is none, or it cannot be mapped
    INIT_NO_RECIPES = 2,       // it has no table of recipes, or one that is none
    INIT_NO_PLAN = 3,          // a recipe of kind "boot" asks for what init cannot do
    INIT_NO_CAPABILITY = 4,    // what is to be granted cannot be made
    INIT_NOT_STARTED = 5,      // an essential program cannot be started at boot
    INIT_NOT_WATCHED = 6,      // the kernel refuses to tell of an end
    INIT_ESSENTIAL_ENDED = 7,  // one ended, and its recipe wants no restart
    INIT_ESSENTIAL_LOST = 8,   // one ended more often than its recipe allows
};
