#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs as an action does, in Bazel's sandbox, and tries to reach what the host has: compilers, assemblers, linkers,
# headers, emulators, interpreters, the network, files beside its inputs. Then it compiles with the locked compiler,
# which must work, and must not find the host's headers either. Never cached: it speaks of this machine, now.
set -uo pipefail

failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# Bazel puts "." before it for tests.
[ "${PATH#.:}" = /usr/bin:/bin ] || fail "PATH is $PATH, not the fixed one"

tried=0
for tool in cc c++ gcc g++ cpp clang clang++ tcc as ld ld.bfd ld.gold ld.lld ar nm objcopy objdump strip \
    qemu-system-riscv64 qemu-riscv64 python3 perl node ruby; do
    for path in /usr/bin/$tool /usr/local/bin/$tool /usr/bin/$tool-[0-9]* /usr/bin/*-linux-gnu-$tool; do
        [ -e "$path" ] || continue
        tried=$((tried + 1))
        # Blocked programs are empty and may not be executed; a compiler driver that starts but finds no compiler is dead too.
        if echo 'int main(void) { return 0; }' > "$TEST_TMPDIR/probe.c" && case $tool in
            cc | c++ | gcc | g++ | cpp | clang | clang++ | tcc) "$path" -c "$TEST_TMPDIR/probe.c" -o "$TEST_TMPDIR/probe.o" ;;
            *) "$path" --version ;;
        esac > /dev/null 2>&1; then
            fail "$path works"
        fi
    done
done
echo "$tried programs of the host tried"

for header in /usr/include/stdio.h /usr/include/linux/types.h /usr/lib/gcc/x86_64-linux-gnu/*/include/stddef.h \
    /usr/lib/llvm-*/lib/clang/*/include/stddef.h /usr/lib/x86_64-linux-gnu/{crt1.o,libc.a,libc.so}; do
    if [ -s "$header" ]; then
        fail "$header can be read"
    fi
done
if (exec 3<> /dev/tcp/127.0.0.1/22) 2> /dev/null || [ "$(grep -c : /proc/net/dev)" -gt 1 ]; then
    fail 'there is a network'
fi
if touch "$PWD/../outside" /usr/outside 2> /dev/null; then
    fail 'files outside the sandbox can be written'
fi

# In runfiles external repositories are beside the workspace.
clang=../llvm/bin/clang
cat > "$TEST_TMPDIR/plain.c" << 'END'
int answer(void) { return 42; }
END
cat > "$TEST_TMPDIR/header.c" << 'END'
#include <stdio.h>
END
for target in x86_64-linux-gnu riscv64-unknown-elf; do
    "$clang" --target=$target -c "$TEST_TMPDIR/plain.c" -o "$TEST_TMPDIR/plain.o" || fail "the locked compiler does not work for $target"
    if "$clang" --target=$target -c "$TEST_TMPDIR/header.c" -o "$TEST_TMPDIR/header.o" 2> /dev/null; then
        fail "the locked compiler finds headers of the host for $target"
    fi
done

exit $failures
