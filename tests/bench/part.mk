# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# What tests/bench/limit runs: a launcher that also times the least work of each domain, and the same work on this machine; what tests/bench/units
# runs, the costs of a unit of it; the launcher of
# tests/bench/devices with another time stamp counter; the guest of tests/bench/service; what tests/bench/scale runs for the store.

BENCH_LAUNCHER_OBJ := $(LAUNCHER_OBJ) $(B)/launcher/tests/bench/limit.o $(B)/launcher/tests/bench/work.o
BENCH_NATIVE_OBJ := $(B)/tool/tests/bench/native.o $(B)/tool/tests/bench/work.o $(B)/tool/tool/base/file.o $(B)/tool/tool/base/printable.o $(B)/tool/tool/base/tool.o \
                    $(CORE_SRC:%.c=$(B)/tool/%.o)

$(B)/bench/launcher.elf: $(BENCH_LAUNCHER_OBJ) launcher/machine/x86/link.lds
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(LAUNCHER_LINK) -s -Wl,--wrap=launch_create_step -Wl,--wrap=xen_domain_unpause -o $@ $(BENCH_LAUNCHER_OBJ) -lfdt -llz4 -lnettle

BENCH_TSC_OBJ := $(LAUNCHER_OBJ) $(B)/launcher/tests/bench/native_tsc.o
$(B)/bench/launcher-tsc.elf: $(BENCH_TSC_OBJ) launcher/machine/x86/link.lds
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(LAUNCHER_LINK) -s -Wl,--wrap=xen_domain_set_vcpus -o $@ $(BENCH_TSC_OBJ) -lfdt -llz4 -lnettle

$(B)/bench/native: $(BENCH_NATIVE_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -o $@ $(BENCH_NATIVE_OBJ) $(TOOL_LIBS)

BENCH_UNITS_OBJ := $(B)/tool/tests/bench/units.o $(filter-out $(B)/tool/tests/bench/%,$(BENCH_NATIVE_OBJ))
$(B)/bench/units: $(BENCH_UNITS_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -o $@ $(BENCH_UNITS_OBJ) $(TOOL_LIBS)

$(B)/bench/guest: $(B)/tool/tests/bench/guest.o
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -static -s -o $@ $<

BENCH_FILL_OBJ := $(B)/tool/tests/bench/fill.o $(patsubst %.c,$(B)/tool/%.o,$(wildcard core/store/*.c core/share/*.c) core/base/text.c core/base/values.c)
$(B)/bench/fill: $(BENCH_FILL_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -o $@ $^ -lfdt

-include $(BENCH_FILL_OBJ:.o=.d) $(B)/tool/tests/bench/units.d $(B)/tool/tests/bench/guest.d $(BENCH_LAUNCHER_OBJ:.o=.d) $(BENCH_TSC_OBJ:.o=.d) $(BENCH_NATIVE_OBJ:.o=.d)
