# SPDX-License-Identifier: Apache-2.0
# Prints the base address of this machine's npm registry, with a slash at its end. As with Debian's mirror no address is
# kept in the repository: NEURON_NPM_REGISTRY, else what npm is configured to here, else the default that npm itself ships
# with, read out of the locked npm package ($1, unpacked) on machines without npm.
set -eu
base=${NEURON_NPM_REGISTRY:-${NPM_CONFIG_REGISTRY:-${npm_config_registry:-}}}
if [ -z "$base" ] && command -v npm > /dev/null; then
    base=$(npm config get registry 2> /dev/null || true)
fi
case $base in
    http*) ;;
    *) base=$(sed -nE "/define\('registry'/,/^}/s/.*default: [\`'\"](http[^\`'\"]*).*/\1/p" "$1" | head -n 1) ;;
esac
if [ -z "$base" ]; then
    echo "no npm registry found: set NEURON_NPM_REGISTRY to one's base address" >&2
    exit 1
fi
echo "${base%/}/"
