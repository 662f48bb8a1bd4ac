/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Modules of a dom0less tree: kernels and ramdisks, and what is for Xen itself.
 *
 * They are given by address: the files get names made of the domain's, and a note says where each
 * lay; or UEFI loads them by name.
 */
#include <libfdt.h>
#include <string.h>

#include "tool/import/dom0less.h"

/* Notes where the bytes of a module lay. */
static void reg_note(struct board *b, const struct import_domain *domain, int node,
                     const char *what)
{
    struct property reg = value_find(b->blob, node, "reg");
    struct cells cells = cells_of(b, fdt_parent_offset(b->blob, node));
    size_t length = ((size_t)cells.address + cells.size) * sizeof(uint32_t);

    if (!reg.data) {
        import_note(b->set, domain, "%s: has no reg%s, which stops Xen; give its file", what,
                    value_find(b->blob, node, "xen,uefi-binary").data
                        ? " and no xen,uefi-binary that names a file"
                        : ", nor xen,uefi-binary");
        return;
    }
    if (cells.address < 1 || cells.address > 2 || cells.size < 1 || cells.size > 2 ||
        reg.length < length) {
        import_note(b->set, domain,
                    "%s: reg = %s: malformed: an address of %u and a size of %u cells, as the "
                    "parent's #address-cells and #size-cells say; give the file of one for x86",
                    what, property_text(b, &reg), cells.address, cells.size);
        return;
    }
    import_note(
        b->set, domain,
        "%s: the boot loader loaded it at 0x%llx (0x%llx bytes); give the file of one for x86",
        what, (unsigned long long)cells_read(reg.data, cells.address),
        (unsigned long long)cells_read(reg.data + cells.address * sizeof(uint32_t), cells.size));
    if (reg.length > length)
        import_note(b->set, domain, "%s: reg has more than one range: %s; Xen reads the first",
                    what, property_text(b, &reg));
}

/* The file of a module: that which UEFI loads, else a name made up. */
static const char *module_file(struct board *b, const struct import_domain *domain, int node,
                               const char *what)
{
    struct property binary = value_find(b->blob, node, "xen,uefi-binary");
    struct property reg = value_find(b->blob, node, "reg");
    const char *name = binary.data ? value_string(&binary) : NULL;

    if (!name || !*name) {
        if (name)
            import_note(b->set, domain, "%s: xen,uefi-binary: is empty, and ignored", what);
        reg_note(b, domain, node, what);
        return domain ? import_text(b->set, "%s-%s", domain->name ? domain->name : "domain", what)
                      : what;
    }
    if (reg.data)
        import_note(b->set, domain,
                    "%s: reg = %s: not needed, xen,uefi-binary names the file; give one for x86",
                    what, property_text(b, &reg));
    return import_text(b->set, "%s", name);
}

/* Where two modules are of one kind: which of them counts. */
static void second_note(struct board *b, const struct import_domain *domain, const char *path,
                        const char *what, const char *counts)
{
    import_note(b->set, domain, "the node %s: a second %s; %s is used, as by Xen", path, what,
                counts);
}

/* One for Xen itself, of which a set has one. */
static void config_take(struct board *b, const struct import_domain *domain, int node,
                        enum node_kind kind, const char *path)
{
    bool policy = kind == NODE_POLICY;
    const char **slot = policy ? &b->set->xsm_policy : &b->set->microcode;
    const char *what = policy ? "xsm-policy" : "microcode";

    if (domain && domain != b->dom0)
        import_note(b->set, domain,
                    "the node %s: is for Xen itself, which does not look for it in a domain; it is "
                    "moved to xen,config",
                    path);
    if (*slot) {
        second_note(b, NULL, path, what, "the first");
        (void)module_file(b, NULL, node, what);
        return;
    }
    *slot = module_file(b, NULL, node, what);
}

static void kernel_take(struct board *b, struct import_domain *domain, int node, const char *path)
{
    struct property bootargs = value_find(b->blob, node, "bootargs");
    const char *text = bootargs.data ? value_string(&bootargs) : NULL;

    if (domain->kernel)
        second_note(b, domain, path, "kernel", "the last");
    domain->kernel = module_file(b, domain, node, "kernel");
    if (text && domain->cmdline)
        import_note(b->set, domain,
                    "the node %s: bootargs = \"%s\": a second command line; the first is used",
                    path, text);
    else if (text)
        import_cmdline(b->set, domain, text);
}

