/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds Xen and the launcher: as named, beside this program, or in /boot.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/own_files.h"
#include "tool/base/tool.h"
#include "tool/unpack/unpack.h"
#include "tool/base/file.h"
#include "tool/run/run.h"

char *run_scratch_file(struct run *run, const char *name)
{
    const char *base = getenv("TMPDIR");
    char *path;

    if (!run->scratch) {
        if (asprintf(&run->scratch, "%s/hyperlaunch-XXXXXX", base && *base ? base : "/tmp") < 0)
            run->scratch = NULL;
        if (run->scratch && !mkdtemp(run->scratch)) {
            tool_complain("run: %s: %s", run->scratch, strerror(errno));
            free(run->scratch);
            run->scratch = NULL;
        }
    }
    if (!run->scratch || run->scratch_count == RUN_SCRATCH_MAX ||
        asprintf(&path, "%s/%s", run->scratch, name) < 0)
        return NULL;
    run->scratch_files[run->scratch_count++] = path;
    return path;
}

/* "4.17" and the like, but no name of a file. */
static bool text_is_version(const char *text)
{
    return strspn(text, "0123456789.") == strlen(text) && strchr(text, '.') &&
           access(text, F_OK) != 0;
}

/* The match of a pattern whose version is the highest, or NULL. */
static char *newest_match(const char *directory, const char *pattern)
{
    char *full, *best = NULL;
    glob_t matches;

    if (asprintf(&full, "%s%s", directory, pattern) < 0)
        return NULL;
    if (glob(full, 0, NULL, &matches) == 0) {
        for (size_t i = 0; i < matches.gl_pathc; i++)
            if (!best || strverscmp(matches.gl_pathv[i], best) > 0)
                best = matches.gl_pathv[i];
        best = best ? strdup(best) : NULL;
        globfree(&matches);
    }
    free(full);
    return best;
}

/*
 * A Xen fetched into the build folder, where one for Arm may lie beside it; the tool may stand in a
 * folder of its own there.
 */
static char *cached_xen(const struct run *run, const char *version)
{
    static const char *const places[] = {"/cache", "/../cache"};
    char *path = NULL;

    for (size_t i = 0; i < 2 && !path; i++) {
        char *pattern;

        if (asprintf(&pattern, "%s/xen-%s/xen", places[i], version) < 0)
            return NULL;
        path = newest_match(run->home, pattern);
        free(pattern);
    }
    return path;
}

static bool xen_find(struct run *run)
{
    if (!run->xen) {
        run->xen_path = cached_xen(run, "[0-9]*");
        if (!run->xen_path)
            run->xen_path = newest_match("", "/boot/xen-*.gz");
        if (!run->xen_path)
            tool_complain("run: there is no Xen; fetch one (make fetch) or name one with --xen");
    } else if (text_is_version(run->xen)) {
        run->xen_path = cached_xen(run, run->xen);
        if (!run->xen_path)
            tool_complain("run: there is no Xen %s in %s/cache; fetch it (make fetch) or name a "
                          "file with --xen",
                          run->xen, run->home);
    } else if (access(run->xen, R_OK) != 0) {
        tool_complain("run: %s: %s", run->xen, strerror(errno));
    } else {
        run->xen_path = strdup(run->xen);
    }
    return run->xen_path;
}

/* QEMU takes only the unpacked ELF; the xen-*.gz of a distribution is unpacked beside the image. */
static bool xen_unpack(struct run *run)
{
    struct unpacked unpacked = {0};
    enum unpack_error error;
    struct file file;
    bool good = true;

    if (!file_read(&file, run->xen_path)) {
        tool_complain("run: %s: %s", run->xen_path, strerror(errno));
        return false;
    }
    error = unpack_kernel(file.bytes, file.size, &unpacked);
    if (error) {
        tool_complain("run: %s: not a Xen: %s", run->xen_path, unpack_strerror(error));
        good = false;
    } else if (unpacked.owned) {
        char *path = run_scratch_file(run, "xen");

        good = path && file_write(path, unpacked.bytes, unpacked.size);
        if (good) {
            free(run->xen_path);
            run->xen_path = strdup(path);
        } else {
            tool_complain("run: Xen cannot be unpacked: %s", strerror(errno));
        }
    }
    unpack_release(&unpacked);
    file_release(&file);
    return good && run->xen_path;
}

bool run_find(struct run *run)
{
    run->home = own_folder("run");
    if (!run->home || !xen_find(run))
        return false;
    run->launcher_path = own_launcher("run", run->home);
    return run->launcher_path && xen_unpack(run);
}

void run_release(struct run *run)
{
    for (size_t i = 0; i < run->scratch_count; i++) {
        if (!run->scratch_kept)
            unlink(run->scratch_files[i]);
        free(run->scratch_files[i]);
    }
    if (run->scratch && !run->scratch_kept)
        rmdir(run->scratch);
    for (size_t i = 0; i < run->argument_count; i++)
        free(run->arguments[i]);
    free(run->scratch);
    free(run->home);
    free(run->xen_path);
    free(run->launcher_path);
    free(run->image_path);
}
