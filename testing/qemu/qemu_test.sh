#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What `bazel test` and `bazel run` start for a qemu_test: the runner, named by the first argument.
exec "$@"
