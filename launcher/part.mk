# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The launcher: freestanding, linked statically with Debian's libfdt, liblz4 and Nettle.

LAUNCHER_CFLAGS := $(BASE) -O2 -g -ffreestanding -fno-pic -fno-pie -mcmodel=kernel -mno-red-zone \
                   -fno-tree-loop-distribute-patterns -fstack-protector-strong -mstack-protector-guard-reg=fs \
                   -fno-asynchronous-unwind-tables \
                   -fno-omit-frame-pointer -Wstack-usage=12288 -Wframe-larger-than=12288 -mno-avx
# What runs once for a domain is made small; what runs for each page, byte or request of the store is made fast.
LAUNCHER_SMALL := core/kernel/ core/layout/ core/lcm/ core/life/ core/pci/ core/record/ core/share/ core/store/device core/store/domain \
                  core/store/share launcher/ xen/pci
LAUNCHER_FAST := launcher/builder/parts/copy launcher/builder/parts/guest launcher/builder/parts/load launcher/builder/parts/populate \
                 launcher/builder/pv/memory launcher/builder/pv/tables launcher/machine/x86/hypercall launcher/machine/x86/libc \
                 launcher/serve/store
LAUNCHER_LINK := $(CC) -static -nostdlib -no-pie -Wl,-T,launcher/machine/x86/link.lds -Wl,-z,max-page-size=4096 \
                 -Wl,--build-id=none -Wl,--gc-sections -Wl,-z,noexecstack
LAUNCHER_SRC := $(CORE_SRC) $(LAUNCH_SRC) $(MACHINE_SRC)
LAUNCHER_OBJ := $(LAUNCHER_SRC:%.c=$(B)/launcher/%.o) $(MACHINE_ASM:%.S=$(B)/launcher/%.o)

$(B)/launcher/%.o: %.c launcher/part.mk Makefile
	@mkdir -p $(@D)
	@echo "  CC      $<"
	@$(CC) $(LAUNCHER_CFLAGS) -c $< -o $@

# Of two patterns, the one that says more of the name counts.
$(LAUNCHER_SMALL:%=$(B)/launcher/%%.o): LAUNCHER_CFLAGS += -Os
$(LAUNCHER_FAST:%=$(B)/launcher/%%.o): LAUNCHER_CFLAGS += -O2

$(B)/launcher/%.o: %.S launcher/part.mk
	@mkdir -p $(@D)
	@echo "  AS      $<"
	@$(CC) -iquote . -D__ASSEMBLY__ -MMD -MP -c $< -o $@

$(B)/launcher.debug.elf: $(LAUNCHER_OBJ) launcher/machine/x86/link.lds
	@echo "  LD      $@"
	@$(LAUNCHER_LINK) -o $@ $(LAUNCHER_OBJ) -lfdt -llz4 -lnettle

$(B)/launcher.elf: $(B)/launcher.debug.elf
	@echo "  STRIP   $@"
	@objcopy --strip-all $< $@

.PHONY: launcher
launcher: $(B)/launcher.elf ## Build the launcher

-include $(LAUNCHER_OBJ:.o=.d)
