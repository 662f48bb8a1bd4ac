/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The keys of xl.cfg(5) from Xen 4.14 to 4.22, and what becomes of each.
 *
 * "hvm" is what tools/xl/xl_parse.c reads for HVM guests alone.
 */
#include <string.h>

#include "tool/import/xl.h"

static const char no_devices[] =
    "of the host's hardware a domain gets PCI devices alone, by pci; if it needs this, start it "
    "with xl create from dom0";
static const char pci_hvm[] = "is for HVM guests, and has no effect in a PV domain";
static const char pci_seize[] =
    "nobody has a device before the launcher gives it; nothing need be written";
static const char pools[] =
    "a pool is described by its CPUs: add a node xen,cpupool with those of this pool, and "
    "domain-cpupool; until then the domain runs in Xen's own, Pool-0";
static const char soft_affinity[] = "there is no soft affinity";
static const char scheduling[] = "the scheduler's default is used; in dom0, xl sched-credit, "
                                 "sched-credit2 or sched-rtds changes it";
static const char vnuma[] = "there is no virtual NUMA; the domain sees one node";
static const char arm[] = "is for Arm, and has no effect on x86";
static const char no_attach[] = "the launcher serves no devices, and xl attaches this kind only at "
                                "xl create; start the domain with it from dom0 if it needs one";
static const char vif2[] = "xl does not serve it, either, and warns; give vif";
static const char no_framebuffer[] = "there is no framebuffer, and xl attaches one only at xl "
                                     "create; the console is the PV console, console=hvc0";
static const char vncviewer[] = "xl ignores it with a warning; xl create -V starts a viewer";
static const char bootloader[] = "no boot loader runs; copy the kernel and ramdisk from the "
                                 "domain's disk, and name them here with their command line";
static const char firmware[] = "no GRUB runs in the domain; copy the kernel and ramdisk from the "
                               "domain's disk, and name them here with their command line";
static const char pvshim_parts[] = "no shim runs";
static const char init_seclabel[] = "a domain has one label from its start on, security-id";
static const char acpi[] =
    "a PVH domain has ACPI tables, and a PV domain has none, whatever this says";
static const char e820_host[] =
    "a PV domain with PCI devices has a memory map around their addresses, any other one in one "
    "piece; nothing need be written";
static const char cpuid[] =
    "a domain sees the CPUID leaves that Xen gives by default; none are set by hand";
static const char paging[] =
    "a PVH domain has nested page tables of the hardware, and a PV domain its own; there is no "
    "shadow paging";
static const char no_nesting[] =
    "a domain has neither nested virtualization nor alternate views of its memory";
static const char timers[] = "timers and the TSC are as Xen has them by default";
static const char clock[] =
    "a domain's clock begins as Xen's, in UTC; its kernel can set an offset";
static const char nomigrate[] = "is not set here; do not migrate the domain with xl";
static const char msr_relaxed[] = "MSRs are as Xen has them by default, not relaxed";
static const char vmtrace[] = "there are no buffers for traces";
static const char store[] = "dom0 makes the domain's part of the store as xl does by default";
static const char device_model_old[] = "xl ignores it with a warning";
static const char device_model[] = "no device model runs";
static const char no_video[] = "there is no video memory to set aside";
static const char hvm[] = "is for HVM guests, and has no effect in a PV or PVH domain";
static const char xm[] = "is a key of xm; xl ignores it";

