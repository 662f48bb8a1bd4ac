/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sizes and addresses that the test guest's assembly and C agree on.
 */
#ifndef TESTS_GUEST_LAYOUT_H
#define TESTS_GUEST_LAYOUT_H

#define STACK_SIZE       16384
#define PAGE_LARGE_FLAGS 0x83 /* present, writable, large */

/* What the page directories map one to one: 16 GiB with pages of 2 MiB, or 4 GiB with 4 MiB. */
#ifdef __x86_64__
#define DIRECTORY_COUNT 16
#define IDENTITY_GIB    16
#define PAGE_LARGE_SIZE 0x200000
#else
#define DIRECTORY_COUNT 1
#define IDENTITY_GIB    4
#define PAGE_LARGE_SIZE 0x400000
#endif

/* In the hole below 4 GiB that Xen's memory maps leave (0xfc000000 on) and that nothing uses. */
#define WINDOW_ADDRESS      0xfd000000u /* a large page, moved over memory beyond */
#define SHARED_INFO_ADDRESS 0xfe700000u /* where Xen's shared info page is put */

#endif
