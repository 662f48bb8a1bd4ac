/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PV domain made of arrays, as the tiny guest's checks see one from inside. The guest's sources
 * are no library: they are taken in here, over a memory that is an array.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* In front of what is declared for tests: its names are short, and those here shall not hide it. */
#define GUEST_PV
#include "tests/guest/lib.c"
#include "tests/guest/memory.c"
#include "tests/guest/pv/dom0.c"
#include "tests/guest/pv/frames.c"
#include "tests/guest/pv/ramdisk.c"
#include "tests/guest/pv/rings.c"
#include "tests/guest/pv/start_info.c"
#include "tests/guest/pv/tables.c"

#include "tests/support/guest/pv_domain.h"

/*
 * The list as it is seen at an address of its own, and the memory; plain domains have their list in
 * that. By their order the two are told apart.
 */
static struct {
    _Alignas(2 << 20) uint64_t list[LIST_PAGES * 512];
    _Alignas(4 << 20) uint8_t ram[PAGES * PAGE];
} memory;
uint8_t *const ram = memory.ram;
uint64_t *const list = memory.list;
uint64_t m2p[M2P_COUNT];
struct shared_info shared;
struct pv_entry entry;
struct pv pv;
struct boot boot;
struct e820_entry xen_map;
uint64_t counted, limit;
int open_port;
const char *errors[16];
unsigned int error_count_seen;

uint8_t *memory_at(uint64_t start)
{
    assert_true(start < sizeof(memory.ram));
    return ram + start;
}

const uint64_t *pv_show_table(const struct pv *domain, unsigned int level, uint64_t mfn)
{
    uint64_t pfn = pv_pfn(domain, mfn);

    (void)level;
    return pfn < PAGES ? (const uint64_t *)(void *)(ram + pfn * PAGE) : NULL;
}

void report_error(const char *text, uint64_t value)
{
    (void)value;
    if (error_count_seen < sizeof(errors) / sizeof(errors[0]))
        errors[error_count_seen] = text;
    error_count_seen++;
}

void report_error_once(const char *text, uint64_t value)
{
    for (unsigned int i = 0; i < error_count_seen; i++)
        if (strcmp(errors[i], text) == 0)
            return;
    report_error(text, value);
}

void report_text(const char *key, const char *value)
{
    (void)key;
    (void)value;
}

void report_number(const char *key, uint64_t number)
{
    (void)key;
    (void)number;
}

void report_hex(const char *key, uint64_t number, unsigned int width)
{
    (void)key;
    (void)number;
    (void)width;
}

uint32_t xen_memory_map(struct e820_entry *entries, uint32_t count)
{
    assert_true(count > 0);
    entries[0] = xen_map;
    return 1;
}

uint64_t pv_memory_number(unsigned int operation)
{
    return operation == XENMEM_current_reservation ? counted : limit;
}

bool pv_port_closed(uint32_t port)
{
    return (int)port != open_port;
}

bool pv_port_to_dom0(uint32_t port)
{
    return port == STORE_PORT || port == CONSOLE_PORT;
}

struct start_info *info(void)
{
    return (struct start_info *)(uintptr_t)entry.start_info;
}

static uint64_t *table_at(uint64_t pfn)
{
    return (uint64_t *)(void *)(ram + pfn * PAGE);
}

void map(const void *page, uint64_t pfn, uint64_t *next)
{
    uint64_t *table = table_at(pv_page(&pv, info()->pt_base));
    uintptr_t address = (uintptr_t)page;

    for (unsigned int level = 4; level > 1; level--) {
        uint64_t *slot = &table[address >> (12 + 9 * (level - 1)) & 511];

        if (!*slot)
            *slot = ((*next)++ + MFN_OFFSET) << 12 | ENTRY_FLAGS;
        table = table_at((*slot >> 12) - MFN_OFFSET);
    }
    table[address >> 12 & 511] = (pfn + MFN_OFFSET) << 12 | ENTRY_FLAGS;
}

uint64_t *leaf(const void *page)
{
    uint64_t *table = table_at(pv_page(&pv, info()->pt_base));

    for (unsigned int level = 4; level > 1; level--)
        table =
            table_at((table[(uintptr_t)page >> (12 + 9 * (level - 1)) & 511] >> 12) - MFN_OFFSET);
    return &table[(uintptr_t)page >> 12 & 511];
}

uint64_t *list_at(uint64_t pfn)
{
    return pv.plain ? table_at(pv_page(&pv, info()->mfn_list)) + pfn : &list[pfn];
}

