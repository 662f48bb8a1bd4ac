/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compares a generation with its sources, by digests.
 */
#include "tool/install/step.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/printable.h"
#include "tool/base/tool.h"
#include "tool/install/given.h"
#include "tool/install/grub.h"

struct step {
    const struct place *place;
    unsigned long number;
    FILE *out;
    struct entry entry;
    bool is_repeatable; /* `install --again` can install it */
    size_t files, differences;
    char home[DISK_PATH_SIZE], launcher_digest[DIGEST_TEXT_SIZE];
};

/* One line: what is wrong with a path, and the remedy. */
static void difference_print(struct step *step, const char *path, const char *what)
{
    step->differences++;
    fprintf(step->out, "generation %lu: ", step->number);
    printable_print(step->out, path);
    fprintf(step->out, ": %s; run: hyperlaunch install ", what);
    if (step->is_repeatable)
        fputs("--again", step->out);
    else
        printable_print(step->out, step->entry.set[0] == '/' ? step->entry.set : "SET");
    fputc('\n', step->out);
}

/* Compares one file; false after a complaint that it cannot be read. */
static bool row_check(struct step *step, const char *command, const struct sources_row *row,
                      bool own)
{
    char path[2 * DISK_PATH_SIZE], text[DIGEST_TEXT_SIZE];
    uint8_t digest[DIGEST_SIZE];

    step->files++;
    (void)snprintf(path, sizeof(path), "%s%s", step->place->root, row->path);
    if (file_digest(path, digest)) {
        digest_text(digest, text);
        if (strcmp(text, row->digest) != 0)
            difference_print(step, path,
                             own ? "damaged: it is not what was installed"
                                 : "changed since it was installed");
        return true;
    }
    if (errno == ENOENT || errno == ENOTDIR) {
        difference_print(step, path,
                         own ? "damaged: it is gone"
                             : "gone since it was installed: put it back, or correct the set");
        return true;
    }
    tool_complain("%s: %s: %s; make it readable, or run this as root", command, path,
                  strerror(errno));
    return false;
}

static bool rows_check(struct step *step, const char *command, const struct file *file, bool used)
{
    struct sources_row *row = malloc(sizeof(*row));
    size_t offset = 0, length = strlen(step->home);
    bool good = row;

    if (!row)
        tool_complain("out of memory");
    while (good && sources_next((const char *)file->bytes, file->size, &offset, row)) {
        bool own = strncmp(row->path, step->home, length) == 0;

        if (own && strcmp(row->path + length, "launcher.elf") == 0)
            memcpy(step->launcher_digest, row->digest, sizeof(row->digest));
        if (own || used)
            good = row_check(step, command, row, own);
    }
    if (good && offset < file->size)
        difference_print(step, "sources", "damaged: it has a line that is not understood");
    free(row);
    return good;
}

static bool launcher_check(struct step *step, const char *command, const char *launcher)
{
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];

    if (!file_digest(launcher, digest)) {
        tool_complain("%s: %s: %s", command, launcher, strerror(errno));
        return false;
    }
    digest_text(digest, text);
    if (step->launcher_digest[0] && strcmp(text, step->launcher_digest) != 0)
        difference_print(step, launcher, "it is another launcher than the one installed");
    return true;
}

static bool step_take(struct step *step, const char *command, const char *launcher)
{
    struct file file;
    bool good = true;

    if (generation_file_read(step->place, step->number, "sources", SOURCES_SIZE_MAX, &file) &&
        file.size > 0)
        good = rows_check(step, command, &file, launcher);
    else
        difference_print(step, "sources", "it is not there: what this was built from is not known");
    file_release(&file);
    if (good && launcher)
        good = launcher_check(step, command, launcher);
    if (good && launcher && !grub_menu_names(step->place, step->number))
        difference_print(step, PLACE_GRUB "/grub.cfg", "it does not name the generation");
    return good;
}

int step_check(const struct place *place, const char *command, unsigned long number,
               const char *launcher, FILE *out, size_t *files)
{
    struct step *step = calloc(1, sizeof(*step));
    struct generation_sizes sizes;
    int status = TOOL_FAILED;

    if (!step) {
        tool_complain("out of memory");
        return status;
    }
    *step = (struct step){.place = place,
                          .number = number,
                          .out = out,
                          .is_repeatable = given_suffices(place, number)};
    (void)snprintf(step->home, sizeof(step->home), PLACE_HOME "/%lu/", number);
    generation_read(place, number, &step->entry, &sizes);
    if (step_take(step, command, launcher))
        status = step->differences > 0 ? TOOL_FAULT : TOOL_FINE;
    *files = step->files;
    free(step);
    return status;
}
