// SPDX-License-Identifier: Apache-2.0
// Moving the floating-point registers. The only file of the kernel that names them; sstatus.FS is on when called.
    .option arch, +d
    .text
// a0 = struct float_state
    .globl float_save
float_save:
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fsd     f\n, 8 * \n(a0)
    .endr
    frcsr   t0
    sd      t0, 256(a0)
    ret
    .globl float_load
float_load:
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fld     f\n, 8 * \n(a0)
    .endr
    ld      t0, 256(a0)
    fscsr   t0
    ret
    .globl float_clear
float_clear:
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    fmv.d.x f\n, zero
    .endr
    fscsr   zero
    ret
