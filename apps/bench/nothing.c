// SPDX-License-Identifier: Apache-2.0
// The program whose life is measured: it begins as every program does, and ends.
int main(void) {
    return 0;
}
