/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looks for what an installation needs of the system.
 */
#include "tool/command/install_suits.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/install/grub.h"
#include "tool/unpack/unpack.h"

/* GRUB unpacks it when the host boots: what is no Xen then is told now. */
static bool xen_suits(const char *path)
{
    struct unpacked unpacked = {0};
    enum unpack_error error;
    struct file file;

    if (!file_read(&file, path)) {
        tool_complain("install: --copy-xen %s: %s; name a Xen that is there", path,
                      strerror(errno));
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

bool install_suits(const struct install *install)
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
