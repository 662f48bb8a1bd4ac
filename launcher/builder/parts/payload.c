/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's kernel and ramdisk as the image has them: whether they are whole.
 */
#include "launcher/builder/parts/build.h"

bool build_payload_good(struct build_site *site, uint32_t index)
{
    enum build_digest *digest = &site->digests[index - 1];

    if (*digest == DIGEST_UNKNOWN)
        *digest = image_payload_verify(site->image, index) ? DIGEST_GOOD : DIGEST_BAD;
    return *digest == DIGEST_GOOD;
}

static int verify_module(struct build *b, const struct lcm_module *module, const char *what)
{
    if (module->present && !build_payload_good(b->site, module->index)) {
        return build_fail(b, BUILD_VERIFY,
                          "the %s (payload %u) is damaged: its digest is not the LCM's; build the "
                          "launch image again and check how it is stored",
                          what, (unsigned int)module->index);
    }
    return 0;
}

int build_verify(struct build *b)
{
    int error = verify_module(b, &b->domain->kernel, "kernel");

    return error ? error : verify_module(b, &b->domain->ramdisk, "ramdisk");
}

uint32_t build_bootargs_max(const struct build *b)
{
    return lcm_bootargs_max(b->domain->mode,
                            b->image->plan.payloads[b->domain->kernel.index - 1].cmdline_size);
}
