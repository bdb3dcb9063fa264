// SPDX-License-Identifier: Apache-2.0
// A timeline as one page for a browser that needs nothing else: the picture, and how long each program ran on each hart. Pure.
#pragma once

#include <string>

#include "tools/trace_view/timeline.h"

namespace trace_view {

// The page has what Perfetto gets in it, and counts from that: element "trace" holds it, the script fills in the table "who".
std::string MakeHtml(const Timeline &timeline);

}  // namespace trace_view
