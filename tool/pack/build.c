/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Source and module files in, launch image out.
 */
#include "tool/pack/build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/pack/write.h"
#include "tool/pack/build_cache.h"
#include "tool/check/device_check.h"
#include "tool/check/host_check.h"
#include "tool/check/modules.h"
#include "tool/base/printable.h"
#include "tool/check/set_check.h"

enum { BUILD_PATH_SIZE = 128, BUILD_TEXT_SIZE = BUILD_PATH_SIZE + 16 };

static void build_progress(void *context, uint64_t done, uint64_t total)
{
    const struct module_file *file = context;
    char text[BUILD_TEXT_SIZE], path[BUILD_PATH_SIZE];

    snprintf(text, sizeof(text), "compressing %s", printable_text(file->path, path, sizeof(path)));
    tool_progress(text, done, total);
}

/* Puts the file of one module into the image. */
static int module_add(struct image_writer *writer, struct input *input, struct lcm_module *module,
                      struct module_file *file, bool plain)
{
    char node[LCM_PATH_SIZE];
    enum write_error error;

    writer->context = file;
    error =
        image_writer_add(writer, file->unpacked.bytes, file->unpacked.size, plain, &module->index);
    if (!error) {
        image_writer_name(writer, module->index, module->file);
        image_writer_limit(writer, module->index, file->unpacked.cmdline_size);
        module->file = NULL; /* a module of the compiled form has its index */
        return TOOL_FINE;
    }
    if (error == WRITE_NO_MEMORY) {
        tool_complain("%s: %s", file->path, write_strerror(error));
        return TOOL_FAILED;
    }
    input_node_path(input, module->node, node, sizeof(node));
    report_error(&input->report, "module-size", node, "hyperlaunch,file",
                 "%s: %s; give fewer or smaller files", file->path, write_strerror(error));
    return TOOL_FAULT;
}

static int modules_add(struct image_writer *writer, struct input *input, struct lcm_plan *plan,
                       const struct modules *modules)
{
    int status = TOOL_FINE;

    /* Xen takes its own where they lie. */
    if (modules->microcode)
        status = module_add(writer, input, &plan->microcode, modules->microcode, true);
    if (status == TOOL_FINE && modules->xsm_policy)
        status = module_add(writer, input, &plan->xsm_policy, modules->xsm_policy, true);
    for (uint32_t i = 0; i < plan->domain_count && status == TOOL_FINE; i++) {
        struct lcm_domain *domain = &plan->domains[i];

        status = module_add(writer, input, &domain->kernel, modules->kernels[i], false);
        if (status == TOOL_FINE && modules->ramdisks[i])
            status = module_add(writer, input, &domain->ramdisk, modules->ramdisks[i], false);
    }
    return status;
}

static int image_save(const struct image_writer *writer, struct lcm_plan *plan, const char *out)
{
    enum write_error error = image_writer_save(writer, plan, out);

    if (!error)
        return TOOL_FINE;
    if (error == WRITE_IO)
        tool_complain("%s: %s", out, strerror(errno));
    else
        tool_complain("%s: %s", out, write_strerror(error));
    return TOOL_FAILED;
}

/* Before anything is compressed, for that takes long. */
static int set_suits(struct input *input, const struct host_request *checked)
{
    devices_check(input);
    if (checked)
        set_check(input, host_requested(checked));
    return input->report.errors ? TOOL_FAULT : TOOL_FINE;
}

static int entry_suits(struct input *input, const struct image_writer *writer,
                       struct lcm_plan *plan, const struct host_request *checked)
{
    if (checked && checked->entry_mib)
        entry_check(input, checked->entry_mib, image_writer_size(writer, plan));
    return input->report.errors ? TOOL_FAULT : TOOL_FINE;
}

static int modules_tell(const struct modules *modules, const struct build_witness *witness)
{
    for (size_t i = 0; witness && i < modules->count; i++)
        if (!witness->used(witness->context, modules->files[i].path, &modules->files[i].file))
            return TOOL_FAILED;
    return TOOL_FINE;
}

int image_build(struct input *input, const struct path_list *includes, int level,
                const struct host_request *checked, const struct build_witness *witness,
                const char *out)
{
    struct image_writer *writer = malloc(sizeof(*writer));
    struct modules *modules = calloc(1, sizeof(*modules));
    struct lcm_plan *plan = malloc(sizeof(*plan));
    int status = TOOL_FAILED;

    if (writer && modules && plan) {
        *plan = input->image.plan;
        image_writer_init(writer);
        writer->level = level;
        writer->progress = build_progress;
        build_cache_use(writer);
        status = modules_load(modules, input, includes);
        if (status == TOOL_FINE)
            status = set_suits(input, checked);
        if (status == TOOL_FINE)
            status = modules_tell(modules, witness);
        if (status == TOOL_FINE)
            status = modules_add(writer, input, plan, modules);
        if (status == TOOL_FINE)
            status = entry_suits(input, writer, plan, checked);
        if (status == TOOL_FINE)
            status = image_save(writer, plan, out);
        image_writer_release(writer);
        modules_release(modules);
    } else {
        tool_complain("out of memory");
    }
    free(plan);
    free(modules);
    free(writer);
    return status;
}

uint64_t image_measure(struct input *input, const struct modules *modules)
{
    struct image_writer *writer = malloc(sizeof(*writer));
    struct lcm_plan *plan = malloc(sizeof(*plan));
    uint64_t size = 0;

    if (writer && plan) {
        *plan = input->image.plan;
        image_writer_init(writer);
        writer->level = WRITE_LEVEL_MIN;
        if (modules_add(writer, input, plan, modules) == TOOL_FINE)
            size = image_writer_size(writer, plan);
        image_writer_release(writer);
    } else {
        tool_complain("out of memory");
    }
    free(plan);
    free(writer);
    return size;
}
