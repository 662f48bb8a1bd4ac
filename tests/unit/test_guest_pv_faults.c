/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Each fault of a PV domain that a builder can make is told by the tiny guest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/guest/pv_domain.h"

#define BREAK(name, statement)                                                                     \
    static void name(void)                                                                         \
    {                                                                                              \
        statement;                                                                                 \
    }

BREAK(magic, info()->magic[13] = '2')
BREAK(interrupts_off, entry.flags = 0x46)
BREAK(user_cs, entry.cs = 0xe02b)
BREAK(null_ss, entry.ss = 0)
BREAK(user_ds, entry.ds = 0x33)
BREAK(flag_unknown, info()->flags |= 32)
BREAK(flag_half, info()->flags |= SIF_PRIVILEGED)
BREAK(flag_list, info()->flags |= SIF_MULTIBOOT_MOD)
BREAK(ramdisk_by_address, info()->flags = 0)
BREAK(ramdisk_outside, info()->mod_len = (PAGES - RAMDISK + 1) * PAGE)
BREAK(ramdisk_over_list, info()->mod_len = 4 * PAGE)
BREAK(ramdisk_over_kernel, info()->mod_start = 3)
BREAK(cmdline_endless, memset(info()->cmd_line, 'x', MAX_GUEST_CMDLINE))
BREAK(cmdline_dirty, info()->cmd_line[1000] = 'x')
BREAK(info_dirty, ((uint8_t *)info())[PAGE - 1] = 1)
BREAK(info_elsewhere, pv.image_end--)
BREAK(tables_elsewhere, info()->pt_base += PAGE)
BREAK(tables_above_stack, info()->pt_base = entry.stack)
BREAK(stack_elsewhere, entry.stack += PAGE)
BREAK(list_elsewhere, pv.list_wanted += PAGE)
BREAK(map_short, *leaf(ram + (MAPPED - 1) * PAGE) = 0)
BREAK(map_hole, *leaf(ram + 500 * PAGE) = 0)
BREAK(map_wrong, *leaf(ram + 500 * PAGE) += PAGE)
BREAK(spare_short, entry.stack = pv.base + MAPPED * PAGE - MAP_SPARE + PAGE)
BREAK(map_foreign, {
    uint64_t next = info()->first_p2m_pfn + LIST_PAGES + 4;
    map((uint8_t *)list + LIST_PAGES * PAGE, 1090, &next);
})
BREAK(table_outside, info()->nr_pt_frames = 2)
BREAK(list_unmapped, *leaf((uint8_t *)list + 2 * PAGE) = 0)
BREAK(list_hole, *leaf((uint8_t *)list + PAGE) = 0)
BREAK(list_page_outside, *leaf((uint8_t *)list + PAGE) = (uint64_t)(1090 + MFN_OFFSET) << 12 | 1)
BREAK(list_frames_mapped, info()->first_p2m_pfn = MAPPED - 1)
BREAK(list_frames_few, info()->nr_p2m_frames = LIST_PAGES - 1)
BREAK(frame_absent, *list_at(700) = UINT64_MAX)
BREAK(frame_twice, *list_at(700) = *list_at(699))
BREAK(frame_foreign, m2p[700 + MFN_OFFSET] = 7)
BREAK(list_end_zero, *list_at(PAGES) = 0)
BREAK(shared_absent, pv.shared = NULL)
BREAK(upcalls_open, shared.vcpu_info[31].evtchn_upcall_mask = 0)
BREAK(event_pending, shared.evtchn_pending[0] = 1 << 5)
BREAK(event_masked, shared.evtchn_mask[63] = 1)
BREAK(shared_used, shared.arch.max_pfn = 1)
BREAK(store_elsewhere, info()->store_mfn++)
BREAK(store_half, info()->store_mfn = 0)
BREAK(store_port_wrong, info()->store_evtchn = 9)
BREAK(store_dirty, ((uint8_t *)info())[PAGE + 2063] = 1)
BREAK(console_elsewhere, info()->console.domU.mfn--)
BREAK(console_port_wrong, info()->console.domU.evtchn = 9)
BREAK(console_port_shared, info()->console.domU.evtchn = STORE_PORT)
BREAK(console_dirty, ((uint8_t *)info())[2 * PAGE + 1024] = 1)
BREAK(console_index, ((uint8_t *)info())[2 * PAGE + 3084] = 1)
BREAK(count_wrong, counted++)
BREAK(limit_small, limit--)
BREAK(map_large, xen_map.size += PAGE)

