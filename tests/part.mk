# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Builds and runs the tests. A new tests/unit/test_NAME.c (cmocka) or tests/fuzz/fuzz_NAME.c
# (libFuzzer, seeds in tests/fuzz/corpus/NAME/) is found by its name; nothing is listed here.

# What the tests look at: everything that also runs hosted. It goes into an archive, so that each
# program takes only what it calls; sim/ stands first, its fake Xen wins over the real hypercalls.
TESTED_SRC := $(wildcard tests/support/*.c) $(SIM_SRC) $(CORE_SRC) $(LAUNCH_SRC) $(TOOL_SRC) \
              $(filter-out dom0/hyperlaunch-init.c dom0/xencall.c,$(wildcard dom0/*.c))
TEST_LIBS := -l:libxlutil.a -lfdt -lzstd -lnettle -llzma -lbz2 -lz -llz4

STAND_IN_SRC := $(wildcard tests/support/*/*.c)

UNIT_SRC := $(wildcard tests/unit/test_*.c)
UNIT_PROGRAMS := $(UNIT_SRC:tests/unit/%.c=$(B)/test/%)
UNIT_OBJ := $(TESTED_SRC:%.c=$(B)/test/obj/%.o)

FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_PROGRAMS := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/fuzz/%)
FUZZ_OBJ := $(TESTED_SRC:%.c=$(B)/fuzz/obj/%.o)
# Small limits keep a target at thousands of executions a second.
FUZZ_FLAGS := $(BASE) -g -O1 -fno-omit-frame-pointer -D_GNU_SOURCE -DUNPACK_SIZE_MAX=0x40000ull \
              -DUNPACK_DECODER_MAX=0x100000ull \
              -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_SECONDS ?= 600
FUZZ_SHORT_SECONDS ?= 10

.PHONY: test lint install-check unit fixtures fuzz fuzz-short fresh unit-programs fuzz-programs

test: ## Run all tests; the last line is "N passed, N failed"
	+@tests/run build lint docs install unit fixtures fuzz fresh e2e

lint: ## Check format, style, licences and size limits
	+@tests/run lint

install-check: ## Install into an empty folder, use that, and uninstall
	+@tests/run install

unit: ## Build and run the unit tests
	+@tests/run unit

fixtures: ## Run every defective input through the tool
	+@tests/run fixtures

fuzz-short: ## Fuzz each target for FUZZ_SHORT_SECONDS (10)
	+@FUZZ_SECONDS=$(FUZZ_SHORT_SECONDS) tests/run fuzz

fuzz: ## Fuzz each target for FUZZ_SECONDS (600)
	+@FUZZ_SECONDS=$(FUZZ_SECONDS) tests/run fuzz

fresh: ## Build all on a fresh Debian, as root (FRESH=--all: run the README's commands there)
	@tests/fresh $(FRESH)

unit-programs: $(UNIT_PROGRAMS)
fuzz-programs: $(FUZZ_PROGRAMS) $(B)/fuzz/seeds/made

# What the targets start from, beside tests/fuzz/corpus: real files, and words that the readers know.
$(B)/fuzz/seeds/made: tests/fuzz/seeds $(B)/hyperlaunch guests
	@rm -rf $(@D)
	@tests/fuzz/seeds $(@D)
	@touch $@

$(B)/test/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(HOSTED) -c $< -o $@

$(B)/test/libtested.a: $(UNIT_OBJ)
	@rm -f $@ && ar crs $@ $(UNIT_OBJ)

$(UNIT_PROGRAMS): $(B)/test/%: $(B)/test/obj/tests/unit/%.o $(B)/test/libtested.a
	@echo "  LINK $@"
	@$(CC) $(HOSTED) $(filter %.o,$^) $(filter %.a,$^) -o $@ -lcmocka $(TEST_LIBS)

# What takes the place of parts of the archive is no member of it: it goes into the programs for which
# it stands.
$(filter $(B)/test/test_guest_pv%,$(UNIT_PROGRAMS)): $(B)/test/obj/tests/support/guest/pv_domain.o
$(filter-out $(B)/test/test_guest_pv%,$(filter $(B)/test/test_guest_%,$(UNIT_PROGRAMS))): \
    $(B)/test/obj/tests/support/guest/pvh_memory.o
$(filter $(B)/test/test_frames%,$(UNIT_PROGRAMS)): $(B)/test/obj/tests/support/xen/noted_frames.o
$(filter $(B)/test/test_introduce% $(B)/test/test_watch%,$(UNIT_PROGRAMS)): \
    $(B)/test/obj/tests/support/dom0/fake_dom0.o
