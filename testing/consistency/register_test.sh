#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# register_test.sh CHECK WORKSPACE_FILE: checks the tree that WORKSPACE_FILE is in.
exec "$1" "$(dirname "$(readlink -f "$2")")"
