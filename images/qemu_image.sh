#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Boots an image on QEMU. The status is QEMU's own: what the guest wrote to the machine's test device, 0 for a power-off.
set -euo pipefail

usage() {
    cat << END
usage: bazel run IMAGE -- [options] [-- QEMU arguments]
  --smp N            harts (default 4)
  --memory MIB       RAM in MiB (default 128)
  --cmdline TEXT     kernel command line
  --trace            every hart writes down what it does from the boot on: "trace dump" at the prompt shows it
  --deterministic K  exact replay: one host thread runs all harts in turn, virtual time is instructions executed, and
                     K (microseconds of virtual time) bounds a turn and so chooses the interleaving
  --gdb              wait for a debugger before the first instruction
Leave QEMU's console with Ctrl-A x.
END
}

runfiles=${RUNFILES_DIR:-$0.runfiles}/neuron
kernel=$runfiles/@KERNEL@
archive=@ARCHIVE@
harts=4
memory=128
words=
extra=()

while [ $# -gt 0 ]; do
    case $1 in
        --smp) harts=$2 && shift 2 ;;
        --memory) memory=$2 && shift 2 ;;
        --cmdline) words="$words $2" && shift 2 ;;
        --trace) words="$words trace=on" && shift ;;
        --deterministic)
            # Without the filter's timer a hart may run 2^31 instructions before another gets its turn.
            extra+=(
                -icount shift=0,sleep=off -rtc clock=vm,base=2026-01-01
                -netdev hubport,id=turn,hubid=0 -object "filter-buffer,id=turn0,netdev=turn,interval=$2"
            )
            shift 2
            ;;
        --gdb)
            extra+=(-s -S)
            echo "waiting for a debugger: gdb-multiarch -ex 'target remote :1234' '$(readlink -f "$kernel")'" >&2
            shift
            ;;
        --help) usage && exit 0 ;;
        --) shift && extra+=("$@") && break ;;
        *) usage >&2 && exit 2 ;;
    esac
done
if [ -n "$words" ]; then
    extra+=(-append "${words# }")
fi
if [ -n "$archive" ]; then
    extra+=(-initrd "$runfiles/$archive")
fi

# With aclint=on harts interrupt each other through a device of supervisor mode, without a call of the firmware.
exec "$runfiles/@QEMU@" -M virt,aclint=on -smp "$harts" -m "$memory" -nographic \
    -bios "$runfiles/@FIRMWARE@" -kernel "$kernel" "${extra[@]}"
