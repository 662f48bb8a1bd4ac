/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A fake Xen as dom0's programs see it: some domains, their store pages, event channels. It is
 * smaller than sim/, which serves the launcher, and knows calls that sim/ does not.
 */
#include "tests/support/dom0/fake_dom0.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "xen/errno.h"
#include "xen/hypercall.h"

#include <xen/event_channel.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xenforeignmemory.h>

struct fake_dom0 fake_dom0;

/* Xen 4.17: version, and layouts of domctl. */
enum { VERSION = 4 << 16 | 17, DOMCTL_VERSION = 0x15, PAUSE = 3, UNPAUSE = 4, INFO = 5 };

enum { INFO_DYING = 1, INFO_SHUTDOWN = 4, INFO_HANDLE = 76, PORTS = 40 };

struct fake_guest *fake_guest_add(const struct record_domain *domain)
{
    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        struct fake_guest *guest = &fake_dom0.guests[i];

        if (!guest->exists) {
            memset(guest, 0, sizeof(*guest));
            guest->exists = true;
            guest->domid = domain->domid;
            memcpy(guest->handle, domain->uuid, sizeof(guest->handle));
            guest->frame = domain->store_frame;
            guest->store_port = domain->store_port;
            guest->dom0_port = domain->store == RECORD_STORE_NONE ? 0 : 20 + (uint32_t)i;
            guest->store_page = UINT64_MAX;
            return guest;
        }
    }
    return NULL;
}

struct fake_guest *fake_guest_find(uint32_t domid)
{
    for (int i = 0; i < FAKE_GUESTS_MAX; i++)
        if (fake_dom0.guests[i].exists && fake_dom0.guests[i].domid == domid)
            return &fake_dom0.guests[i];
    return NULL;
}

static int64_t serve_domctl(uint8_t *operation)
{
    uint32_t command, version, flags = 0xff << 16;
    uint16_t domid;
    struct fake_guest *guest;

    memcpy(&command, operation, 4);
    memcpy(&version, operation + 4, 4);
    memcpy(&domid, operation + 8, 2);
    if (version != DOMCTL_VERSION)
        return -XEN_EACCES;
    if (command == INFO && fake_dom0.on_look)
        fake_dom0.on_look();
    guest = fake_guest_find(domid);
    if (!guest && !(command == INFO && domid == 0))
        return -XEN_ESRCH;
    switch (command) {
    case PAUSE:
        guest->pauses++;
        return 0;
    case UNPAUSE:
        guest->pauses--;
        return guest->pauses < 0 ? -XEN_EINVAL : 0;
    case INFO:
        memcpy(operation + 16, &domid, 2);
        if (guest) {
            flags = guest->dying       ? INFO_DYING
                    : guest->shut_down ? INFO_SHUTDOWN | (uint32_t)guest->reason << 16
                                       : flags;
            memcpy(operation + 16 + INFO_HANDLE, guest->handle, sizeof(guest->handle));
        }
        memcpy(operation + 16 + 4, &flags, 4);
        return 0;
    default:
        return -XEN_ENOSYS;
    }
}

static int64_t serve_param(const struct xen_hvm_param *param)
{
    struct fake_guest *guest = fake_guest_find(param->domid);

    if (fake_dom0.fail_param || !guest || param->index != HVM_PARAM_STORE_PFN)
        return fake_dom0.fail_param ? -fake_dom0.fail_param : -XEN_ESRCH;
    guest->store_page = param->value;
    return 0;
}

static int64_t serve_event(uint64_t command, void *operand)
{
    struct evtchn_status *status = operand;
    const struct evtchn_send *send = operand;
    uint32_t port = command == EVTCHNOP_status ? status->port : send->port;

    if (port >= PORTS)
        return -XEN_EINVAL;
    if (command == EVTCHNOP_status)
        status->status = EVTCHNSTAT_closed;
    for (int i = 0; i < FAKE_GUESTS_MAX; i++) {
        struct fake_guest *guest = &fake_dom0.guests[i];

        if (!guest->exists || guest->dom0_port != port)
            continue;
        if (command == EVTCHNOP_send) {
            guest->wakes++;
        } else {
            status->status = EVTCHNSTAT_interdomain;
            status->u.interdomain.dom = (domid_t)guest->domid;
            status->u.interdomain.port = guest->store_port;
        }
    }
    return 0;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    (void)a3;
    (void)a4;
    switch (number) {
    case __HYPERVISOR_xen_version:
        return VERSION;
    case __HYPERVISOR_domctl:
        return serve_domctl((uint8_t *)(uintptr_t)a1);
    case __HYPERVISOR_hvm_op:
        return serve_param((const struct xen_hvm_param *)(uintptr_t)a2);
    case __HYPERVISOR_event_channel_op:
        return serve_event(a1, (void *)(uintptr_t)a2);
    default:
        return -XEN_ENOSYS;
    }
}

void *xenforeignmemory_map(xenforeignmemory_handle *handle, uint32_t domid, int protection,
                           size_t pages, const xen_pfn_t frames[], int errors[])
{
    struct fake_guest *guest = fake_guest_find(domid);

    (void)handle;
    (void)protection;
    (void)errors;
    if (!guest || pages != 1 || frames[0] == 0 || frames[0] != guest->frame) {
        errno = EINVAL;
        return NULL;
    }
    guest->maps++;
    return &guest->page;
}

int xenforeignmemory_unmap(xenforeignmemory_handle *handle, void *address, size_t pages)
{
    (void)handle;
    (void)pages;
    for (int i = 0; i < FAKE_GUESTS_MAX; i++)
        if (address == &fake_dom0.guests[i].page)
            fake_dom0.guests[i].maps--;
    return 0;
}
