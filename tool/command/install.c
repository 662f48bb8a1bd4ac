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
#include "tool/base/printable.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/command/install_image.h"
#include "tool/command/install_suits.h"
#include "tool/command/set_image.h"
#include "tool/install/given.h"
#include "tool/install/grub.h"
#include "tool/install/install.h"
#include "tool/pack/write.h"

struct install_request {
    struct set_request set;
    struct install install;
    struct given given; /* the options that shape what is installed, and the set */
    const char *root, *title, *path;
    bool again;
};

static const struct option_spec install_options[] = {
    SET_FOLDER_OPTION,
    SET_LEVEL_OPTIONS,
    HOST_OPTIONS,
    {0, "root", "DIR",
     "install to the system below DIR, and leave GRUB's menu to whoever makes it"},
    {0, "again", NULL, "install what is installed again, with the options that it was given"},
    {0, "dry-run", NULL, "show every file and line that would be written, and do nothing"},
    {0, "copy-xen", "FILE", "keep this Xen with the set (default: the newest in /boot)"},
    {0, "xen-args", "TEXT", "options of Xen for this set, after those of /etc/default/grub"},
    {0, "launcher-args", "TEXT", "options of the launcher"},
    {0, "title", "TEXT", "the title of the menu entry (default: the set's name)"},
    {0},
};

/* Whether an option says how this installation is done, and not what is installed. */
static bool option_is_of_manner(const struct option_spec *option)
{
    static const char *const names[] = {"root", "dry-run", "again"};

    for (size_t i = 0; option->name && i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(option->name, names[i]) == 0)
            return true;
    return false;
}

/* Takes an option that is noted, too. */
static bool given_take(void *context, const struct option_spec *option, const char *value)
{
    struct install_request *request = context;
    struct generation_parts *parts = &request->install.parts;
    char title[ENTRY_VALUE_SIZE];

    if (option->name && strcmp(option->name, "title") == 0) {
        entry_text_take(title, value);
        value = title;
    }
    value = given_add(&request->given, "install", option, value);
    if (!value)
        return false;
    if (option == &given_set)
        request->path = value;
    else if (set_option_is(option))
        return set_option_take(&request->set, "install", option, value);
    else if (strcmp(option->name, "copy-xen") == 0)
        parts->xen = value;
    else if (strcmp(option->name, "title") == 0)
        request->title = value;
    else if (strcmp(option->name, "xen-args") == 0)
        return entry_options_take(parts->entry.xen, "install", "xen-args", value);
    else
        return entry_options_take(parts->entry.launcher, "install", "launcher-args", value);
    return true;
}

static bool install_option(void *context, const struct option_spec *option, const char *value)
{
    struct install_request *request = context;

    if (!option_is_of_manner(option))
        return given_take(request, option, value);
    if (strcmp(option->name, "root") == 0)
        request->root = value;
    else if (strcmp(option->name, "again") == 0)
        request->again = true;
    else
        request->install.disk.dry = true;
    return true;
}

/* One that was noted. */
static bool again_option(void *context, const struct option_spec *option, const char *value)
{
    return !option_is_of_manner(option) && given_take(context, option, value);
}

/* Takes the set and the options of the generation that is used; false after a complaint. */
static bool again_take(struct install_request *request)
{
    const struct place *place = &request->install.place;
    struct generations found;
    unsigned long number;

    if (!generations_find(place, "install", &found))
        return false;
    if (found.count == 0) {
        tool_complain("install: --again: nothing is installed in %s" PLACE_HOME
                      "; name a set: hyperlaunch install SET",
                      place->root);
        return false;
    }
    number = generations_used(&found, grub_default(place, "install"));
    if (!given_read(place, "install", number, install_options, again_option, request))
        return false;
    if (access(request->path, R_OK) != 0) {
        tool_complain("install: --again: %s: %s; put it back, or name a set: hyperlaunch install "
                      "SET",
                      request->path, strerror(errno));
        return false;
    }
    printf("As generation %lu, again: ", number);
    printable_print(stdout, request->path);
    fputc('\n', stdout);
    return true;
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

static int set_install(struct install_request *request, struct input *input, const char *scratch)
{
    struct install *install = &request->install;
    char *options = given_write(&request->given, &install->place, "install");
    int status = TOOL_FAILED;
    unsigned long number = 0;

    if (options)
        status = install_image_make(&request->set, install, input, request->path, scratch);
    if (status == TOOL_FINE) {
        entry_describe(&install->parts.entry, request->title, request->path);
        install->parts.options = options;
        status = install_run(install, &number);
    }
    if (status == TOOL_FINE)
        outcome_print(install, number);
    free(options);
    return status;
}

/* Finds what comes with this program, and has a place for the image. */
static int parts_find(struct install_request *request, struct input *input)
{
    char *folder = own_folder("install");
    char *launcher = folder ? own_launcher("install", folder) : NULL;
    char *etc = launcher ? own_etc_folder("install", folder) : NULL;
    char *scratch = etc ? file_scratch("install") : NULL;
    int status = TOOL_FAILED;

    if (scratch) {
        request->install.parts.launcher = launcher;
        request->install.etc = etc;
        status = set_install(request, input, scratch);
        unlink(scratch);
    }
    free(scratch);
    free(etc);
    free(launcher);
    free(folder);
    return status;
}

/* Takes the operands: a set, or none with --again, and then no option that the generation has. */
static int operands_take(struct install_request *request, int count, char **words)
{
    char label[GIVEN_NAME_SIZE];

    if (!request->again && count == 1)
        return given_take(request, &given_set, words[0]) ? TOOL_FINE : TOOL_USAGE;
    if (!request->again) {
        tool_complain("install: name exactly one set; see hyperlaunch install --help");
        return TOOL_USAGE;
    }
    if (request->given.count > 0)
        given_label(request->given.rows[0].option, label);
    if (request->given.count == 0 && count == 0)
        return TOOL_FINE;
    tool_complain("install: --again: %s: the set and its options are those of before; leave this "
                  "out, or --again",
                  request->given.count > 0 ? label : words[0]);
    return TOOL_USAGE;
}

static int request_serve(const struct command *command, struct install_request *request, int argc,
                         char **argv, struct input *input)
{
    int status;
    int first = options_parse(command, argc, argv, install_option, request, &status);

    if (first < 0)
        return status;
    status = operands_take(request, argc - first, argv + first);
    if (status != TOOL_FINE)
        return status;
    if (!place_open(&request->install.place, "install", request->root))
        return TOOL_USAGE;
    if (request->again && !again_take(request))
        return TOOL_FAILED;
    status = host_request_read(&request->set.host);
    if (status != TOOL_FINE)
        return status;
    if (!install_suits(&request->install))
        return TOOL_FAILED;
    return parts_find(request, input);
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
        given_release(&request->given);
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
    .operands = "(SET | --again)",
    .summary = "install a set where GRUB boots it, with a menu entry",
    .description =
        "Builds SET (a source, or a launch image as it is) and puts the image and the launcher\n"
        "into a new folder of /boot/hyperlaunch, a generation; update-grub makes the menu "
        "entries.\n"
        "The generation before stays, as the second entry. Whatever fails, what booted still does.",
    .options = install_options,
    .run = install_command,
};