/* One of dom0: that which dom0_find() found, or another, which Xen does not use. */
static void dom0_module_take(struct board *b, int node, enum node_kind kind, const char *path)
{
    const char *what = kind == NODE_KERNEL ? "kernel" : "ramdisk";

    if (!b->dom0) {
        import_note(b->set, NULL,
                    "the node %s: a %s for dom0, which has no kernel here: no dom0 is described",
                    path, what);
        (void)module_file(b, NULL, node, what);
    } else if (node == b->dom0_kernel) {
        b->dom0->kernel = module_file(b, b->dom0, node, what);
    } else if (node == b->dom0_ramdisk) {
        b->dom0->ramdisk = module_file(b, b->dom0, node, what);
    } else {
        second_note(b, b->dom0, path, what, "the first");
        (void)module_file(b, b->dom0, node, what);
    }
}

/* What Xen takes a module for that does not say it. */
static enum node_kind kind_guess(struct board *b, const struct import_domain *domain, int node,
                                 const char *path)
{
    bool first = node == b->guessed[0], second = node == b->guessed[1];

    if (domain) {
        import_note(b->set, domain,
                    "the node %s: does not say that it is a kernel or a ramdisk, and Xen uses it "
                    "for neither; left out",
                    path);
        return NODE_MODULE;
    }
    import_note(b->set, b->dom0, "the node %s: does not say what it is; %s", path,
                first    ? "Xen takes the first such module as dom0's kernel, as here"
                : second ? "Xen takes the second such module as dom0's ramdisk, as here, or as an "
                           "XSM policy if it begins like one: if so, move it into a node xen,config"
                         : "Xen takes it as an XSM policy if it begins like one, and ignores it "
                           "otherwise; left out");
    return first ? NODE_KERNEL : second ? NODE_RAMDISK : NODE_MODULE;
}

static void module_file_note(struct board *b, const struct import_domain *domain, int node,
                             enum node_kind kind, const char *path)
{
    const char *file = module_file(b, domain, node, path);

    if (kind == NODE_GUEST_TREE)
        import_note(b->set, domain, "the device tree %s: no devices are passed through yet", path);
    if (value_find(b->blob, node, "xen,uefi-binary").data && file)
        import_note(b->set, domain, "%s: xen,uefi-binary = \"%s\": left out with it", path, file);
}

/* Xen looks for modules no deeper than in a node below /chosen, a domain or not. */
static bool module_is_too_deep(const struct import_domain *domain, const char *path)
{
    const char *slash = strchr(path, '/');

    return slash && (domain || strchr(slash + 1, '/'));
}

/* Why Xen would not load it, though it is one by its name; false where it is left out for that. */
static bool module_is_loaded(struct board *b, const struct import_domain *domain, int node,
                             const char *path)
{
    const struct import_domain *owner = domain ? domain : b->dom0;

    if (module_is_too_deep(domain, path)) {
        import_note(b->set, owner, "the node %s: is deeper than Xen looks for modules; left out",
                    path);
        return false;
    }
    if (!node_is_module(b, node)) {
        import_note(b->set, owner,
                    "the node %s: Xen loads it only with \"multiboot,module\" in compatible; %s",
                    path, domain ? "taken here" : "left out");
        return domain;
    }
    if (domain && (node_is(b, node, "xen,linux-zimage") || node_is(b, node, "xen,linux-initrd")))
        import_note(b->set, domain, "the node %s: Xen knows its old name only for dom0; taken here",
                    path);
    return true;
}

static void ramdisk_take(struct board *b, struct import_domain *domain, int node, const char *path)
{
    if (domain->ramdisk)
        second_note(b, domain, path, "ramdisk", "the last");
    domain->ramdisk = module_file(b, domain, node, "ramdisk");
}

void module_take(struct board *b, struct import_domain *domain, int node, enum node_kind kind,
                 const char *path)
{
    struct import_domain *owner = domain ? domain : b->dom0;
    enum node_kind means = kind;

    if (domain == b->dom0)
        domain = NULL; /* in a node that is dom0's own */
    if (!module_is_loaded(b, domain, node, path))
        means = NODE_MODULE;
    else if (kind == NODE_MODULE)
        means = kind_guess(b, domain, node, path);
    if (means == NODE_POLICY || means == NODE_MICROCODE)
        config_take(b, domain, node, means, path);
    else if (means == NODE_GUEST_TREE || means == NODE_MODULE)
        module_file_note(b, owner, node, means, path);
    else if (!domain)
        dom0_module_take(b, node, means, path);
    else if (means == NODE_KERNEL)
        kernel_take(b, domain, node, path);
    else
        ramdisk_take(b, domain, node, path);
    b->walk(b, owner, node, means == NODE_KERNEL ? NODE_KERNEL : kind, path);
}
