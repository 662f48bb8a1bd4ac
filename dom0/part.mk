# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# `hyperlaunch-init`, for dom0: one build per Debian release, with its Xen libraries.

DOM0_SRC := $(wildcard dom0/*.c) $(CORE_SRC) $(addprefix xen/,abi.c call.c domain.c domain_pause.c errno.c event.c xen.c) tool/base/json.c tool/base/printable.c tool/base/record_path.c
# Only libc and Xen's stable libraries are needed where it runs.
DOM0_LIBS := -lxenstore -lxencall -lxenforeignmemory -Wl,-Bstatic -lfdt -lnettle -llz4 -Wl,-Bdynamic

# dom0-build: rules for one build, in the folder $1 with the compiler's flags $2.
define dom0-build
$(B)/$1/%.o: %.c
	@mkdir -p $$(@D)
	@echo "  CC $$<"
	@$$(CC) $$(TOOLED) -ffunction-sections $2 -c -o $$@ $$<

$(B)/$1/hyperlaunch-init: $$(DOM0_SRC:%.c=$(B)/$1/%.o)
	@echo "  LINK $$@"
	@$$(CC) $$(TOOLED) -Wl,--gc-sections $2 -o $$@ $$^ $$(DOM0_LIBS)

-include $$(DOM0_SRC:%.c=$(B)/$1/%.d)
endef
$(eval $(call dom0-build,dom0,))

$(B)/hyperlaunch-init: $(B)/dom0/hyperlaunch-init
	@cp $< $@

# Debian 11 has another libxenstore and an older libc: what is built here does not run there. The
# compiler looks into folders beside its own before it looks into a sysroot's, so those are named.
SDK = $(realpath $(B)/cache/sdk-4.14/root)
SDK_FLAGS = --sysroot=$(SDK) -B$(SDK)/usr/lib/x86_64-linux-gnu -L$(SDK)/usr/lib/x86_64-linux-gnu \
            -L$(SDK)/lib/x86_64-linux-gnu
$(eval $(call dom0-build,dom0-4.14,$$(SDK_FLAGS)))
$(DOM0_SRC:%.c=$(B)/dom0-4.14/%.o): $(B)/cache/sdk-4.14/package
