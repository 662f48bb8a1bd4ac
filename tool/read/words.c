/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Words of xl's configurations, libvirt, QEMU, dom0less on Arm, ImageBuilder and of what describes
 * containers, by the place where people write them.
 */
#include "tool/read/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define KERNEL_NODE                                                                                \
    "a kernel is a node: kernel { compatible = \"multiboot,kernel\", \"multiboot,module\"; "       \
    "hyperlaunch,file = \"FILE\"; };"
#define RAMDISK_NODE                                                                               \
    "a ramdisk is a node: ramdisk { compatible = \"multiboot,ramdisk\", \"multiboot,module\"; "    \
    "hyperlaunch,file = \"FILE\"; };"
#define COMMAND_LINE "the command line is bootargs, in the node of the kernel"
#define DEVICES      "such devices are attached from dom0 by xl; remove it"
#define DISK_NODE                                                                                  \
    "a disk is a node: root { compatible = \"hyperlaunch,disk\"; device = \"xvda\"; target = "     \
    "\"/dev/vg0/web\"; };"
#define NIC_NODE "a network card is a node: lan { compatible = \"hyperlaunch,nic\"; };"
#define OF_ARM   "this is for Arm only; remove it"
#define VCPU_NODE                                                                                  \
    "the CPUs of a vCPU are given by a node: vcpu0 { compatible = \"xen,vcpu\"; id = <0>; "        \
    "hard-affinity = \"0-1\"; };"
#define MODULE_COMPATIBLE(kind) "write compatible = \"multiboot," kind "\", \"multiboot,module\";"

/* Sorted by place, then by what is meant. */
static const struct lcm_word words[] = {
    {"domain",
     "vcpus vcpu maxvcpus max_vcpus cpu ncpus nr_cpus nr-cpus num_cpus cpu_count smp "
     "cores vcpu_count",
     "cpus", NULL},
    {"domain",
     "mem maxmem max_mem ram mem_size memsize memory_mb memory-mb memory_mib mem_limit memory_size "
     "memory_kb "
     "currentMemory xen,memory size",
     "memory", NULL},
    {"domain",
     "type builder virt virt-type virt_type domain-type domain_type os_type os-type "
     "guest_type xen,mode pvh pv hvm",
     "mode", NULL},
    {"domain", "name domain-name domain_name domname hostname container_name title xen,name",
     "hyperlaunch,name", NULL},
    {"domain", "uuid xen,uuid", "domain-uuid", NULL},
    {"domain", "pool cpupool cpu-pool cpu_pool xen,cpupool", "domain-cpupool", NULL},
    {"domain",
     "seclabel security-label security_label xsm-label flask-label flask_label label "
     "ssidref init_seclabel",
     "security-id", NULL},
    {"domain", "caps privileges privilege cap_add", "capabilities", NULL},
    {"domain", "role roles function", "functions", NULL},
    {"domain", "id dom_id dom-id domain-id domain_id xen,domid", "domid", NULL},
    {"domain", "on_crash on-crash", "hyperlaunch,on-crash", NULL},
    {"domain", "on_reboot on-reboot restart restart_policy", "hyperlaunch,on-reboot", NULL},
    {"domain", "on_poweroff on-poweroff on_shutdown", "hyperlaunch,on-poweroff", NULL},
    {"domain", "depends_on depends-on after requires start-after start_after", //
     "hyperlaunch,start-after", NULL},
    {"domain", "shadow_memory paging-mem p2m-mem-mb", "xen,domain-p2m-mem-mb", NULL},
    {"domain", "max_grant_ver grant_version max-grant-version", "max_grant_version", NULL},
    {"domain", "grant_frames gnttab_max_frames", "max_grant_frames", NULL},
    {"domain", "maptrack_frames gnttab_max_maptrack_frames", "max_maptrack_frames", NULL},
    {"domain", "max_event_channels event_channels max_evtchn_port", //
     "hyperlaunch,max-event-channels", NULL},
    {"domain",
     "kernel image vmlinuz kernel_image kernel-image kernel_path xen,kernel loader "
     "multiboot,kernel file hyperlaunch,file hyperlaunch,kernel bzImage firmware",
     NULL, KERNEL_NODE},
    {"domain",
     "ramdisk initrd initramfs initrd_path module xen,ramdisk multiboot,ramdisk "
     "hyperlaunch,ramdisk",
     NULL, RAMDISK_NODE},
    {"domain",
     "bootargs extra cmdline command-line command_line commandline args append root "
     "kernel_args kernel_cmdline xen,bootargs command",
     NULL, COMMAND_LINE},
    {"domain",
     "affinity cpu_affinity cpu-affinity vcpu_affinity vcpu-affinity hard-affinity "
     "hard_affinity cpuset vcpupin cpus_soft cpus-soft pinning",
     NULL, VCPU_NODE},
    {"domain", "disk disks volumes drive vbd", NULL, DISK_NODE},
    {"domain", "vif vifs network networks nic nics interface interfaces", NULL, NIC_NODE},
    {"domain", "vfb pci usbdev usbctrl ports devices vtpm vkb p9 serial xen,passthrough", NULL,
     DEVICES},
    {"domain",
     "vpl011 nr_spis xen,static-mem xen,static-heap direct-map llc-colors sve "
     "xen,force-assign-without-iommu",
     NULL, OF_ARM},

    {"module",
     "file path image filename file-name module-file src source kernel ramdisk initrd binary "
     "vmlinuz initramfs uri",
     "hyperlaunch,file", NULL},
    {"module",
     "cmdline command-line command_line commandline args append extra options params "
     "parameters xen,bootargs kernel_args kernel_cmdline boot_args root",
     "bootargs", NULL},
    {"module", "index", "module-index", NULL},
    {"cpupool", "cpus cpu pcpus cpupool-pcpus", "cpupool-cpus", NULL},
    {"cpupool", "sched scheduler", "cpupool-sched", NULL},
    {"vcpu", "vcpu vcpu-id vcpu_id reg", "id", NULL},
    {"vcpu", "affinity cpus cpu cpuset pcpus soft-affinity hard_affinity", "hard-affinity", NULL},

    {"nic", "mac-address macaddr mac_addr address", "mac", NULL},
    {"nic", "br network link", "bridge", NULL},
    {"disk", "vdev dev name target-dev", "device", NULL},
    {"disk", "path file source src image hyperlaunch,file", "target", NULL},
    {"disk", "mode readonly read-only", "access", NULL},

    {"compatible",
     "xen,hypervisor xen hypervisor xen,xen hyperlaunch xen,hyperlaunch "
     "xen-hypervisor hypervisor,hyperlaunch",
     "hypervisor,xen", NULL},
    {"compatible",
     "domain domU dom0 vm guest xen,domU xen,dom0 xen,guest xen,vm "
     "xen-domain hyperlaunch,domain domain,xen",
     "xen,domain", NULL},
    {"compatible",
     "kernel linux zimage xen,kernel xen,linux xen,linux-zimage xen,linux-image "
     "multiboot,linux multiboot,zimage multiboot,image multiboot,bzimage "
     "kernel,multiboot hyperlaunch,kernel",
     "multiboot,kernel", NULL},
    {"compatible",
     "ramdisk initrd initramfs xen,ramdisk xen,initrd xen,linux-initrd "
     "multiboot,initrd multiboot,initramfs hyperlaunch,ramdisk",
     "multiboot,ramdisk", NULL},
    {"compatible", "microcode ucode xen,microcode xen,ucode multiboot,ucode", "multiboot,microcode",
     NULL},
    {"compatible", "xsm xsm-policy flask policy xen,xsm xen,flask multiboot,xsm-policy", //
     "xen,xsm-policy", NULL},
    {"compatible", "vcpu hyperlaunch,vcpu", "xen,vcpu", NULL},
    {"compatible", "disk vbd xen,disk xen,vbd hyperlaunch,vbd", "hyperlaunch,disk", NULL},
    {"compatible", "nic vif network xen,nic xen,vif hyperlaunch,vif hyperlaunch,network", //
     "hyperlaunch,nic", NULL},
    {"compatible", "cpupool hyperlaunch,cpupool", "xen,cpupool", NULL},
    {"compatible", "module multiboot,module", NULL,
     "add its kind, as \"multiboot,kernel\", \"multiboot,module\""},

    /* Of nodes without a "compatible", by their names. */
    {"node", "kernel vmlinuz image linux", NULL, MODULE_COMPATIBLE("kernel")},
    {"node", "ramdisk initrd initramfs module", NULL, MODULE_COMPATIBLE("ramdisk")},
    {"node", "hypervisor xen", NULL, "write compatible = \"hypervisor,xen\";"},
    {"node", "vcpu", NULL, "write compatible = \"xen,vcpu\";"},

    {"mode", "PVH pvh64 hvmlite", "pvh", NULL},
    {"mode", "PV pv64 paravirt paravirtual paravirtualized linux", "pv", NULL},
    {"mode", "hvm fully-virtualized generic fv", NULL,
     "HVM needs a device model, and none runs here; write \"pvh\" or \"pv\""},
    {"mode", "dom0 Domain-0", NULL,
     "domain 0 is the one with capabilities = \"control\", \"hardware\"; leave the mode out"},
    {"capabilities", "dom0 all privileged legacy-dom0 root", NULL,
     "a dom0 has \"control\", \"hardware\""},
    {"capabilities", "hwdom hw", "hardware", NULL},
    {"capabilities", "ctrl toolstack", "control", NULL},
    {"functions", "dom0 legacy_dom0", "legacy-dom0", NULL},
    {"functions", "store xenstored", "xenstore", NULL},
};

