/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The table of Xen's versioned interfaces.
 */
#include <stddef.h>

#include "xen/abi.h"

/*
 * 4.15 and 4.16 move createdomain's fields by one u32 each (vmtrace_size, grant_opts), 4.19 adds
 * altp2m_opts before vmtrace_size, 4.17 puts arch_capabilities into physinfo. 4.21 splits
 * altp2m_opts in two halves, both 0 here, and changes a sysctl that is not used; what 4.22 changes
 * is no layout.
 */
static const struct xen_abi abis[] = {
    {14, 14, 0x12, 0x13, ABI_ABSENT, 44, 0, 0, 32, 40},
    {15, 15, 0x13, 0x13, ABI_ABSENT, 48, 0, 0, 32, 40},
    {16, 16, 0x14, 0x14, 44, 52, 0, 1, 32, 40},
    {17, 17, 0x15, 0x15, 44, 56, 1, 1, 40, 48},
    {18, 18, 0x16, 0x15, 44, 56, 1, 1, 40, 48},
    {19, 20, 0x17, 0x15, 44, 60, 1, 1, 40, 48},
    {21, 21, 0x17, 0x16, 44, 60, 1, 1, 40, 48},
    {22, 22, 0x18, 0x16, 44, 60, 1, 1, 40, 48},
};

enum { ABIS = sizeof(abis) / sizeof(abis[0]) };

const struct xen_abi *xen_abi_find(unsigned int major, unsigned int minor)
{
    for (size_t i = 0; i < ABIS; i++)
        if (major == 4 && minor >= abis[i].minor_first && minor <= abis[i].minor_last)
            return &abis[i];
    return NULL;
}

const char *xen_abi_known(void)
{
    return "4.14 to 4.22";
}

bool xen_abi_is_newer(unsigned int major, unsigned int minor)
{
    return major > 4 || (major == 4 && minor > abis[ABIS - 1].minor_last);
}
