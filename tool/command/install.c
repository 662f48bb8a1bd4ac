/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch install: a set becomes what GRUB boots.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/options.h"
#include "tool/base/own_files.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/command/set_image.h"
#include "tool/install/grub.h"
#include "tool/install/install.h"
#include "tool/pack/build.h"
#include "tool/pack/write.h"
#include "tool/unpack/unpack.h"

struct install_request {
    struct set_request set;
    struct install install;
    const char *root, *title;
};

static const struct option_spec install_options[] = {
    SET_FOLDER_OPTION,
    SET_LEVEL_OPTIONS,
    HOST_OPTIONS,
    {0, "root", "DIR",
     "install to the system below DIR, and leave GRUB's menu to whoever makes it"},
    {0, "dry-run", NULL, "show every file and line that would be written, and do nothing"},
    {0, "copy-xen", "FILE", "keep this Xen with the set (default: the newest in /boot)"},
    {0, "xen-args", "TEXT", "options of Xen for this set, after those of /etc/default/grub"},
    {0, "launcher-args", "TEXT", "options of the launcher"},
    {0, "title", "TEXT", "the title of the menu entry (default: the set's name)"},
    {0},
};

static bool install_option(void *context, const struct option_spec *option, const char *value)
{
    struct install_request *request = context;
    struct generation_parts *parts = &request->install.parts;

    if (set_option_is(option))
        return set_option_take(&request->set, "install", option, value);
    if (strcmp(option->name, "root") == 0)
        request->root = value;
    else if (strcmp(option->name, "copy-xen") == 0)
        parts->xen = value;
    else if (strcmp(option->name, "title") == 0)
        request->title = value;
    else if (strcmp(option->name, "xen-args") == 0)
        return entry_options_take(parts->entry.xen, "install", "xen-args", value);
    else if (strcmp(option->name, "launcher-args") == 0)
        return entry_options_take(parts->entry.launcher, "install", "launcher-args", value);
    else
        request->install.disk.dry = true;
    return true;
}

/* GRUB unpacks it when the host boots: what is no Xen then is told now. */
static bool xen_suits(const char *path)
{
    struct unpacked unpacked = {0};
    enum unpack_error error;
    struct file file;

    if (!file_read(&file, path)) {
        tool_complain("install: --copy-xen %s: %s", path, strerror(errno));
        return false;
    }
    error = unpack_kernel(file.bytes, file.size, &unpacked);
    if (error)
        tool_complain("install: --copy-xen %s: not a Xen: %s; name one as xen-4.17-amd64.gz", path,
                      unpack_strerror(error));
    unpack_release(&unpacked);
    file_release(&file);
    return error == 0;
}

/* What is missing is told before a set is built, which takes long. */
static bool system_suits(const struct install *install)
{
    const struct place *place = &install->place;

    if (!*place->root && !install->disk.dry && geteuid() != 0) {
        tool_complain("install: only root may write to /boot; run it as root, look at it with "
                      "--dry-run, or install to the root of another system with --root");
        return false;
    }
    if (!grub_is_there(place, "install"))
        return false;
    if (install->parts.xen)
        return xen_suits(install->parts.xen);
    if (install_has_xen(place))
        return true;
    tool_complain(
        "install: %s/boot: there is no xen-*.gz; install xen-hypervisor-4.17-amd64 (4.20 on "
        "Debian 13), or name a Xen with --copy-xen",
        place->root);
    return false;
}

/* "hyperlaunch: NAME", of the set's file name without its ending, and where the set came from. */
static void entry_describe(struct entry *entry, const char *title, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *whole = realpath(path, NULL), text[ENTRY_VALUE_SIZE];
    int length = (int)strcspn(name, ".");

    (void)snprintf(text, sizeof(text), "hyperlaunch: %.*s", length > 0 ? length : 1,
                   length > 0 ? name : "-");
    entry_text_take(entry->title, title ? title : text);
    entry_text_take(entry->set, whole ? whole : path);
    entry_time_take(entry->time);
    free(whole);
}

/* An image is taken as it is, from a file, and no option asks for what is looked at in building. */
static int image_suits(const struct install_request *request, struct input *input)
{
    const struct host_request *host = &request->set.host;

    if (path_is_stream(input->path)) {
        tool_complain("install: an image is not read from the standard input; name its file");
        return TOOL_USAGE;
    }
    if (host_requested(host) || host->entry_mib) {
        tool_complain("install: %s: a launch image is taken as it is: --host, --memory, --cpus and "
                      "--entry-memory count when it is built; give them to hyperlaunch check",
                      input->path);
        return TOOL_USAGE;
    }
    return payloads_check(input);
}

/* A payload's file is noted by the bytes that are built in. */
static bool payload_note(void *context, const char *path, const struct file *file)
{
    struct install *install = context;
    uint8_t digest[DIGEST_SIZE];

    digest_sha256(file->bytes, file->size, digest);
    return sources_add(&install->parts.sources, &install->place, "install", path, digest);
}