/* Without regard to case, and with '-' for '_'. */
static bool word_is_same(const char *item, size_t length, const char *word)
{
    size_t i = 0;

    while (i < length && word[i] &&
           (tolower((unsigned char)item[i]) == tolower((unsigned char)word[i]) ||
            (strchr("-_", item[i]) && strchr("-_", word[i]))))
        i++;
    return i == length && word[i] == '\0';
}

/* Whether a list of words with blanks between them has one. */
static bool list_has(const char *list, const char *word)
{
    while (*list) {
        size_t length = strcspn(list, " ");

        if (word_is_same(list, length, word))
            return true;
        list += length + strspn(list + length, " ");
    }
    return false;
}

static const struct lcm_word *exact_find(const char *where, const char *word, bool name_counts)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const char *name = words[i].name;

        if (strcmp(words[i].where, where) == 0 &&
            (list_has(words[i].words, word) ||
             (name && name_counts && word_is_same(name, strlen(name), word))))
            return &words[i];
    }
    return NULL;
}

const struct lcm_word *word_find(const char *where, const char *word)
{
    static const struct lcm_word joined = {
        .advice =
            "write each string in its own quotes, as \"multiboot,kernel\", \"multiboot,module\""};
    const struct lcm_word *found = exact_find(where, word, false);
    const char *comma = strchr(word, ',');

    if (!found && comma && strcmp(where, "compatible") == 0 && strchr(comma + 1, ',') &&
        strstr(word, ", "))
        return &joined;
    /* Another vendor's prefix, or one that is not due. */
    return found || !comma ? found : exact_find(where, comma + 1, true);
}
