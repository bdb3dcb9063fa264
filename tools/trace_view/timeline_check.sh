#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# timeline_check.sh TRACE_VIEW CHECK_TIMELINE TRANSCRIPT: the trace in the transcript of a boot becomes JSON and a picture, as they should be.
set -euo pipefail

folder=$(dirname "$3")
"$1" --json "$folder/timeline.json" --svg "$folder/timeline.svg" "$3"
harts=$(sed -n 's/^TRACE: begin .* harts=\([0-9]*\).*/\1/p' "$3" | tail -n 1)
"$2" "$folder/timeline.json" "$folder/timeline.svg" "$harts"