static bool file_note(void *context, const char *path)
{
    struct install *install = context;
    uint8_t digest[DIGEST_SIZE];

    if (file_digest(path, digest))
        return sources_add(&install->parts.sources, &install->place, "install", path, digest);
    tool_complain("install: %s: %s", path, strerror(errno));
    return false;
}

/* The set's own text, which a pipe holds but once. */
static int text_note(struct install_request *request, const char *path, bool is_text)
{
    if (path_reads_once(path))
        return TOOL_FINE;
    if (!is_text)
        return file_note(&request->install, path) ? TOOL_FINE : TOOL_FAILED;
    return source_files_find(path, &request->set.includes, file_note, &request->install);
}

/* Of a source the image is built into `scratch`. */
static int image_make(struct install_request *request, struct input *input, const char *path,
                      const char *scratch)
{
    const struct build_witness witness = {.used = payload_note, .context = &request->install};
    int status = input_open(input, path, &request->set.includes, stderr);

    request->install.parts.image = scratch;
    if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
        status = text_note(request, path, input->source.blob.bytes);
    if (status != TOOL_FINE)
        return status;
    if (input->kind != INPUT_IMAGE)
        return set_image_build(&request->set, "install", input, &witness, scratch, path, stdout);
    request->install.parts.image = path;
    status = image_suits(request, input);
    return status == TOOL_FINE && !file_note(&request->install, path) ? TOOL_FAILED : status;
}

static void outcome_print(const struct install *install, unsigned long number)
{
    if (install->disk.dry) {
        puts("Nothing was done.");
    } else if (*install->place.root) {
        printf("Generation %lu is in %s" PLACE_HOME "/%lu. Run update-grub in that system, and "
               "GRUB's menu has it.\n",
               number, install->place.root, number);
    } else if (grub_default(&install->place, "install") == number) {
        printf("Generation %lu is installed, and boots next.\n", number);
    } else {
        printf("Generation %lu is installed, but is not what GRUB boots by default: see "
               "GRUB_DEFAULT in /etc/default/grub, and hyperlaunch-install(1).\n",
               number);
    }
}

static int set_install(struct install_request *request, struct input *input, const char *path,
                       const char *scratch)
{
    struct install *install = &request->install;
    int status = image_make(request, input, path, scratch);
    unsigned long number = 0;

    if (status != TOOL_FINE)
        return status;
    entry_describe(&install->parts.entry, request->title, path);
    status = install_run(install, &number);
    if (status == TOOL_FINE)
        outcome_print(install, number);
    return status;
}

/* Finds what comes with this program, and has a place for the image. */
static int parts_find(struct install_request *request, struct input *input, const char *path)
{
    char *folder = own_folder("install");
    char *launcher = folder ? own_launcher("install", folder) : NULL;
    char *grub = launcher ? own_grub_folder("install", folder) : NULL;
    char *scratch = grub ? file_scratch("install") : NULL;
    int status = TOOL_FAILED;

    if (scratch) {
        request->install.parts.launcher = launcher;
        request->install.grub = grub;
        status = set_install(request, input, path, scratch);
        unlink(scratch);
    }
    free(scratch);
    free(grub);
    free(launcher);
    free(folder);
    return status;
}

static int request_serve(const struct command *command, struct install_request *request, int argc,
                         char **argv, struct input *input)
{
    int status;
    int first = options_parse(command, argc, argv, install_option, request, &status);

    if (first < 0)
        return status;
    if (argc - first != 1) {
        tool_complain("install: name exactly one set; see hyperlaunch install --help");
        return TOOL_USAGE;
    }
    if (!place_open(&request->install.place, "install", request->root))
        return TOOL_USAGE;
    status = host_request_read(&request->set.host);
    if (status != TOOL_FINE)
        return status;
    if (!system_suits(&request->install))
        return TOOL_FAILED;
    return parts_find(request, input, argv[first]);
}

static int install_command(const struct command *command, int argc, char **argv)
{
    struct install_request *request = calloc(1, sizeof(*request));
    struct input *input = calloc(1, sizeof(*input));
    int status = TOOL_FAILED;

    if (request && input) {
        request->set.level = WRITE_LEVEL_DEFAULT;
        request->install.disk = (struct disk){.command = "install", .said = stdout};
        status = request_serve(command, request, argc, argv, input);
        sources_release(&request->install.parts.sources);
        input_release(input);
    } else {
        tool_complain("out of memory");
    }
    free(input);
    free(request);
    return status;
}

const struct command command_install = {
    .name = "install",
    .operands = "SET",
    .summary = "install a set where GRUB boots it, with a menu entry",
    .description =
        "Builds SET (a source, or a launch image as it is) and puts the image and the launcher\n"
        "into a new folder of /boot/hyperlaunch, a generation; update-grub makes the menu "
        "entries.\n"
        "The generation before stays, as the second entry. Whatever fails, what booted still does.",
    .options = install_options,
    .run = install_command,
};