const struct xl_known xl_known[] = {
    /* What arrives, where it can. */
    {"name", XL_STRING, "hyperlaunch,name", NULL, xl_take_name},
    {"uuid", XL_STRING, "domain-uuid", NULL, xl_take_uuid},
    {"type", XL_STRING, "mode", NULL, xl_take_type},
    {"builder", XL_STRING, "mode", NULL, xl_take_type},
    {"kernel", XL_STRING, "multiboot,kernel", NULL, xl_take_kernel},
    {"ramdisk", XL_STRING, "multiboot,ramdisk", NULL, xl_take_ramdisk},
    {"cmdline", XL_STRING, "bootargs", NULL, xl_take_cmdline},
    {"root", XL_STRING, "bootargs", NULL, xl_take_cmdline},
    {"extra", XL_STRING, "bootargs", NULL, xl_take_cmdline},
    {"memory", XL_NUMBER, "memory", NULL, xl_take_memory},
    {"maxmem", XL_NUMBER, "memory", NULL, xl_take_maxmem},
    {"vcpus", XL_NUMBER, "cpus", NULL, xl_take_vcpus},
    {"maxvcpus", XL_NUMBER, "cpus", NULL, xl_take_maxvcpus},
    {"cpus", XL_STRING_OR_LIST, "hard-affinity", NULL, xl_take_cpus},
    {"seclabel", XL_STRING, "security-id", NULL, xl_take_label},
/* Each limit is called in a source as its row of the binding says. */
#define LIMIT(id, name, member, low, high, xl, ...) {xl, XL_NUMBER, name, NULL, xl_take_limit},
#include "core/lcm/properties.def"
    {"on_poweroff", XL_STRING, "hyperlaunch,on-poweroff", NULL, xl_take_end},
    {"on_reboot", XL_STRING, "hyperlaunch,on-reboot", NULL, xl_take_end},
    {"on_crash", XL_STRING, "hyperlaunch,on-crash", NULL, xl_take_end},
    {"on_watchdog", XL_STRING, NULL, NULL, xl_take_end},
    {"on_soft_reset", XL_STRING, NULL, NULL, xl_take_end},
    {"passthrough", XL_STRING, "passthrough", NULL, xl_take_passthrough},
    /* Where it runs. */
    {"pool", XL_STRING, NULL, pools, xl_take_pool},
    {"cpus_soft", XL_STRING_OR_LIST, NULL, soft_affinity, xl_take_soft_cpus},
    {"cpu_weight", XL_NUMBER, NULL, NULL, xl_take_scheduling},
    {"cap", XL_NUMBER, NULL, NULL, xl_take_scheduling},
    {"period", XL_NUMBER, NULL, scheduling, NULL},
    {"slice", XL_NUMBER, NULL, scheduling, NULL},
    {"latency", XL_NUMBER, NULL, scheduling, NULL},
    {"extratime", XL_NUMBER, NULL, scheduling, NULL},
    {"vnuma", XL_LIST, NULL, vnuma, xl_take_vnuma},
    {"llc_colors", XL_LIST, NULL, arm, NULL},
    /* Devices. */
    {"disk", XL_LIST, "hyperlaunch,disk", NULL, xl_take_devices},
    {"vif", XL_LIST, "hyperlaunch,nic", NULL, xl_take_devices},
    {"vtpm", XL_LIST, NULL, NULL, xl_take_devices},
    {"vkb", XL_LIST, NULL, NULL, xl_take_devices},
    {"vdispl", XL_LIST, NULL, NULL, xl_take_devices},
    {"usbctrl", XL_LIST, NULL, NULL, xl_take_devices},
    {"usbdev", XL_LIST, NULL, NULL, xl_take_devices},
    {"vsnd", XL_LIST, NULL, NULL, xl_take_devices},
    {"pci", XL_LIST, "hyperlaunch,pci", NULL, xl_take_devices},
    {"p9", XL_LIST, NULL, no_attach, NULL},
    {"pvcalls", XL_LIST, NULL, no_attach, NULL},
    {"channel", XL_LIST, NULL, no_attach, NULL},
    {"virtio", XL_LIST, NULL, no_attach, NULL},
    {"vif2", XL_LIST, NULL, vif2, NULL},
    {"vfb", XL_LIST, NULL, no_framebuffer, NULL},
    {"vnc", XL_NUMBER, NULL, no_framebuffer, NULL},
    {"vncunused", XL_NUMBER, NULL, no_framebuffer, NULL},
    {"vncdisplay", XL_NUMBER, NULL, no_framebuffer, NULL},
    {"sdl", XL_NUMBER, NULL, no_framebuffer, NULL},
    {"opengl", XL_NUMBER, NULL, no_framebuffer, NULL},
    {"vnclisten", XL_STRING, NULL, no_framebuffer, NULL},
    {"display", XL_STRING, NULL, no_framebuffer, NULL},
    {"xauthority", XL_STRING, NULL, no_framebuffer, NULL},
    {"keymap", XL_STRING, NULL, no_framebuffer, NULL},
    {"vncpasswd", XL_SECRET, NULL, no_framebuffer, NULL},
    {"vncviewer", XL_STRING_OR_NUMBER, NULL, vncviewer, NULL},
    {"pci_msitranslate", XL_NUMBER, NULL, pci_hvm, NULL},
    {"pci_power_mgmt", XL_NUMBER, NULL, pci_hvm, NULL},
    {"pci_permissive", XL_NUMBER, "permissive", NULL, xl_take_pci_permissive},
    {"pci_seize", XL_NUMBER, NULL, pci_seize, NULL},
    {"rdm", XL_STRING, NULL, pci_hvm, NULL},
    {"dtdev", XL_LIST, NULL, no_devices, NULL},
    {"ioports", XL_LIST, NULL, no_devices, NULL},
    {"irqs", XL_LIST, NULL, no_devices, NULL},
    {"iomem", XL_LIST, NULL, no_devices, NULL},
    {"driver_domain", XL_NUMBER, "hyperlaunch,driver-domain", NULL, xl_take_driver_domain},
    /* How it is started. */
    {"bootloader", XL_STRING, NULL, bootloader, NULL},
    {"bootloader_args", XL_STRING_OR_LIST, NULL, bootloader, NULL},
    {"bootloader_restrict", XL_NUMBER, NULL, bootloader, NULL},
    {"bootloader_user", XL_STRING, NULL, bootloader, NULL},
    {"firmware", XL_STRING, NULL, firmware, xl_take_firmware},
    {"pvshim", XL_NUMBER, NULL, NULL, xl_take_shim},
    {"pvshim_path", XL_STRING, NULL, pvshim_parts, NULL},
    {"pvshim_cmdline", XL_STRING, NULL, pvshim_parts, NULL},
    {"pvshim_extra", XL_STRING, NULL, pvshim_parts, NULL},
    {"init_seclabel", XL_STRING, NULL, init_seclabel, NULL},
    /* What it sees. */
    {"acpi", XL_NUMBER, NULL, acpi, NULL},
    {"e820_host", XL_NUMBER, NULL, e820_host, NULL},
    {"cpuid", XL_STRING_OR_LIST, NULL, cpuid, NULL},
    {"hap", XL_NUMBER, NULL, paging, NULL},
    {"oos", XL_NUMBER, NULL, paging, NULL},
    {"nestedhvm", XL_NUMBER, NULL, no_nesting, NULL},
    {"altp2m_count", XL_NUMBER, NULL, no_nesting, NULL},
    {"altp2m", XL_STRING_OR_NUMBER, NULL, no_nesting, NULL},
    {"tsc_mode", XL_STRING_OR_NUMBER, NULL, timers, NULL},
    {"timer_mode", XL_STRING_OR_NUMBER, NULL, timers, NULL},
    {"rtc_timeoffset", XL_NUMBER, NULL, clock, NULL},
    {"localtime", XL_NUMBER, NULL, clock, NULL},
    {"nomigrate", XL_NUMBER, NULL, nomigrate, NULL},
    {"msr_relaxed", XL_NUMBER, NULL, msr_relaxed, NULL},
    {"vmtrace_buf_kb", XL_NUMBER, NULL, vmtrace, NULL},
    {"videoram", XL_NUMBER, NULL, no_video, NULL},
    {"xend_suspend_evtchn_compat", XL_NUMBER, NULL, store, NULL},
    {"xenstore_feature_mask", XL_NUMBER, NULL, store, NULL},
    {"xenstore_quota", XL_LIST, NULL, store, NULL},
    /* Device models. */
    {"device_model", XL_STRING, NULL, device_model_old, NULL},
    {"device_model_version", XL_STRING, NULL, device_model, NULL},
    {"device_model_override", XL_STRING, NULL, device_model, NULL},
    {"device_model_stubdomain_seclabel", XL_STRING, NULL, device_model, NULL},
    {"device_model_user", XL_STRING, NULL, device_model, NULL},
    {"device_model_stubdomain_override", XL_NUMBER, NULL, device_model, NULL},
    {"dm_restrict", XL_NUMBER, NULL, device_model, NULL},
    {"stubdomain_memory", XL_NUMBER, NULL, device_model, NULL},
    {"stubdomain_kernel", XL_STRING, NULL, device_model, NULL},
    {"stubdomain_cmdline", XL_STRING, NULL, device_model, NULL},
    {"stubdomain_ramdisk", XL_STRING, NULL, device_model, NULL},
    {"device_model_args", XL_LIST, NULL, device_model, NULL},
    {"device_model_args_pv", XL_LIST, NULL, device_model, NULL},
    {"device_model_args_hvm", XL_LIST, NULL, device_model, NULL},
    /* HVM guests. */
    {"firmware_override", XL_STRING, NULL, hvm, NULL},
    {"bios_path_override", XL_STRING, NULL, hvm, NULL},
    {"bios", XL_STRING, NULL, hvm, NULL},
    {"smbios_firmware", XL_STRING, NULL, hvm, NULL},
    {"acpi_firmware", XL_STRING, NULL, hvm, NULL},
    {"ms_vm_genid", XL_STRING, NULL, hvm, NULL},
    {"vga", XL_STRING, NULL, hvm, NULL},
    {"hdtype", XL_STRING, NULL, hvm, NULL},
    {"spicehost", XL_STRING, NULL, hvm, NULL},
    {"spice_image_compression", XL_STRING, NULL, hvm, NULL},
    {"spice_streaming_video", XL_STRING, NULL, hvm, NULL},
    {"boot", XL_STRING, NULL, hvm, NULL},
    {"soundhw", XL_STRING, NULL, hvm, NULL},
    {"vendor_device", XL_STRING, NULL, hvm, NULL},
    {"spicepasswd", XL_SECRET, NULL, hvm, NULL},
    {"pae", XL_NUMBER, NULL, hvm, NULL},
    {"acpi_s3", XL_NUMBER, NULL, hvm, NULL},
    {"acpi_s4", XL_NUMBER, NULL, hvm, NULL},
    {"acpi_laptop_slate", XL_NUMBER, NULL, hvm, NULL},
    {"nx", XL_NUMBER, NULL, hvm, NULL},
    {"hpet", XL_NUMBER, NULL, hvm, NULL},
    {"vpt_align", XL_NUMBER, NULL, hvm, NULL},
    {"apic", XL_NUMBER, NULL, hvm, NULL},
    {"hvm_pirq", XL_NUMBER, NULL, hvm, NULL},
    {"mmio_hole", XL_NUMBER, NULL, hvm, NULL},
    {"altp2mhvm", XL_NUMBER, NULL, hvm, NULL},
    {"rdm_mem_boundary", XL_NUMBER, NULL, hvm, NULL},
    {"stdvga", XL_NUMBER, NULL, hvm, NULL},
    {"spice", XL_NUMBER, NULL, hvm, NULL},
    {"spiceport", XL_NUMBER, NULL, hvm, NULL},
    {"spicetls_port", XL_NUMBER, NULL, hvm, NULL},
    {"spicedisable_ticketing", XL_NUMBER, NULL, hvm, NULL},
    {"spiceagent_mouse", XL_NUMBER, NULL, hvm, NULL},
    {"spicevdagent", XL_NUMBER, NULL, hvm, NULL},
    {"spice_clipboard_sharing", XL_NUMBER, NULL, hvm, NULL},
    {"spiceusbredirection", XL_NUMBER, NULL, hvm, NULL},
    {"nographic", XL_NUMBER, NULL, hvm, NULL},
    {"usb", XL_NUMBER, NULL, hvm, NULL},
    {"usbversion", XL_NUMBER, NULL, hvm, NULL},
    {"vkb_device", XL_NUMBER, NULL, hvm, NULL},
    {"xen_platform_pci", XL_NUMBER, NULL, hvm, NULL},
    {"xen_platform_pci_bar_uc", XL_NUMBER, NULL, hvm, NULL},
    {"viridian", XL_STRING_OR_LIST, NULL, hvm, NULL},
    {"serial", XL_STRING_OR_LIST, NULL, hvm, NULL},
    {"usbdevice", XL_STRING_OR_LIST, NULL, hvm, NULL},
    {"gfx_passthru", XL_STRING_OR_NUMBER, NULL, hvm, NULL},
    {"mca_caps", XL_LIST, NULL, hvm, NULL},
    {"smbios", XL_LIST, NULL, hvm, NULL},
    /* Arm. */
    {"device_tree", XL_STRING, NULL, arm, NULL},
    {"vuart", XL_STRING, NULL, arm, NULL},
    {"gic_version", XL_STRING, NULL, arm, NULL},
    {"tee", XL_STRING, NULL, arm, NULL},
    {"arm_sci", XL_STRING, NULL, arm, NULL},
    {"sve", XL_STRING, NULL, arm, NULL},
    {"vpmu", XL_NUMBER, NULL, arm, NULL},
    {"nr_spis", XL_NUMBER, NULL, arm, NULL},
    {"trap_unmapped_accesses", XL_NUMBER, NULL, arm, NULL},
    /* What xm knew; configurations still have it. */
    {"on_xend_start", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"on_xend_stop", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"dhcp", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"netmask", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"gateway", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"hostname", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"nfs_server", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"nfs_root", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"vcpu_avail", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"features", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"blkif", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"netif", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"cpu", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"bootargs", XL_STRING_OR_NUMBER, NULL, xm, NULL},
    {"vncconsole", XL_STRING_OR_NUMBER, NULL, xm, NULL},
};
const size_t xl_known_count = sizeof(xl_known) / sizeof(xl_known[0]);

const struct xl_known *xl_known_find(const char *key)
{
    for (size_t i = 0; i < xl_known_count; i++)
        if (strcmp(xl_known[i].key, key) == 0)
            return &xl_known[i];
    return NULL;
}
