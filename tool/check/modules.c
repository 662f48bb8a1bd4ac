/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Loads each file once, however many domains use it, and reports its fault at each use.
 */
#include "tool/check/modules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/base/tool.h"
#include "tool/unpack/kernel_config.h"
#include "tool/check/suit.h"

static bool memory_elf_read(void *context, uint64_t offset, void *target, size_t count)
{
    const struct unpacked *unpacked = context;

    if (offset > unpacked->size || count > unpacked->size - offset)
        return false;
    memcpy(target, unpacked->bytes + offset, count);
    return true;
}

static void file_fail(struct module_file *file, const char *check, const char *what,
                      const char *remedy)
{
    file->check = check;
    snprintf(file->why, sizeof(file->why), "%s: %s; %s", file->path, what, remedy);
}

static void kernel_load(struct module_file *file)
{
    enum unpack_error unpack_error;
    enum elf_error elf_error;
    char text[256];

    unpack_error = unpack_kernel(file->file.bytes, file->file.size, &file->unpacked);
    if (unpack_error) {
        file_fail(file, "kernel-format", unpack_strerror(unpack_error),
                  "give a Linux bzImage or an x86 ELF kernel");
        return;
    }
    elf_error = elf_read(memory_elf_read, &file->unpacked, file->unpacked.size, &file->elf);
    if (elf_error) {
        kernel_error_text(elf_error, text, sizeof(text));
        file->check = "kernel-elf";
        snprintf(file->why, sizeof(file->why), "%s: %s", file->path, text);
        return;
    }
    file->is_linux = file->unpacked.cmdline_size != 0 ||
                     kernel_is_linux(file->unpacked.bytes, file->unpacked.size);
    file->good = true;
}

/* The directory is another only where the file is not there, and its name does not give one. */
static const char *open_remedy(int error, bool absolute)
{
    if ((error == ENOENT || error == ENOTDIR) && absolute)
        return "correct the name, or leave its directory out and give that with -I";
    if (error == ENOENT || error == ENOTDIR)
        return "correct the name, or add the file's directory with -I";
    if (error == EACCES || error == EPERM)
        return "make it readable (chmod), or run this as a user who can read it";
    return "make it readable";
}

static void module_file_load(struct module_file *file)
{
    struct stat status;

    if (stat(file->path, &status) == 0 && S_ISDIR(status.st_mode)) {
        file_fail(file, "module-file", "a directory", "name a file");
    } else if (!file_read(&file->file, file->path)) {
        file_fail(file, "module-file", strerror(errno), open_remedy(errno, file->absolute));
    } else if (file->file.size == 0) {
        file_fail(file, "module-empty", "the file is empty", "give a file with content");
    } else if (file->is_kernel) {
        kernel_load(file);
    } else {
        file->unpacked =
            (struct unpacked){.bytes = file->file.bytes, .size = file->file.size, .method = "none"};
        file->good = true;
    }
}

/* A dom0's kernel that was built for guests passes as one by its notes, and is silent then. */
static void dom0_kernel_check(struct input *input, const struct lcm_domain *domain,
                              const struct module_file *file)
{
    struct kernel_dom0 dom0;
    char node[LCM_PATH_SIZE];

    kernel_dom0_find(&dom0, file->path, file->unpacked.bytes, file->unpacked.size);
    input_node_path(input, domain->kernel.node, node, sizeof(node));
    if (dom0.found == KERNEL_DOM0_LACKS)
        report_error(&input->report, "kernel-dom0", node, "hyperlaunch,file",
                     "%s: Linux %s was built without CONFIG_XEN_DOM0, says %s; use one built for "
                     "domain 0",
                     file->path, dom0.version,
                     dom0.config[0] ? dom0.config : "the configuration in it");
    else if (dom0.found == KERNEL_DOM0_UNLIKELY)
        input->dom0.cloud_version = strdup(dom0.version);
}

