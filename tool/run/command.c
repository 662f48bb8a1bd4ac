/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * QEMU's command line for Xen, the launcher and an image.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "launcher/launcher.h"
#include "tool/run/run.h"
#include "tool/show/traits.h"

/*
 * The processor: EPYC has the SVM with nested paging that PVH guests need. Four of its features
 * are taken away, because QEMU emulates them in a way that ends Xen or its guests: SMAP faults on
 * Xen's writes to PV stacks, RDTSCP has the wrong exit code, MONITOR faults in Xen's idle loop, and
 * CMPXCHG16B (cx16) leaves garbage in the flags, of which Linux 6.12 dies by double faults.
 */
#define MACHINE_CPU "EPYC,-smap,-rdtscp,-monitor,-cx16"

enum {
    MIB = 1024 * 1024,
    XEN_MIB = 256,    /* Xen itself, its heap, and the firmware's share */
    LAUNCHER_MIB = 8, /* beside the image, which stands in domain 0's memory */
    MEMORY_LEAST_MIB = 1024,
    DOM0_REST_MIB = 512, /* for a dom0 that takes all that is left */
};

static bool argument_add(struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool argument_add(struct run *run, const char *format, ...)
{
    va_list arguments;
    char *text;
    int length;

    if (run->argument_count == RUN_ARGUMENTS_MAX)
        return false;
    va_start(arguments, format);
    length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return false;
    run->arguments[run->argument_count++] = text;
    run->arguments[run->argument_count] = NULL;
    return true;
}

/* In -initrd a comma separates modules; a doubled one stands for itself. */
static char *commas_doubled(const char *text)
{
    char *result = malloc(2 * strlen(text) + 1), *next = result;

    for (; result && *text; text++) {
        if (*text == ',')
            *next++ = ',';
        *next++ = *text;
    }
    if (result)
        *next = '\0';
    return result;
}

/* QEMU ends a module's file name at its first blank: such a file gets a link without one. */
static const char *path_without_blank(struct run *run, const char *path, const char *name)
{
    char *absolute, *link;
    bool linked;

    if (!strchr(path, ' '))
        return path;
    absolute = realpath(path, NULL);
    link = run_scratch_file(run, name);
    linked = absolute && link && symlink(absolute, link) == 0;
    free(absolute);
    return linked ? link : NULL;
}

static bool initrd_add(struct run *run)
{
    const char *launcher_link = path_without_blank(run, run->launcher_path, "launcher.elf");
    const char *image_link = path_without_blank(run, run->image_path, "image.link");
    char *launcher = launcher_link ? commas_doubled(launcher_link) : NULL;
    char *image = image_link ? commas_doubled(image_link) : NULL;
    char *options = commas_doubled(run->launcher_args ? run->launcher_args : "");
    bool good = launcher && image && options && argument_add(run, "-initrd") &&
                argument_add(run, "%s%s%s,%s", launcher, *options ? " " : "", options, image);

    free(launcher);
    free(image);
    free(options);
    return good;
}

/* What the domains take, with the nested page tables and Xen's own bookkeeping of each. */
static uint64_t domains_mib(const struct lcm_plan *plan)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        uint64_t memory = (plan->domains[i].memory_kib + 1023) / 1024;

        if (memory == 0)
            memory = DOM0_REST_MIB;
        sum += memory + memory / 64 + 2 * plan->domains[i].cpus + 4;
    }
    return sum;
}

/* Xen gives domain 0 as many vCPUs as there are processors; and what the set names must be there.
 */
static unsigned long processors_count(const struct run *run, const struct lcm_plan *plan)
{
    const struct lcm_domain *dom0 = run_dom0(plan);
    unsigned long fewest = dom0 ? dom0->cpus : 1, named = plan_cpus_named(plan);

    return run->cpus ? run->cpus : named > fewest ? named : fewest;
}

/*
 * One instruction takes 2 ns. Without a terminal nobody sleeps until the next timer; a person at
 * one has the time that a login gives, and a machine that rests when it has nothing to do.
 */
static bool icount_add(struct run *run)
{
    return run->icount != RUN_ICOUNT_ON ||
           (argument_add(run, "-icount") &&
            argument_add(run, "shift=1,sleep=%s", run->batch ? "off" : "on"));
}

/* Interrupts of a device that a domain owns are remapped by the IOMMU, which the emulator has. */
static bool devices_add(struct run *run, const struct lcm_plan *plan)
{
    bool has_pci = false;

    for (uint32_t i = 0; i < plan->device_count; i++)
        has_pci = has_pci || plan->devices[i].kind == LCM_DEVICE_PCI;
    return argument_add(run, "-machine") &&
           argument_add(run, has_pci ? "q35,kernel-irqchip=off" : "q35") &&
           (!has_pci ||
            (argument_add(run, "-device") && argument_add(run, "amd-iommu,intremap=on"))) &&
           argument_add(run, "-nic") && argument_add(run, "none");
}

/* What the user adds, word for word: it may take back what stands before it. */
static bool words_add(struct run *run)
{
    const char *text = run->qemu_args ? run->qemu_args : "";
    size_t length;

    for (text += strspn(text, " "); *text; text += length + strspn(text + length, " ")) {
        length = strcspn(text, " ");
        if (!argument_add(run, "%.*s", (int)length, text))
            return false;
    }
    return true;
}

bool run_command_make(struct run *run, const struct lcm_plan *plan, uint64_t image_size)
{
    uint64_t image_mib = image_size / MIB + 1;
    uint64_t dom0_mib = image_mib + LAUNCHER_MIB + launcher_store_size(plan) / MIB;
    uint64_t memory = run->memory_mib;
    const char *extra = run->xen_args ? run->xen_args : "";

    if (memory == 0) {
        /* The loader's copy of the image is there until Xen has built domain 0. */
        memory = domains_mib(plan) + dom0_mib + image_mib + XEN_MIB;
        if (memory < MEMORY_LEAST_MIB)
            memory = MEMORY_LEAST_MIB;
    }
    /* TCG in any case: where virtualization is nested, Xen mostly dies of it. */
    return argument_add(run, "qemu-system-x86_64") && devices_add(run, plan) &&
           argument_add(run, "-accel") && argument_add(run, "tcg") && argument_add(run, "-cpu") &&
           argument_add(run, MACHINE_CPU) && argument_add(run, "-m") &&
           argument_add(run, "%llu", (unsigned long long)memory) && argument_add(run, "-smp") &&
           argument_add(run, "%lu", processors_count(run, plan)) &&
           argument_add(run, "-nographic") && argument_add(run, "-no-reboot") && icount_add(run) &&
           argument_add(run, "-kernel") && argument_add(run, "%s", run->xen_path) &&
           argument_add(run, "-append") &&
           argument_add(run,
                        "console=com1 com1=115200,8n1 spec-ctrl=eager-fpu "
                        "dom0_mem=%lluM,max:%lluM%s%s",
                        (unsigned long long)dom0_mib, (unsigned long long)dom0_mib,
                        *extra ? " " : "", extra) &&
           initrd_add(run) && words_add(run);
}

void run_command_print(const struct run *run)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./:,@%";

    fflush(stdout);
    for (size_t i = 0; i < run->argument_count; i++) {
        const char *text = run->arguments[i];

        fputs(i ? " " : "", stderr);
        if (*text && strspn(text, plain) == strlen(text)) {
            fputs(text, stderr);
            continue;
        }
        fputc('\'', stderr);
        for (; *text; text++)
            fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, stderr);
        fputc('\'', stderr);
    }
    fputc('\n', stderr);
}
