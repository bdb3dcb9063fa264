// SPDX-License-Identifier: Apache-2.0
// A timeline in the trace-event format that Perfetto (ui.perfetto.dev) and chrome://tracing open. Pure.
#pragma once

#include <string>

#include "tools/trace_view/timeline.h"

namespace trace_view {

// The harts are threads of one process. What a hart does are complete events, what happens in between are instants, effects are flows.
std::string MakeJson(const Timeline &timeline);

}  // namespace trace_view
