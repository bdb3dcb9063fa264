#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# follow_test.sh FOLLOW ARGUMENT...: the page is followed in a copy of the workspace, with a Bazel of its own. Results that the outer build has
# made are taken from the disk cache, by their contents.
set -euo pipefail
. testing/hermetic/nested_bazel.sh

follow=$1
shift
clone=$TEST_TMPDIR/clone

mkdir "$clone"
tar -C "$workspace" --exclude=./.git --exclude='./bazel-*' -cf - . | tar -C "$clone" -xf -

# The page's ./bazelw is the nested one.
workspace=$clone
nested_options+=("--disk_cache=$nested_home/.cache/neuron-bazel" --show_progress --jobs=2)
export workspace output_base nested_home
{
    declare -f nested
    declare -p nested_options
    echo 'nested "$@"'
} > "$TEST_TMPDIR/nested.sh"
printf '#!/bin/bash\n# SPDX-License-Identifier: Apache-2.0\nexec bash %q "$@"\n' "$TEST_TMPDIR/nested.sh" > "$clone/bazelw"

"$follow" "$@" "$clone"
