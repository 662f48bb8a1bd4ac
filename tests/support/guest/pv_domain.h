/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PV domain made of arrays, as the tiny guest's checks see one from inside; for programs that
 * take no other guest.
 */
#ifndef TESTS_SUPPORT_GUEST_PV_DOMAIN_H
#define TESTS_SUPPORT_GUEST_PV_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/e820.h"
#include "tests/guest/pv/pv.h"

#include <xen/xen.h>

enum {
    PAGE = 4096,
    /* Page frames: what is mapped ends on 4 MiB, the ramdisk and the list follow. */
    IMAGE_END = 16,
    MAPPED = 1024,
    RAMDISK = MAPPED,
    RAMDISK_SIZE = 2 * PAGE + 100,
    LIST = RAMDISK + 3,
    PAGES = 1100,
    LIST_PAGES = 3,
    TABLES = 8, /* room for tables, of the initial mapping and of the list each */
    MFN_OFFSET = 5000,
    M2P_COUNT = 8000,
    STORE_PORT = 3,
    CONSOLE_PORT = 4,
    NO_PORT = -1,
    ENTRY_FLAGS = 0x67,
};

/* Its memory, and its frame list as it is seen at an address of its own. */
extern uint8_t *const ram;
extern uint64_t *const list;

/* What Xen knows of it. */
extern uint64_t m2p[M2P_COUNT];
extern struct shared_info shared;
extern struct pv_entry entry;
extern struct pv pv;
extern struct boot boot;
extern struct e820_entry xen_map;
extern uint64_t counted, limit;
extern int open_port;

/* What the guest told as an error. */
extern const char *errors[16];
extern unsigned int error_count_seen;

/* Its start info, in its memory. */
struct start_info *info(void);

/* Maps one page; tables that are missing come from page frame *next on. */
void map(const void *page, uint64_t pfn, uint64_t *next);

/* The entry of the last level that shows a page. */
uint64_t *leaf(const void *page);

/* The entry of its frame list for a page frame. */
uint64_t *list_at(uint64_t pfn);

/* Packs everything in the order that Xen and its tools keep. */
void make(bool plain, bool dom0);

/* All checks in the order of open.c. */
void check(void);

/* An error of this text was told. */
void assert_told(const char *text);

/* No error was told. */
void assert_nothing_told(void);

#endif