/* Finds or loads the file of a module; NULL without memory. Its fault is reported at this use. */
static struct module_file *module_use(struct modules *m, struct input *input,
                                      const struct path_list *includes,
                                      const struct lcm_module *module, bool is_kernel)
{
    char *path = path_find(module->file, input->path, includes);
    struct module_file *file = NULL;
    char node[LCM_PATH_SIZE];

    if (!path)
        return NULL;
    for (size_t i = 0; i < m->count && !file; i++)
        if (m->files[i].is_kernel == is_kernel && strcmp(m->files[i].path, path) == 0)
            file = &m->files[i];
    if (file) {
        free(path);
    } else {
        file = &m->files[m->count++];
        file->path = path;
        file->is_kernel = is_kernel;
        file->absolute = module->file[0] == '/';
        module_file_load(file);
    }
    if (!file->good) {
        input_node_path(input, module->node, node, sizeof(node));
        report_error(&input->report, file->check, node, "hyperlaunch,file", "%s", file->why);
    }
    return file;
}

/* A source may not refer to payloads by index: there is no image yet that would hold them. */
static bool module_names_file(struct input *input, const struct lcm_module *module)
{
    char node[LCM_PATH_SIZE];

    if (module->file)
        return true;
    input_node_path(input, module->node, node, sizeof(node));
    report_error(&input->report, "module-file", node, NULL,
                 "the module names no file; give it a hyperlaunch,file");
    return false;
}

static bool domain_load(struct modules *m, struct input *input, const struct path_list *includes,
                        uint32_t i)
{
    const struct lcm_domain *domain = &input->image.plan.domains[i];
    bool with_ramdisk = domain->ramdisk.present;

    if (!module_names_file(input, &domain->kernel) ||
        (with_ramdisk && !module_names_file(input, &domain->ramdisk)))
        return true;
    m->kernels[i] = module_use(m, input, includes, &domain->kernel, true);
    if (with_ramdisk)
        m->ramdisks[i] = module_use(m, input, includes, &domain->ramdisk, false);
    if (!m->kernels[i] || (with_ramdisk && !m->ramdisks[i]))
        return false;
    if (m->kernels[i]->good && domain->domid == 0 &&
        elf_check_pv(&m->kernels[i]->elf, true) == ELF_OK)
        dom0_kernel_check(input, domain, m->kernels[i]);
    if (m->kernels[i]->good && (!with_ramdisk || m->ramdisks[i]->good))
        domain_suit_check(input, domain,
                          &(struct suit_parts){
                              .kernel = &m->kernels[i]->elf,
                              .path = m->kernels[i]->path,
                              .cmdline_size = m->kernels[i]->unpacked.cmdline_size,
                              .is_linux = m->kernels[i]->is_linux,
                              .ramdisk_size = with_ramdisk ? m->ramdisks[i]->unpacked.size : 0,
                              .ramdisk_kind = with_ramdisk
                                                  ? kernel_kind(m->ramdisks[i]->unpacked.bytes,
                                                                m->ramdisks[i]->unpacked.size)
                                                  : NULL,
                          });
    return true;
}

static bool config_load(struct modules *m, struct input *input, const struct path_list *includes)
{
    const struct lcm_plan *plan = &input->image.plan;

    if (plan->microcode.present && module_names_file(input, &plan->microcode)) {
        m->microcode = module_use(m, input, includes, &plan->microcode, false);
        if (!m->microcode)
            return false;
    }
    if (plan->xsm_policy.present && module_names_file(input, &plan->xsm_policy)) {
        m->xsm_policy = module_use(m, input, includes, &plan->xsm_policy, false);
        if (!m->xsm_policy)
            return false;
    }
    return true;
}

int modules_load(struct modules *modules, struct input *input, const struct path_list *includes)
{
    bool done;

    memset(modules, 0, sizeof(*modules));
    done = config_load(modules, input, includes);
    for (uint32_t i = 0; done && i < input->image.plan.domain_count; i++)
        done = domain_load(modules, input, includes, i);
    if (!done) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    return input->report.errors ? TOOL_FAULT : TOOL_FINE;
}

void modules_release(struct modules *modules)
{
    for (size_t i = 0; i < modules->count; i++) {
        unpack_release(&modules->files[i].unpacked);
        file_release(&modules->files[i].file);
        free(modules->files[i].path);
    }
    modules->count = 0;
}
