// SPDX-License-Identifier: Apache-2.0
// Needs a service that never gets ready, so it never runs; if it did, it would end badly.
int main(void) {
    return 1;
}