$(addprefix $(B)/test/test_,install install_faults install_remove): $(B)/test/obj/tests/support/disk/synced.o
$(addprefix $(B)/test/test_rebuild_,files limits room): $(B)/test/obj/tests/support/disk/folder_room.o

$(B)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CLANG $<"
	@$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c $< -o $@

$(B)/fuzz/libtested.a: $(FUZZ_OBJ)
	@rm -f $@ && ar crs $@ $(FUZZ_OBJ)

$(FUZZ_PROGRAMS): $(B)/fuzz/%: $(B)/fuzz/obj/tests/fuzz/%.o $(B)/fuzz/libtested.a
	@echo "  LINK $@"
	@$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer $(filter %.o,$^) $(filter %.a,$^) -o $@ $(TEST_LIBS)

$(B)/fuzz/fuzz_ring: $(B)/fuzz/obj/tests/support/dom0/fake_dom0.o

# The domain acts between two of the launcher's looks at its ring.
$(B)/test/test_store_ring_races: TEST_LIBS += -Wl,--wrap=store_feed,--wrap=store_pull

# /boot is the test's folder.
$(B)/test/test_rebuild_found: TEST_LIBS += -Wl,--wrap=glob

# What is written for xl is read back by xl's own library.
$(B)/test/test_rebuild_config: TEST_LIBS := -lxlutil -lxenlight $(TEST_LIBS)

# The parser of libxlutil leaks where it finds a fault: see the target.
$(B)/fuzz/fuzz_import_xl: TEST_LIBS += -Wl,--wrap=xlu_cfg_readdata

# The objects of the test programs themselves are not intermediate: keep them.
.SECONDARY: $(STAND_IN_SRC:%.c=$(B)/test/obj/%.o) $(UNIT_SRC:%.c=$(B)/test/obj/%.o) $(FUZZ_SRC:%.c=$(B)/fuzz/obj/%.o)

-include $(UNIT_OBJ:.o=.d) $(UNIT_SRC:%.c=$(B)/test/obj/%.d) $(STAND_IN_SRC:%.c=$(B)/test/obj/%.d)
-include $(FUZZ_OBJ:.o=.d) $(FUZZ_SRC:%.c=$(B)/fuzz/obj/%.d) $(STAND_IN_SRC:%.c=$(B)/fuzz/obj/%.d)

# BENCH= goes to all benches with an x86 machine (--qemu, --cpu, --xen, --kernel), LAUNCH= to the longest of them, e.g.
# LAUNCH=--resume after an interrupted run. Figures of earlier runs that are not measured again stay in build/bench.
.PHONY: bench bench-tools bench-needs
bench-tools:
	@lab/need bench

# The tests build these, too, so that a change elsewhere does not leave them behind.
.PHONY: bench-programs
bench-programs: $(B)/bench/launcher.elf $(B)/bench/launcher-tsc.elf $(B)/bench/native $(B)/bench/units $(B)/bench/guest $(B)/bench/fill

bench-needs: bench-tools e2e-needs $(B)/hyperlaunch-init $(B)/demo/initrd-arm64.cpio.gz \
		$(B)/cache/xen-arm64-4.20/package $(B)/cache/linux-arm64-6.12/package \
		$(B)/cache/qemu-backports/package $(B)/cache/source-linux-6.1/package $(B)/cache/source-xen-4.17/package bench-programs \
		$(B)/cache/iperf3/package $(B)/demo/backend-linux-amd64-6.1.cpio.gz

bench: bench-needs ## Time launcher, xl and Arm's dom0less, many domains, store, restarts, devices, check; table and chart in build/bench (an hour)
	@tests/bench/launch $(BENCH) $(LAUNCH)
	@tests/bench/launch $(BENCH) $(LAUNCH) --qemu $(B)/cache/qemu-backports/qemu-system-x86_64 --started --guests linux \
	    --ways resident,handover
	@tests/bench/dom0less
	@tests/bench/units $(BENCH)
	@tests/bench/console $(BENCH)
	@tests/bench/limit $(BENCH)
	@tests/bench/limit $(BENCH) --qemu $(B)/cache/qemu-backports/qemu-system-x86_64
	@tests/bench/memory $(BENCH)
	@tests/bench/cpus $(BENCH)
	@tests/bench/scale $(BENCH)
	@tests/bench/service $(BENCH)
	@tests/bench/service $(BENCH) --qemu $(B)/cache/qemu-backports/qemu-system-x86_64 --started --ways resident
	@tests/bench/devices $(BENCH)
	@tests/bench/handover $(BENCH)
	@tests/bench/check
	@tests/bench/trusted
	@tests/bench/table
	@tests/bench/chart
