# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Builds the tiny PVH test guests: two environments, and the places a PVH note may or may not stand.

.PHONY: guests
TINY := tiny32 tiny64 tiny32-section tiny64-section tiny64-nonote
guests: $(TINY:%=$(B)/guest/%.elf) ## Build the tiny test guests

TINY_SRC := $(wildcard guest/*.c) guest/entry.S guest/trampoline.S
# Xen's headers are Debian's (libxen-dev); without SSE the guest need not switch it on.
TINY_FLAGS := $(BASE) -O2 -ffreestanding -fno-pic -fno-pie -fno-stack-protector \
              -fcf-protection=none -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns \
              -mno-sse -mno-mmx -mno-80387 -D__XEN_INTERFACE_VERSION__=0x00040d00
TINY_FLAGS32 := -m32 -march=i686
TINY_FLAGS64 := -m64 -mno-red-zone
TINY_LINK := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 \
             -Wl,--no-warn-rwx-segments

# tiny-bits: rules for one environment ($1: 32 or 64).
define tiny-bits
TINY_OBJ$1 := $$(patsubst guest/%,$(B)/guest/$1/%.o,$$(TINY_SRC))

$(B)/guest/$1/%.c.o: guest/%.c
	@mkdir -p $$(@D)
	@echo "  CC      $$< ($1 bits)"
	@$$(CC) $$(TINY_FLAGS) $$(TINY_FLAGS$1) -c -o $$@ $$<

$(B)/guest/$1/%.S.o: guest/%.S
	@mkdir -p $$(@D)
	@echo "  CC      $$< ($1 bits)"
	@$$(CC) $$(TINY_FLAGS) $$(TINY_FLAGS$1) -c -o $$@ $$<

$(B)/guest/tiny$1.elf: $$(TINY_OBJ$1) $(B)/guest/$1/note.S.o $(B)/guest/segment.lds
$(B)/guest/tiny$1-section.elf: $$(TINY_OBJ$1) $(B)/guest/$1/note.S.o $(B)/guest/section.lds
$(B)/guest/tiny$1-nonote.elf: $$(TINY_OBJ$1) $(B)/guest/section.lds
$(B)/guest/tiny$1.elf $(B)/guest/tiny$1-section.elf $(B)/guest/tiny$1-nonote.elf:
	@echo "  LD      $$@"
	@$$(CC) $$(TINY_FLAGS$1) $$(TINY_LINK) -o $$@ $$(filter %.o,$$^) -Wl,-T,$$(filter %.lds,$$^)

-include $$(TINY_OBJ$1:.o=.d) $(B)/guest/$1/note.S.d
endef
$(eval $(call tiny-bits,32))
$(eval $(call tiny-bits,64))

$(B)/guest/segment.lds: guest/tiny.lds.S
	@mkdir -p $(@D)
	@$(CC) -E -P -DNOTE_SEGMENT -o $@ $<

$(B)/guest/section.lds: guest/tiny.lds.S
	@mkdir -p $(@D)
	@$(CC) -E -P -o $@ $<
