// SPDX-License-Identifier: Apache-2.0
// A timeline as a picture that needs nothing else. Pure.
#pragma once

#include <string>

#include "tools/trace_view/timeline.h"

namespace trace_view {

// Harts are rows, tasks are coloured, a hart that is idle is blank, arrows are steals and interrupts.
std::string MakeSvg(const Timeline &timeline);

}  // namespace trace_view
