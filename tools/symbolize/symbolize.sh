#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Names the addresses of a panic report: reads a console transcript, repeats it, and puts function, file and line below every
# line of a report that carries an address of the kernel's text.
#   bazel run //tools/symbolize -- [--kernel ELF] < transcript        (default: the production kernel)
set -euo pipefail

runfiles=${RUNFILES_DIR:-$0.runfiles}
symbolizer=$runfiles/$SYMBOLIZER
kernel=$runfiles/neuron/$KERNEL
if [ "${1:-}" = --kernel ]; then
    kernel=$(cd "${BUILD_WORKING_DIRECTORY:-.}" && readlink -f "$2")
fi

# A return address belongs to the call before it.
call_before() {
    printf '0x%x' $(($1 - 1))
}

while IFS= read -r line; do
    line=${line%$'\r'}
    printf '%s\n' "$line"
    case $line in
        "PANIC: "*" pc 0x"*) address=${line##* pc } ;;
        "PANIC: trace 0x"*) address=${line##* trace } ;;
        *) continue ;;
    esac
    address=${address%% *}
    if [ "${line#PANIC: trace }" != "$line" ]; then
        address=$(call_before "$address")
    fi
    # It warns of each assembly file's address table, and says nothing else there when it succeeds.
    "$symbolizer" --obj="$kernel" --inlines --pretty-print "$address" 2>/dev/null | sed -e '/^$/d' -e 's/^/    /'
done
