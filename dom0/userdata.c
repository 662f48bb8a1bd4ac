/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the stored configuration of a launched domain.
 */
#include "dom0/userdata.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dom0/nodes.h"

static void path_write(char path[PATH_MAX], const char *folder, char kind,
                       const struct record_domain *domain)
{
    char uuid[NODES_UUID_SIZE];

    nodes_uuid_write(domain->uuid, uuid);
    (void)snprintf(path, PATH_MAX, "%s/userdata-%c.%" PRIu32 ".%s.libxl-json", folder, kind,
                   domain->domid, uuid);
}

/* Names need no escapes: the LCM allows only letters, digits and "_.-" in them. */
static void json_write(FILE *out, const struct record_domain *domain)
{
    char uuid[NODES_UUID_SIZE];

    nodes_uuid_write(domain->uuid, uuid);
    fprintf(out,
            "{\n    \"c_info\": {\n        \"type\": \"%s\",\n        \"name\": \"%s\",\n"
            "        \"uuid\": \"%s\",\n        \"run_hotplug_scripts\": \"True\"\n    },\n",
            record_mode_name(domain->mode), domain->name, uuid);
    fprintf(out, "    \"b_info\": {\n        \"max_vcpus\": %" PRIu32 ",\n", domain->cpus);
    fputs("        \"avail_vcpus\": [", out);
    for (uint32_t i = 0; i < domain->cpus; i++)
        fprintf(out, "%s%" PRIu32, i ? ", " : "", i);
    fprintf(out,
            "],\n        \"max_memkb\": %" PRIu64 ",\n        \"target_memkb\": %" PRIu64 ",\n"
            "        \"video_memkb\": 0,\n        \"type.%s\": {\n        }\n    },\n",
            domain->memory_kib, domain->memory_kib, record_mode_name(domain->mode));
    fprintf(out,
            "    \"on_poweroff\": \"destroy\",\n    \"on_reboot\": \"%s\",\n"
            "    \"on_crash\": \"destroy\"\n}\n",
            domain->reboot_destroys ? "destroy" : "restart");
    fputc('\0', out); /* libxl takes the file for a string */
}

bool userdata_write(const char *folder, const struct record_domain *domain)
{
    char path[PATH_MAX], fresh[PATH_MAX];
    FILE *out;
    int fd, error;
    bool good;

    path_write(path, folder, 'd', domain);
    path_write(fresh, folder, 'n', domain); /* libxl's own name for one that is being written */
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return false;
    out = fdopen(fd, "w");
    if (!out) {
        close(fd);
        return false;
    }
    json_write(out, domain);
    good = !ferror(out) && fflush(out) == 0 && fsync(fd) == 0;
    error = errno;
    good = fclose(out) == 0 && good;
    errno = good ? errno : error;
    if (good && rename(fresh, path) == 0)
        return true;
    error = errno;
    (void)unlink(fresh);
    errno = error;
    return false;
}

bool userdata_present(const char *folder, const struct record_domain *domain)
{
    char path[PATH_MAX];

    path_write(path, folder, 'd', domain);
    return access(path, R_OK) == 0;
}
