/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sizes and addresses that the test guest's assembly and C agree on.
 */
#ifndef GUEST_LAYOUT_H
#define GUEST_LAYOUT_H

#define STACK_SIZE       16384
#define PAGE_LARGE_FLAGS 0x83 /* present, writable, 2 MiB */

/* Each page directory maps 1 GiB one to one. PAE reserves the writable bit of its four pointers. */
#ifdef __x86_64__
#define DIRECTORY_COUNT 16
#define POINTER_FLAGS   3
#else
#define DIRECTORY_COUNT 4
#define POINTER_FLAGS   1
#endif

/* In the hole below 4 GiB that Xen's memory maps leave (0xfc000000 on) and that nothing uses. */
#define WINDOW_ADDRESS      0xfd000000u /* 2 MiB, moved over memory beyond the identity map */
#define SHARED_INFO_ADDRESS 0xfe700000u /* where Xen's shared info page is put */

#endif