/* The start info at a page, as Xen fills it: what does not depend on tables and ramdisk. */
static void info_make(bool plain, bool dom0, uint64_t page)
{
    pv.info = info();
    memcpy(info()->magic, "xen-3.0-x86_64", 15);
    info()->nr_pages = PAGES;
    info()->flags = (plain ? 0 : SIF_MOD_START_PFN) | (dom0 ? SIF_PRIVILEGED | SIF_INITDOMAIN : 0);
    if (dom0) {
        info()->console.dom0.info_off = sizeof(struct start_info);
        info()->console.dom0.info_size = 40;
        memset(info() + 1, 0x23, 40);
    } else {
        info()->store_mfn = page + 1 + MFN_OFFSET;
        info()->store_evtchn = STORE_PORT;
        info()->console.domU.mfn = page + 2 + MFN_OFFSET;
        info()->console.domU.evtchn = CONSOLE_PORT;
    }
}

/* The list of frames, and Xen's own of page frames. */
static void lists_make(void)
{
    for (uint64_t pfn = 0; pfn < PAGES; pfn++) {
        *list_at(pfn) = pfn + MFN_OFFSET;
        m2p[pfn + MFN_OFFSET] = pfn;
    }
    for (unsigned int i = PAGES; i < LIST_PAGES * 512; i++)
        *list_at(i) = UINT64_MAX;
}

void make(bool plain, bool dom0)
{
    uint64_t page = IMAGE_END, next;

    memset(&memory, 0, sizeof(memory));
    memset(m2p, 0xff, sizeof(m2p));
    memset(&shared, 0, sizeof(shared));
    memset(&boot, 0, sizeof(boot));
    error_count_seen = 0;
    pv = (struct pv){
        .entry = &entry,
        .plain = plain,
        .dom0 = dom0,
        .list_wanted = (uintptr_t)list,
        .base = (uintptr_t)ram,
        .image_end = IMAGE_END,
        .m2p = m2p,
        .m2p_count = M2P_COUNT,
        .shared = &shared,
    };
    page += plain ? 3 + LIST_PAGES : 0;
    entry = (struct pv_entry){
        .start_info = pv.base + page * PAGE,
        .flags = 0x246,
        .cs = FLAT_KERNEL_CS,
        .ss = FLAT_KERNEL_SS,
    };
    info_make(plain, dom0, page);
    page += dom0 ? 1 : 3;
    info()->pt_base = pv.base + page * PAGE;
    info()->nr_pt_frames = TABLES;
    entry.stack = info()->pt_base + (TABLES + 1) * PAGE;
    info()->mod_len = RAMDISK_SIZE;
    info()->mod_start = plain ? pv.base + IMAGE_END * PAGE : RAMDISK;
    info()->mfn_list = plain ? pv.base + (IMAGE_END + 3) * PAGE : (uintptr_t)list;
    memcpy(info()->cmd_line, "do=idle", 8);
    lists_make();
    next = page + 1;
    for (uint64_t pfn = 0; pfn < MAPPED; pfn++)
        map(ram + pfn * PAGE, pfn, &next);
    assert_true(next <= page + TABLES);
    if (!plain) {
        info()->first_p2m_pfn = LIST;
        info()->nr_p2m_frames = LIST_PAGES + TABLES;
        next = LIST + LIST_PAGES;
        for (unsigned int i = 0; i < LIST_PAGES; i++)
            map((uint8_t *)list + i * PAGE, LIST + i, &next);
    }
    for (unsigned int i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        shared.vcpu_info[i].evtchn_upcall_mask = 1;
    xen_map = (struct e820_entry){.size = PAGES * PAGE, .type = E820_RAM};
    counted = limit = PAGES;
    open_port = NO_PORT;
}

void check(void)
{
    pv_check_tables(&pv, pv_page(&pv, info()->pt_base) + MFN_OFFSET);
    pv_check_start_info(&pv);
    pv_check_frames(&pv);
    pv_read_boot(&pv, &boot);
    pv_find_record(&pv, &boot);
    pv_check_list_end(&pv);
    pv_check_shared_info(&pv);
    if (pv.dom0)
        pv_check_dom0(&pv);
    else
        (void)pv_check_rings(&pv);
    pv_check_memory(&pv);
}

void assert_told(const char *text)
{
    for (unsigned int i = 0; i < error_count_seen && i < 16; i++)
        if (strcmp(errors[i], text) == 0)
            return;
    fail_msg("not told: %s (%u errors, the first: %s)", text, error_count_seen,
             error_count_seen ? errors[0] : "none");
}

void assert_nothing_told(void)
{
    if (error_count_seen)
        fail_msg("told: %s", errors[0]);
}
