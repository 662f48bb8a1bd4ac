# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# What tests/e2e/test_faults.py runs: the launcher with one more object, which commits a fault when asked to.

E2E_LAUNCHER_OBJ := $(LAUNCHER_OBJ) $(B)/launcher/tests/e2e/provoke.o

$(B)/e2e/launcher.elf: $(E2E_LAUNCHER_OBJ) launcher/machine/x86/link.lds
	@mkdir -p $(@D)
	@echo "  LD      $@"
	@$(LAUNCHER_LINK) -s -Wl,--wrap=resident_init -o $@ $(E2E_LAUNCHER_OBJ) -lfdt -llz4 -lnettle

-include $(E2E_LAUNCHER_OBJ:.o=.d)
