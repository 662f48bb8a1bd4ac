/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a PV kernel finds at its start: the start info page, and Xen's hypercall entries.
 */
#include <string.h>

#include "core/lcm/pci_address.h"
#include "launcher/builder/parts/guest.h"
#include "launcher/builder/pv/pv.h"
#include "xen/domain.h"

static void kernel_describe(const struct build *b, struct start_info *info)
{
    const struct pv_layout *pv = &b->pv;
    uint64_t size = build_ramdisk_size(b);

    info->nr_pages = pv->pages;
    info->pt_base = pv_address(pv, pv->top_table);
    info->nr_pt_frames = pv->top_tables;
    info->mfn_list = pv->p2m_address;
    if (pv->list.pages) {
        info->first_p2m_pfn = pv->p2m;
        info->nr_p2m_frames = pv->needed - pv->p2m;
    }
    if (size && pv->ramdisk_mapped) {
        info->mod_start = pv_address(pv, pv->ramdisk);
        info->mod_len = size;
    } else if (size) {
        info->flags |= SIF_MOD_START_PFN;
        info->mod_start = pv->ramdisk;
        info->mod_len = size;
    }
}

/* What domain 0 has from Xen and nobody else: where it shares memory with it, and the screen. */
static void privilege_describe(const struct build *b, uint8_t *page, struct start_info *info)
{
    const struct start_info *old = b->boot->start;
    uint32_t offset = old->console.dom0.info_off, size = old->console.dom0.info_size;

    info->shared_info = old->shared_info;
    info->flags = old->flags & ~(uint32_t)(SIF_MULTIBOOT_MOD | SIF_MOD_START_PFN);
    if (size && offset >= sizeof(*info) && offset <= XEN_PAGE_SIZE &&
        size <= XEN_PAGE_SIZE - offset) {
        info->console.dom0 = old->console.dom0;
        memcpy(page + offset, (const uint8_t *)old + offset, size);
    }
}

static int rings_describe(const struct build *b, struct start_info *info)
{
    struct xen_domain_info domain;
    int error = xen_domain_info(b->xen, b->domid, &domain);

    if (error)
        return error;
    info->shared_info = domain.shared_info_mfn << XEN_PAGE_SHIFT;
    info->console.domU.mfn = b->result->console_frame;
    info->console.domU.evtchn = b->result->console_remote;
    if (b->result->store != BUILD_STORE_UNTOLD)
        info->store_mfn = b->result->store_frame;
    if (build_store_has_port(b->result->store))
        info->store_evtchn = b->result->store_remote;
    return 0;
}

/* The command line; a dom0 is told whose devices it leaves alone, and to use fewer vCPUs than Xen
 * made where it may have no more. */
static int command_line_write(struct build *b, char *target)
{
    const char *bootargs = b->domain->kernel.bootargs;
    uint32_t most = build_bootargs_max(b);
    struct text text;

    _Static_assert((int)LCM_BOOTARGS_PV_SIZE == MAX_GUEST_CMDLINE,
                   "what the LCM allows, Xen takes");
    text_init(&text, target, most + 1);
    if (b->owner == DOMID_SELF)
        pci_hide_append(&text, &b->image->plan);
    text_append(&text, "%s", bootargs ? bootargs : "");
    if (b->vcpus_limit)
        text_append(&text, LCM_DOM0_CPUS_LIMIT, (unsigned int)b->vcpus_limit);
    return text.cut ? build_fail(b, BUILD_LOAD,
                                 "its command line is longer than the %u characters that its "
                                 "kernel takes; shorten it",
                                 (unsigned int)most)
                    : 0;
}

int build_pv_info_write(struct build *b)
{
    static uint8_t page[XEN_PAGE_SIZE] __attribute__((aligned(8)));
    struct start_info *info = (struct start_info *)(void *)page;
    const struct elf_pv *pv = &b->kernel.pv;
    int error = 0;

    memset(page, 0, sizeof(page));
    if (b->owner == DOMID_SELF)
        privilege_describe(b, page, info);
    else
        error = rings_describe(b, info);
    if (error)
        return build_refused(b, BUILD_LOAD, "the page it shares with Xen", error);
    memcpy(info->magic, "xen-3.0-x86_64", sizeof("xen-3.0-x86_64"));
    kernel_describe(b, info);
    if (command_line_write(b, (char *)info->cmd_line))
        return -1;
    error = guest_write(b, b->pv.start_info << XEN_PAGE_SHIFT, page, sizeof(page));
    if (!error && pv->has_hypercall_page) {
        uint64_t pfn = (pv->hypercall_page - b->pv.map.address) >> XEN_PAGE_SHIFT;

        error = xen_domain_fill_hypercalls(b->xen, b->domid, b->p2m[pfn]);
    }
    return error ? build_refused(b, BUILD_LOAD, "its boot information", error) : 0;
}
