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

#include "core/store/domain_nodes.h"
#include "tool/base/json.h"

static void path_write(char path[PATH_MAX], const char *folder, char kind,
                       const struct record_domain *domain)
{
    char uuid[DOMAIN_NODES_UUID_SIZE];

    domain_nodes_uuid_write(domain->uuid, uuid);
    (void)snprintf(path, PATH_MAX, "%s/userdata-%c.%" PRIu32 ".%s.libxl-json", folder, kind,
                   domain->domid, uuid);
}

/* What xl would have been told about how the domain is created. */
static void create_info_write(struct json *json, const struct record_domain *domain)
{
    char uuid[DOMAIN_NODES_UUID_SIZE];

    domain_nodes_uuid_write(domain->uuid, uuid);
    json_object(json, "c_info", JSON_ON_LINES);
    json_text(json, "type", record_mode_name(domain->mode));
    json_text(json, "name", domain->name);
    json_text(json, "uuid", uuid);
    json_text(json, "run_hotplug_scripts", "True");
    json_end(json);
}

/* The same about how it is built. */
static void build_info_write(struct json *json, const struct record_domain *domain)
{
    json_object(json, "b_info", JSON_ON_LINES);
    json_number(json, "max_vcpus", domain->cpus);
    json_array(json, "avail_vcpus", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < domain->cpus; i++)
        json_number(json, NULL, i);
    json_end(json);
    json_number(json, "max_memkb", domain->memory_kib);
    json_number(json, "target_memkb", domain->memory_kib);
    json_number(json, "video_memkb", 0);
    json_object(json, domain->mode == RECORD_PV ? "type.pv" : "type.pvh", JSON_ON_LINES);
    json_end(json);
    json_end(json);
}

static void config_write(FILE *out, const struct record_domain *domain)
{
    struct json json = {.out = out};

    json_object(&json, NULL, JSON_ON_LINES);
    create_info_write(&json, domain);
    build_info_write(&json, domain);
    json_text(&json, "on_poweroff", "destroy");
    json_text(&json, "on_reboot", domain->reboot_destroys ? "destroy" : "restart");
    json_text(&json, "on_crash", "destroy");
    json_end(&json);
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
    config_write(out, domain);
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
