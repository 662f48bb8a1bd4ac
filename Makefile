# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Builds and tests hyperlaunch; `make help` lists what a person may want.

B := build
CC ?= gcc
CLANG ?= clang
WARN := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
        -Wpointer-arith -Wcast-qual -Wundef
BASE := -std=gnu11 -iquote . $(WARN) -MMD -MP

# Hosted builds carry the sanitizers; SAN= on the command line leaves them out.
SAN ?= -fsanitize=address,undefined -fno-sanitize-recover=all
HOSTED := $(BASE) -g -O1 -fno-omit-frame-pointer -D_GNU_SOURCE $(SAN)
TOOLED := $(BASE) -g -O2 -D_GNU_SOURCE

# The core that runs on bare Xen: no libc, nothing that needs one.
CORE_SRC := $(wildcard core/*/*.c)
XEN_SRC := $(wildcard xen/*.c)
LAUNCH_SRC := $(XEN_SRC) $(wildcard launcher/*.c launcher/launch/*.c launcher/builder/*.c launcher/builder/*/*.c \
                launcher/handover/*.c launcher/serve/*.c launcher/pci/*.c launcher/share/*.c launcher/cpus/*.c)
MACHINE_SRC := $(wildcard launcher/machine/x86/*.c)
MACHINE_ASM := $(wildcard launcher/machine/x86/*.S)
SIM_SRC := $(wildcard sim/*.c)
TOOL_SRC := $(wildcard tool/*/*.c)

.DELETE_ON_ERROR:
.PHONY: all help
all: $(B)/launcher.elf $(B)/hyperlaunch $(B)/hyperlaunch-init guests ## Build launcher, tools and test guests

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

include install.mk launcher/part.mk tool/part.mk dom0/part.mk tests/guest/part.mk tests/part.mk tests/store/part.mk tests/e2e/part.mk tests/bench/part.mk lab/part.mk docs/part.mk

.PHONY: clean
clean: ## Remove what was built (downloads in build/cache stay)
	find $(B) -mindepth 1 -maxdepth 1 ! -name cache -exec rm -rf {} +
