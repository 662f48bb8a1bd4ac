/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a Linux makes of its command line - the console it prints to, the disk it wants for its root
 * - and of files that were made for something else.
 */
#include "tool/check/guest_check.h"

#include <stdio.h>
#include <string.h>

/* The command line is the kernel's up to "--"; what follows is init's. */
static const char *word_next(const char *at, size_t *length)
{
    at += strspn(at, " \t\n");
    *length = strcspn(at, " \t\n");
    return *length > 0 && !(*length == 2 && strncmp(at, "--", 2) == 0) ? at : NULL;
}

/* The value of the next `key` ("root=") from `at` on; NULL where there is none. */
static const char *value_next(const char *at, const char *key, size_t *length)
{
    size_t word, key_length = strlen(key);

    while (at && (at = word_next(at, &word))) {
        if (word >= key_length && strncmp(at, key, key_length) == 0) {
            *length = word - key_length;
            return at + key_length;
        }
        at += word;
    }
    return NULL;
}

static bool value_begins(const char *value, size_t length, const char *start)
{
    return length >= strlen(start) && strncmp(value, start, strlen(start)) == 0;
}

/* "hvc0", "hvc" and "hvc0,OPTIONS" are the console that every domain has. */
static bool console_is_heard(const char *value, size_t length)
{
    size_t name = 0;

    while (name < length && value[name] != ',')
        name++;
    return (name == 3 && strncmp(value, "hvc", 3) == 0) ||
           (name == 4 && strncmp(value, "hvc0", 4) == 0);
}

/* Of domain 0 the screen is heard, too. */
static bool console_is_screen(const char *value, size_t length)
{
    return value_begins(value, length, "tty") &&
           (length == 3 || value[3] == ',' || (value[3] >= '0' && value[3] <= '9'));
}

static void console_check(struct input *input, const struct lcm_domain *domain)
{
    bool dom0 = domain->domid == 0, heard = false;
    const char *bootargs = domain->kernel.bootargs ? domain->kernel.bootargs : "";
    const char *value = bootargs, *last = NULL;
    size_t length = 0, last_length = 0;
    char node[LCM_PATH_SIZE];

    while ((value = value_next(value, "console=", &length))) {
        heard =
            heard || console_is_heard(value, length) || (dom0 && console_is_screen(value, length));
        last = value;
        last_length = length;
        value += length;
    }
    /* A PV Linux that is told of no console takes hvc0 by itself, as domain 0 the screen, too. */
    if (heard || (!last && domain->mode == LCM_MODE_PV))
        return;
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    if (dom0)
        report_warning(&input->report, "console-silent", node, "bootargs",
                       "has \"console=%.*s\" but no \"console=hvc0\": domain 0 prints nothing "
                       "where Xen uses this port itself; add \"console=hvc0\"",
                       (int)last_length, last);
    else if (last)
        report_warning(&input->report, "console-silent", node, "bootargs",
                       "has \"console=%.*s\" but no \"console=hvc0\", the only console of a "
                       "domain: the domain prints nothing; write \"console=hvc0\"",
                       (int)last_length, last);
    else
        report_warning(&input->report, "console-silent", node, "bootargs",
                       "has no \"console=hvc0\", so the domain prints nothing; add it");
}

/* What it is on, a disk or a network; NULL where it is made of memory, or of what is not known. */
static const char *root_place(const char *value, size_t length)
{
    static const struct {
        const char *start, *place; /* the first that matches counts */
    } known[] = {
        {"UUID=", "a disk"},        {"PARTUUID=", "a disk"}, {"LABEL=", "a disk"},
        {"PARTLABEL=", "a disk"},   {"ZFS=", "a disk"},      {"/dev/ram", NULL},
        {"/dev/nfs", "a network"},  {"nfs:", "a network"},   {"nfs4:", "a network"},
        {"/dev/cifs", "a network"}, {"/dev/", "a disk"},
    };

    if (value_begins(value, length, "\"")) {
        value++;
        length--;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (value_begins(value, length, known[i].start))
            return known[i].place;
    return NULL;
}

static void root_check(struct input *input, const struct lcm_domain *domain, bool has_dom0)
{
    const char *bootargs = domain->kernel.bootargs ? domain->kernel.bootargs : "";
    const char *value = bootargs, *last = NULL, *place;
    size_t length = 0, last_length = 0;
    char node[LCM_PATH_SIZE];

    while ((value = value_next(value, "root=", &length))) {
        last = value;
        last_length = length;
        value += length;
    }
    place = last ? root_place(last, last_length) : NULL;
    if (domain->domid == 0 || !place || (has_dom0 && domain->enhanced == LCM_ENHANCED_ENABLED))
        return;
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    report_warning(&input->report, "root-missing", node, "bootargs",
                   "has \"root=%.*s\", %s, and %s; boot from a ramdisk and leave it out%s",
                   (int)last_length, last, place,
                   has_dom0 ? "a domain without a xenstore cannot get one"
                            : "the set has no dom0 to attach one",
                   has_dom0 ? ", or leave xen,enhanced out" : ", or add a dom0");
}

/* Other kernels take whatever they like, and an ELF file may be it. */
static void ramdisk_check(struct input *input, const struct lcm_domain *domain,
                          const struct input_guest *guest)
{
    const char *file = domain->ramdisk.file;
    char node[LCM_PATH_SIZE];

    if (!guest->ramdisk_kind || (!guest->is_linux && strstr(guest->ramdisk_kind, "ELF")))
        return;
    input_node_path(input, domain->ramdisk.node, node, sizeof(node));
    report_warning(&input->report, "ramdisk-kind", node, file ? "hyperlaunch,file" : NULL,
                   "%s%sis %s, not a ramdisk; give the kernel's initrd", file ? file : "",
                   file ? ": " : "", guest->ramdisk_kind);
}

static void dom0_check(struct input *input, const struct lcm_domain *domain)
{
    char node[LCM_PATH_SIZE];

    if (domain->domid != 0 || !input->dom0.cloud_version)
        return;
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    report_warning(&input->report, "kernel-cloud", node, "hyperlaunch,file",
                   "Linux %s is a cloud kernel, which Debian builds without CONFIG_XEN_DOM0: as "
                   "domain 0 it dies without a message; use the one without \"cloud\"",
                   input->dom0.cloud_version);
}

void guests_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool has_dom0 = false;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        has_dom0 = has_dom0 || plan->domains[i].domid == 0;
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        ramdisk_check(input, &plan->domains[i], &input->guests[i]);
        dom0_check(input, &plan->domains[i]);
        if (!input->guests[i].is_linux)
            continue;
        console_check(input, &plan->domains[i]);
        root_check(input, &plan->domains[i], has_dom0);
    }
}
