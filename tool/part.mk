# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The `hyperlaunch` command: as users get it, and with sanitizers for the tests.

# The launcher's own arithmetic of a guest's memory decides what fits, at build time already; and
# `simulate` runs the whole launcher against the fake Xen.
TOOL_ALL := $(TOOL_SRC) $(CORE_SRC) $(LAUNCH_SRC) $(SIM_SRC)
# xl's own parser of configurations, linked into the program: its shared library is another one with each release of Xen.
TOOL_LIBS := -l:libxlutil.a -lfdt -lnettle -lzstd -llz4 -llzma -lbz2 -lz -lpthread

TOOL_OBJ := $(TOOL_ALL:%.c=$(B)/tool/%.o)
SAN_OBJ := $(TOOL_ALL:%.c=$(B)/san/tool/%.o)

$(B)/tool/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(TOOLED) -c -o $@ $<

$(B)/san/tool/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(HOSTED) -c -o $@ $<

$(B)/hyperlaunch: $(TOOL_OBJ)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -o $@ $(TOOL_OBJ) $(TOOL_LIBS)

# For a dom0 of another Debian release, whose libraries are others.
$(B)/static/hyperlaunch: $(TOOL_OBJ)
	@mkdir -p $(@D)
	@echo "  LINK $@"
	@$(CC) $(TOOLED) -static -s -o $@ $(TOOL_OBJ) $(TOOL_LIBS)

$(B)/san/hyperlaunch: $(SAN_OBJ)
	@echo "  LINK $@"
	@$(CC) $(HOSTED) -o $@ $(SAN_OBJ) $(TOOL_LIBS)

-include $(TOOL_OBJ:.o=.d) $(SAN_OBJ:.o=.d)
