# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Builds the tiny test guests: as PVH for two widths, with the places a PVH note may or may not stand,
# and as 64-bit PV with all that notes can ask for or with as little as possible.

.PHONY: guests
TINY := tiny32 tiny64 tiny32-section tiny64-section tiny64-nonote tiny64-high tiny64-linux tiny64-class32 \
        tiny64-pv tiny64-pv-plain
guests: $(TINY:%=$(B)/guest/%.elf) ## Build the tiny test guests

TINY_SRC := $(wildcard tests/guest/*.c)
TINY_SRC_PVH := $(TINY_SRC) $(wildcard tests/guest/pvh/*.c) tests/guest/pvh/entry.S tests/guest/pvh/trampoline.S
TINY_SRC_PV := $(TINY_SRC) $(wildcard tests/guest/pv/*.c) tests/guest/pv/entry.S
# Xen's headers are Debian's (libxen-dev); without SSE the guest need not switch it on.
TINY_FLAGS := $(BASE) -O2 -ffreestanding -fno-pic -fno-pie -fno-stack-protector \
              -fcf-protection=none -fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns \
              -mno-sse -mno-mmx -mno-80387 -D__XEN_INTERFACE_VERSION__=0x00040d00
TINY_FLAGS_32 := -m32 -march=i686
TINY_FLAGS_64 := -m64 -mno-red-zone
TINY_FLAGS_pv := -m64 -mno-red-zone -mcmodel=kernel -DGUEST_PV
TINY_LINK := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 \
             -Wl,--no-warn-rwx-segments

# tiny-objects: rules for the objects of one environment ($1: 32, 64 or pv) from its sources ($2).
define tiny-objects
TINY_OBJ_$1 := $$(patsubst tests/guest/%,$(B)/guest/$1/%.o,$2)

$(B)/guest/$1/%.o: tests/guest/%
	@mkdir -p $$(@D)
	@echo "  CC      $$< ($1)"
	@$$(CC) $$(TINY_FLAGS) $$(TINY_FLAGS_$1) -c -o $$@ $$<

-include $$(TINY_OBJ_$1:.o=.d)
endef
$(eval $(call tiny-objects,32,$(TINY_SRC_PVH)))
$(eval $(call tiny-objects,64,$(TINY_SRC_PVH)))
$(eval $(call tiny-objects,pv,$(TINY_SRC_PV)))

# tiny-guest: a guest ($1) from the objects of an environment ($2), a note's object and a layout ($3).
define tiny-guest
$(B)/guest/$1.elf: $$(TINY_OBJ_$2) $(addprefix $(B)/guest/,$3)
	@echo "  LD      $$@"
	@$$(CC) $$(TINY_FLAGS_$2) $$(TINY_LINK) -o $$@ $$(filter %.o,$$^) -Wl,-T,$$(filter %.lds,$$^)
endef
$(eval $(call tiny-guest,tiny32,32,32/pvh/note.S.o segment.lds))
$(eval $(call tiny-guest,tiny32-section,32,32/pvh/note.S.o section.lds))
$(eval $(call tiny-guest,tiny64,64,64/pvh/note.S.o segment.lds))
$(eval $(call tiny-guest,tiny64-section,64,64/pvh/note.S.o section.lds))
$(eval $(call tiny-guest,tiny64-nonote,64,section.lds))
$(eval $(call tiny-guest,tiny64-high,64,64/pvh/note.S.o high.lds))
$(eval $(call tiny-guest,tiny64-linux,64,64/pvh/note-linux.S.o high.lds))
$(eval $(call tiny-guest,tiny64-pv,pv,pv/pv/note.S.o pv.lds))
$(eval $(call tiny-guest,tiny64-pv-plain,pv,pv/pv/note-plain.S.o pv.lds))

# The same file as one of class 32, as Xen's own test guests are.
$(B)/guest/tiny64-class32.elf: $(B)/guest/tiny64.elf
	@echo "  OBJCOPY $@"
	@objcopy -O elf32-x86-64 $< $@

$(B)/guest/64/pvh/note-linux.S.o: tests/guest/pvh/note.S
	@mkdir -p $(@D)
	@echo "  CC      $< (64, linux)"
	@$(CC) $(TINY_FLAGS) $(TINY_FLAGS_64) -DNOTE_LINUX -c -o $@ $<

$(B)/guest/pv/pv/note-plain.S.o: tests/guest/pv/note.S
	@mkdir -p $(@D)
	@echo "  CC      $< (pv, plain)"
	@$(CC) $(TINY_FLAGS) $(TINY_FLAGS_pv) -DPV_PLAIN -c -o $@ $<

-include $(B)/guest/32/pvh/note.S.d $(B)/guest/64/pvh/note.S.d $(B)/guest/64/pvh/note-linux.S.d
-include $(B)/guest/pv/pv/note.S.d $(B)/guest/pv/pv/note-plain.S.d

$(B)/guest/segment.lds: TINY_LAYOUT := -DBASE=0 -DNOTE_SEGMENT
$(B)/guest/section.lds: TINY_LAYOUT := -DBASE=0
$(B)/guest/high.lds: TINY_LAYOUT := -DBASE=0 -DPLACE=0x1000000 -DNOTE_SEGMENT
$(B)/guest/pv.lds: TINY_LAYOUT := -DBASE=0xffffffff80000000 -DNOTE_SEGMENT
$(B)/guest/segment.lds $(B)/guest/section.lds $(B)/guest/high.lds $(B)/guest/pv.lds: tests/guest/tiny.lds.S
	@mkdir -p $(@D)
	@$(CC) -E -P $(TINY_LAYOUT) -o $@ $<
