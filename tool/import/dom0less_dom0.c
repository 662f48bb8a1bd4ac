/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The domain 0 that the modules in /chosen describe, and the command lines there: Xen's and its.
 */
#include <libfdt.h>
#include <string.h>

#include "tool/import/dom0less.h"

enum { MODULE_DEPTH = 2 /* below /chosen; Xen looks no deeper */ };

/* A property of /chosen that is one string, or NULL; also where a node's is empty. */
static const char *text_of(const struct board *b, int node, const char *name)
{
    struct property property = value_find(b->blob, node, name);

    return property.data ? value_string(&property) : NULL;
}

/* Takes one module in the order in which Xen meets them. */
static void module_meet(struct board *b, int node)
{
    int parent = fdt_parent_offset(b->blob, node);
    bool of_domain = node_kind_of(b, parent, NODE_CHOSEN) == NODE_DOMAIN;
    enum node_kind kind = node_kind_of(b, node, NODE_UNKNOWN);

    if (kind == NODE_MODULE) {
        unsigned int i = b->guessed[0] < 0 ? 0 : 1;

        if (b->guessed[i] >= 0)
            return;
        b->guessed[i] = node;
        kind = i == 0 ? NODE_KERNEL : NODE_RAMDISK;
    }
    if (of_domain)
        return;
    if (kind == NODE_KERNEL && b->dom0_kernel < 0)
        b->dom0_kernel = node;
    else if (kind == NODE_RAMDISK && b->dom0_ramdisk < 0)
        b->dom0_ramdisk = node;
}

void dom0_find(struct board *b)
{
    int depth = 0;
    const char *cmdline;

    for (int node = fdt_next_node(b->blob, b->chosen, &depth); node >= 0 && depth > 0;
         node = fdt_next_node(b->blob, node, &depth))
        if (depth <= MODULE_DEPTH && node_is_module(b, node))
            module_meet(b, node);
    if (b->dom0_kernel < 0)
        return;
    cmdline = text_of(b, b->dom0_kernel, "bootargs");
    b->dom0_cmdline = cmdline && *cmdline;
    b->dom0 = import_dom0_new(b->set);
}

/* An address, of one or two cells. */
static bool property_is_address(const struct property *property)
{
    return property->length == sizeof(uint32_t) || property->length == sizeof(uint64_t);
}

/* A ramdisk may also be given as Linux is given one, and then is the first. */
static void initrd_take(struct board *b)
{
    struct property start = value_find(b->blob, b->chosen, "linux,initrd-start");
    struct property end = value_find(b->blob, b->chosen, "linux,initrd-end");
    bool good = property_is_address(&start) && property_is_address(&end);

    if (!start.data && !end.data)
        return;
    import_note(b->set, b->dom0, "linux,initrd-start = %s, linux,initrd-end = %s: %s",
                start.data ? property_text(b, &start) : "not given",
                end.data ? property_text(b, &end) : "not given",
                !b->dom0 ? "a ramdisk for dom0, but no dom0 is described"
                : !good  ? "malformed: Xen needs two addresses; left out"
                         : "dom0's ramdisk, loaded by the boot loader; give the "
                           "file of one for x86");
    if (b->dom0 && good) {
        b->dom0->ramdisk = "dom0-ramdisk";
        b->dom0_ramdisk = -1;
    }
}

/* The command line that is not used, so that it is not lost. */
static void unused_note(struct board *b, const char *name, const char *text, const char *used)
{
    if (text)
        import_note(b->set, b->dom0, "%s = \"%s\": not used, %s", name, text,
                    b->dom0 ? used : "no dom0 is described");
}

/* Xen's rules for who gets which line (booting.txt, "Command lines"). */
static void lines_take(struct board *b, struct import_dom0_options *options)
{
    const char *xen = text_of(b, b->chosen, "xen,xen-bootargs");
    const char *own = text_of(b, b->chosen, "xen,dom0-bootargs");
    const char *chosen = text_of(b, b->chosen, "bootargs");
    const char *module = b->dom0_kernel >= 0 ? text_of(b, b->dom0_kernel, "bootargs") : NULL;
    const char *used = own ? "xen,dom0-bootargs" : "bootargs of the kernel's node";
    bool xen_has_chosen = !xen && (own || b->dom0_cmdline);

    if (xen)
        import_xen_options(b->set, b->dom0, "xen,xen-bootargs", xen, options);
    else if (chosen && xen_has_chosen)
        import_xen_options(b->set, b->dom0, "bootargs", chosen, options);
    if (b->dom0 && (own || b->dom0_cmdline))
        import_cmdline(b->set, b->dom0, own ? own : module);
    else if (b->dom0 && chosen)
        import_cmdline(b->set, b->dom0, chosen);
    else if (b->dom0 && module)
        import_cmdline(b->set, b->dom0, module);
    if (!b->dom0 && own)
        unused_note(b, "xen,dom0-bootargs", own, "");
    if (own && module)
        unused_note(b, "bootargs of the kernel's node", module, "xen,dom0-bootargs is there");
    if (chosen && !xen_has_chosen && (!b->dom0 || own || b->dom0_cmdline))
        unused_note(b, "bootargs", chosen, used);
}

void dom0_take(struct board *b)
{
    struct import_dom0_options options = {false};
    unsigned long cpus = pool_0_cpus(b);

    initrd_take(b);
    lines_take(b, &options);
    if (!b->dom0)
        return;
    import_dom0_finish(b->set, b->dom0, &options,
                       &(struct import_dom0_defaults){
                           .memory_kib = IMPORT_DOM0_MEMORY_KIB,
                           .memory_from = "Xen on Arm",
                           .vcpus = cpus,
                           .vcpus_from = "Xen on Arm",
                       });
}
