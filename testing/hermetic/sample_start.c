// SPDX-License-Identifier: Apache-2.0
// Enough of a start for a program that is linked but never run.
int main(void);
void _start(void);

void _start(void) {
    main();
    for (;;) {
    }
}
