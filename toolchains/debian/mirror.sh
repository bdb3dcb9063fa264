# SPDX-License-Identifier: Apache-2.0
# Prints the base address of this machine's Debian mirror. No address is kept in the repository: it is
# NEURON_DEBIAN_MIRROR if that is set, else what apt itself uses (known even before the first `apt-get update`).
set -eu
if [ -n "${NEURON_DEBIAN_MIRROR:-}" ]; then
    echo "${NEURON_DEBIAN_MIRROR%/}/"
    exit 0
fi
base=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -E '/debian/?$' | head -n 1)
if [ -z "$base" ]; then
    echo "no Debian mirror found in apt's configuration: set NEURON_DEBIAN_MIRROR to one's base address" >&2
    exit 1
fi
echo "${base%/}/"