static const struct {
    void (*damage)(void);
    const char *text;
} faults[] = {
    {magic, "start_info has no magic \"xen-3.0-x86_64\""},
    {interrupts_off, "entered with wrong flags"},
    {user_cs, "entered with a wrong cs"},
    {null_ss, "entered with a wrong ss"},
    {user_ds, "entered with a wrong ds, es, fs or gs"},
    {flag_unknown, "unknown flags in start_info"},
    {flag_half, "a privilege flag without the other"},
    {flag_list, "the ramdisk is said to be a list of modules"},
    {ramdisk_by_address, "the ramdisk is not named in the way that the notes ask for"},
    {ramdisk_outside, "the ramdisk is not in memory of its own"},
    {ramdisk_over_list, "the ramdisk is not in memory of its own"},
    {ramdisk_over_kernel, "the ramdisk is not in memory of its own"},
    {cmdline_endless, "the command line has no end"},
    {cmdline_dirty, "bytes behind the command line; at"},
    {info_dirty, "bytes behind start_info; at"},
    {info_elsewhere, "start_info does not follow what is mapped before it"},
    {tables_elsewhere, "the page tables do not follow start_info and rings"},
    {tables_above_stack, "pt_base and nr_pt_frames do not lie below the boot stack"},
    {stack_elsewhere, "the boot stack does not follow the page tables"},
    {list_elsewhere, "the frame list is not where INIT_P2M asks for it"},
    {map_short, "the initial mapping does not end on 4 MiB"},
    {map_hole, "the initial mapping has a hole before"},
    {map_wrong, "the initial mapping shows a wrong page frame at"},
    {spare_short, "the initial mapping has less than 512 KiB behind the boot stack"},
    {map_foreign, "a page outside of initial mapping and frame list is mapped at"},
    {table_outside, "a page table lies outside of what start_info names; page frame"},
    {list_unmapped, "the frame list is not mapped whole; nr_pages"},
    {list_hole, "the mapping of the frame list has a hole before"},
    {list_page_outside, "a page of the frame list lies outside of first_p2m_pfn and "
                        "nr_p2m_frames; page frame"},
    {list_frames_mapped, "first_p2m_pfn and nr_p2m_frames are no page frames behind the initial "
                         "mapping"},
    {list_frames_few, "nr_p2m_frames is less than the frame list takes"},
    {frame_absent, "the frame list names no frame of the host for page frame"},
    {frame_twice, "the host gives another number to the frame of page frame"},
    {frame_foreign, "the host gives another number to the frame of page frame"},
    {list_end_zero, "the frame list's last page is not filled with ones at"},
    {shared_absent, "the page shared with Xen cannot be mapped"},
    {upcalls_open, "events were not masked at entry; vCPU"},
    {event_pending, "events were pending at entry; their word"},
    {event_masked, "event channels were masked at entry; their word"},
    {shared_used, "another kernel's frame list is left in the page shared with Xen"},
    {store_elsewhere, "store_mfn is not the page after start_info, but"},
    {store_half, "store_mfn is not the page after start_info, but"},
    {store_port_wrong, "store_evtchn is no port to domain 0"},
    {store_dirty, "the store's page was not empty at"},
    {console_elsewhere, "the console's page is not the second after start_info, but"},
    {console_port_wrong, "the console's port is no port to domain 0"},
    {console_port_shared, "console and store share a port"},
    {console_dirty, "the console's page was not empty at"},
    {console_index, "the console's page was not empty at"},
    {count_wrong, "nr_pages is not what Xen counts"},
    {limit_small, "the memory limit does not suit nr_pages"},
    {map_large, "Xen's memory map is not one piece of RAM of nr_pages; its size"},
};

static void each_fault_of_a_domain_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        make(false, false);
        faults[i].damage();
        check();
        assert_told(faults[i].text);
    }
}

static void each_fault_of_a_plain_domain_is_told(void **state)
{
    (void)state;
    make(true, false);
    info()->mfn_list += PAGE;
    check();
    assert_told("the frame list does not follow kernel and ramdisk");

    make(true, false);
    info()->mod_start += PAGE;
    check();
    assert_told("the ramdisk does not follow the kernel");

    make(true, false);
    info()->mod_start += 8;
    check();
    assert_told("the ramdisk does not start at a page");

    make(true, false);
    info()->nr_p2m_frames = 1;
    check();
    assert_told("page frames are named for a frame list in the initial mapping");

    make(true, false);
    info()->flags |= SIF_MOD_START_PFN;
    check();
    assert_told("the ramdisk is not named in the way that the notes ask for");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_of_a_domain_is_told),
        cmocka_unit_test(each_fault_of_a_plain_domain_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
