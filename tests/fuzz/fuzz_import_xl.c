/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a configuration of xl, by its own parser: refused, or a source in the bounds of the
 * binding that tells of each key.
 */
#include <sanitizer/lsan_interface.h>

#include "tests/support/imports.h"
#include "tool/base/tool.h"
#include "tool/import/xl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __real_xlu_cfg_readdata(XLU_Config *config, const char *bytes, int length);
int __wrap_xlu_cfg_readdata(XLU_Config *config, const char *bytes, int length);

/*
 * xl's parser loses an entry of a list where a fault stands right behind it, as the "y" of
 * a = [ "x", "y" @ ]: xlu__cfg_list_append() of Xen 4.14 to 4.22. What it takes, and that alone, is
 * no leak of ours; the configuration is taken before, so one that is not given back is still found.
 */
int __wrap_xlu_cfg_readdata(XLU_Config *config, const char *bytes, int length)
{
    int error;

    __lsan_disable();
    error = __real_xlu_cfg_readdata(config, bytes, length);
    __lsan_enable();
    return error;
}

/* Each key that stands in the bytes is in the source or in a comment. */
static void keys_demand(struct import_set *set, const char *bytes, size_t size)
{
    static struct xl_key keys[XL_KEYS_MAX];
    struct xl xl = {.set = set, .keys = keys};
    char *source = import_source(set);

    if (!xl_keys_find(&xl, bytes, size))
        abort();
    for (size_t i = 0; i < xl.key_count; i++)
        if (!import_tells(set, source, keys[i].name))
            abort();
    free(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct import_set set;
    char *bytes = import_bytes(data, size);

    /* With a domain 0, disks and network cards are taken, too. */
    set.with_dom0 = size % 2 != 0;
    if (import_xl(&set, "fuzz", bytes, size) == TOOL_FINE) {
        if (set.with_dom0)
            import_dom0_add(&set);
        import_demand(&set);
        keys_demand(&set, bytes, size);
    }
    import_release(&set);
    free(bytes);
    return 0;
}
