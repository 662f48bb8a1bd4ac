/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PVH environment: finds Xen by CPUID, and the rings by HVM parameters.
 *
 * Facts: xen/include/public/arch-x86/cpuid.h (leaves, the hypercall page's MSR), hvm/hvm_op.h,
 * memory.h.
 */
#include "tests/guest/environment.h"

#include <xen/xen.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>

#include "tests/guest/console.h"
#include "tests/guest/cpu.h"
#include "tests/guest/hypercall.h"
#include "tests/guest/layout.h"
#include "tests/guest/memory.h"
#include "tests/guest/pvh/acpi.h"
#include "tests/guest/pvh/smp.h"
#include "tests/guest/pvh/start_info.h"
#include "tests/guest/pvh/window.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

extern const uint8_t image_start[], image_end[];
extern uint32_t start_info_address;

const char environment_mode[] = "pvh";

static struct acpi acpi;

/* The base of Xen's CPUID leaves moves when other interfaces are offered too. 0: no Xen. */
static uint32_t find_leaves(void)
{
    uint32_t base;

    for (base = 0x40000000; base < 0x40010000; base += 0x100) {
        uint32_t registers[4];

        cpu_id(base, registers);
        if (registers[1] == 0x566e6558 && registers[2] == 0x65584d4d &&
            registers[3] == 0x4d4d566e && registers[0] >= base + 2)
            return base;
    }
    return 0;
}

static void open_xen(void)
{
    struct xen_add_to_physmap map = {
        .domid = DOMID_SELF,
        .space = XENMAPSPACE_shared_info,
        .gpfn = SHARED_INFO_ADDRESS >> 12,
    };
    uint32_t base = find_leaves(), registers[4];
    long result;

    if (!base)
        return;
    cpu_id(base + 2, registers);
    cpu_write_msr(registers[1], (uintptr_t)hypercall_page);
    result = hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (uintptr_t)&map, 0);
    if (result)
        report_error("Xen did not map the shared info page", (uint64_t)-result);
    xen_use(result ? NULL : (volatile struct shared_info *)(uintptr_t)SHARED_INFO_ADDRESS);
}

bool pvh_param(uint32_t index, uint64_t *value)
{
    struct xen_hvm_param param = {.domid = DOMID_SELF, .index = index};

    if (!xen_found() || hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, (uintptr_t)&param, 0))
        return false;
    *value = param.value;
    return true;
}

static void open_console(void)
{
    uint64_t frame = 0, port = 0;

    if (!xen_found())
        return;
    if (!pvh_param(HVM_PARAM_CONSOLE_PFN, &frame) || !frame || frame >> 20 ||
        !pvh_param(HVM_PARAM_CONSOLE_EVTCHN, &port) || !port || port >> 32)
        report_error("no console ring in CONSOLE_PFN and CONSOLE_EVTCHN; frame", frame);
    else
        console_use(memory_at(frame * MEMORY_PAGE), (uint32_t)port);
}

void environment_open(struct boot *boot)
{
    open_xen();
    open_console();
    memory_place((uintptr_t)image_start, (uintptr_t)(image_end - image_start));
    /* Small kernels map themselves and what follows them. */
    window_low_map(false);
    boot_read(start_info_address, boot);
    window_low_map(true);
    acpi_read(boot->rsdp, &acpi);
}

uint32_t environment_start_cpus(const struct boot *boot)
{
    return smp_start(boot, &acpi);
}

void environment_report(const struct boot *boot)
{
    (void)boot;
}

void environment_report_store(void)
{
    uint64_t frame = 0, port = 0;

    if (!pvh_param(HVM_PARAM_STORE_PFN, &frame) || !pvh_param(HVM_PARAM_STORE_EVTCHN, &port))
        report_error("the store's parameters cannot be read", frame);
    report_hex("store_pfn", frame, 1);
    report_number("store_evtchn", port);
}

volatile void *environment_store(uint32_t *port)
{
    uint64_t frame = 0, number = 0;

    if (!pvh_param(HVM_PARAM_STORE_PFN, &frame) || !frame || frame >> 20 ||
        !pvh_param(HVM_PARAM_STORE_EVTCHN, &number) || number >> 32)
        return NULL;
    *port = (uint32_t)number;
    return memory_at(frame * MEMORY_PAGE);
}

void environment_act(const char *action)
{
    (void)action;
}

void environment_act_after(const char *action)
{
    (void)action;
}
