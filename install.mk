# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# Installs below $(DESTDIR)$(PREFIX), and removes exactly that again; packagers set DESTDIR.

PREFIX ?= /usr
STRIP ?= strip
UNITS := dom0/hyperlaunch-init.service dom0/hyperlaunch-watch.service
VERSION := $(shell sed -n 's/^.define HYPERLAUNCH_VERSION "\(.*\)"$$/\1/p' core/base/version.h)
# The pages of a section stand in its folder.
WRITTEN_PAGES := $(patsubst docs/%,$(B)/install/%,$(wildcard docs/hyperlaunch*.[1-8]))
PAGES := $(WRITTEN_PAGES) $(B)/install/hyperlaunch-lcm.5

# place=file for each installed file, places below PREFIX.
PROGRAMS := bin/hyperlaunch=$(B)/hyperlaunch sbin/hyperlaunch-init=$(B)/hyperlaunch-init
SCRIPTS := sbin/hyperlaunch-backend=backend/hyperlaunch-backend share/hyperlaunch/09_hyperlaunch=boot/09_hyperlaunch \
        share/hyperlaunch/zz-hyperlaunch=boot/zz-hyperlaunch \
        share/initramfs-tools/scripts/init-top/hyperlaunch=dom0/initramfs/init-top
DATA := lib/hyperlaunch/launcher.elf=$(B)/launcher.elf share/hyperlaunch/zz_hyperlaunch.cfg=boot/zz_hyperlaunch.cfg \
        share/bash-completion/completions/hyperlaunch=$(B)/install/completion.bash \
        share/fish/vendor_completions.d/hyperlaunch.fish=$(B)/install/completion.fish \
        share/zsh/vendor-completions/_hyperlaunch=$(B)/install/completion.zsh \
        $(foreach p,$(PAGES),share/man/man$(patsubst .%,%,$(suffix $p))/$(notdir $p)=$p) \
        $(foreach e,$(wildcard examples/*.dts),share/doc/hyperlaunch/$e=$e) share/doc/hyperlaunch/record.md=docs/record.md \
        $(foreach u,$(UNITS),lib/systemd/system/$(notdir $u)=$(B)/install/$(notdir $u))
PLACES := $(foreach i,$(PROGRAMS) $(SCRIPTS) $(DATA),$(firstword $(subst =, ,$i)))

.PHONY: install uninstall FORCE
install: $(foreach i,$(PROGRAMS) $(SCRIPTS) $(DATA),$(lastword $(subst =, ,$i))) ## Install below $(DESTDIR)$(PREFIX)
	@for i in $(PROGRAMS); do $(call put,755) -s --strip-program=$(STRIP) || exit; done
	@for i in $(SCRIPTS); do $(call put,755) || exit; done
	@for i in $(DATA); do $(call put,644) || exit; done
put = echo "  INSTALL $(DESTDIR)$(PREFIX)/$${i%%=*}" && install -D -m $1 "$${i\#*=}" "$(DESTDIR)$(PREFIX)/$${i%%=*}"

# Folders of our own go, too; below DESTDIR, which is made for packages alone, also all that are left empty.
OWN_FOLDERS := share/doc/hyperlaunch/examples share/doc/hyperlaunch share/hyperlaunch lib/hyperlaunch
empty_folders = if [ -z "$(DESTDIR)" ]; then cd "$(PREFIX)" && set -- $(OWN_FOLDERS); \
    else cd "$(DESTDIR)" && set -- $(addprefix $(PREFIX:/%=%)/,$(sort $(dir $(PLACES)))) && parents=--parents; fi; \
    for i; do [ ! -d "$$i" ] || rmdir --ignore-fail-on-non-empty $$parents "$$i"; done
uninstall: ## Remove what install has put below $(DESTDIR)$(PREFIX)
	@for i in $(PLACES); do echo "  REMOVE  $(DESTDIR)$(PREFIX)/$$i" && rm -f "$(DESTDIR)$(PREFIX)/$$i" || exit; done
	@$(empty_folders)

# PREFIX may differ from one call to the next.
$(B)/install/%.service: dom0/%.service.in FORCE
	@mkdir -p $(@D)
	@sed 's|@PREFIX@|$(PREFIX)|' $< >$@

$(B)/install/completion.%: $(B)/hyperlaunch
	@mkdir -p $(@D)
	@$< completion $* >$@

$(WRITTEN_PAGES): $(B)/install/%: docs/% core/base/version.h
	@mkdir -p $(@D)
	@sed '/^\.TH /s/"hyperlaunch"/"hyperlaunch $(VERSION)"/' $< >$@

$(B)/install/hyperlaunch-lcm.5: docs/lcm-binding.md docs/page core/base/version.h
	@mkdir -p $(@D)
	@docs/page -v name=hyperlaunch-lcm -v section=5 -v version=$(VERSION) -v title='File Formats' \
	    -v purpose='the Launch Control Module: how a set of domains is described' $< >$@
