# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
# The lab: fetches stock parts, makes the demo and boots it.

XEN ?= 4.17
# A dom0 has the Linux of its Xen's own Debian release unless KERNEL says otherwise.
KERNEL_OF_4.14 := 5.10
KERNEL_OF_4.17 := 6.1
KERNEL_OF_4.20 := 6.12
DOM0_KERNEL := $(or $(KERNEL),$(KERNEL_OF_$(XEN)))
KERNEL ?= 6.1
DEMO := $(B)/demo/linux-$(KERNEL)

# RUN= goes to `hyperlaunch run`, e.g. RUN="--timeout 60".
.PHONY: fetch fetch-all demo demo-image
fetch: ## Fetch Xen, Linux (XEN= and KERNEL= choose versions) and busybox into build/cache, installing none of them
	@lab/fetch xen-$(XEN) linux-$(KERNEL) busybox

fetch-all: ## Fetch every version that the tests use
	@lab/fetch xen-4.14 xen-4.17 xen-4.20 efi-4.17 efi-4.20 tools-4.14 tools-4.17 tools-4.20 linux-5.10 linux-6.1 linux-6.12 linux-7 \
	    linux-amd64-5.10 linux-amd64-6.1 linux-amd64-6.12 sdk-4.14 busybox grub-xen debian-4.17

$(B)/cache/%/package:
	@lab/fetch $*

$(B)/demo/initrd.cpio.gz: lab/initrd lab/init $(B)/cache/busybox/package
	@echo "initramfs: $@"
	@lab/initrd $@

$(B)/demo/initrd-store.cpio.gz: lab/initrd lab/init lab/programs $(B)/cache/busybox/package $(B)/cache/tools-4.17/package
	@echo "initramfs: $@"
	@XENSTORE=4.17 lab/initrd $@

# What examples/boot-domain.dts names: the script behind the rest, which Linux unpacks too.
$(B)/demo/boot-domain.cpio.gz: examples/boot-domain.sh $(B)/demo/initrd-store.cpio.gz
	@rm -rf $@.d && mkdir -p $@.d && install -m 755 $< $@.d/boot-domain && touch -h -d @0 $@.d/boot-domain
	@(cat $(B)/demo/initrd-store.cpio.gz && cd $@.d && \
	    echo boot-domain | cpio --quiet --create --format=newc --reproducible --owner=0:0 | gzip -9n) >$@.new
	@rm -rf $@.d && mv $@.new $@

# What examples/shared-memory.dts names: the program, and the modules that it needs of Linux $* behind the rest.
SHARE := $(B)/demo/share
$(SHARE): examples/share/share.c
	@mkdir -p $(@D)
	@echo "  CC $@"
	@gcc -static -O2 -Wall -Wextra -Werror -s -o $@ $<

$(B)/demo/share-linux-%.cpio.gz: $(SHARE) lab/modules $(B)/demo/initrd-store.cpio.gz $(B)/cache/linux-%/package
	@rm -rf $@.d && mkdir -p $@.d/usr/bin && install -m 755 $< $@.d/usr/bin/share
	@lab/modules linux-$* $@.d xen-gntdev xen-evtchn && find $@.d -exec touch -h -d @0 {} +
	@(cat $(B)/demo/initrd-store.cpio.gz && cd $@.d && \
	    find . | LC_ALL=C sort | cpio --quiet --create --format=newc --reproducible --owner=0:0 | gzip -9n) >$@.new
	@rm -rf $@.d && mv $@.new $@

# Folder with the files that examples/shared-memory.dts names, for -I.
$(B)/demo/shared-memory/initrd.cpio.gz: $(B)/demo/share-linux-6.1.cpio.gz $(B)/cache/linux-6.1/package
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/cache/linux-6.1/vmlinuz $(@D)/vmlinuz
	@ln -sf $(CURDIR)/$< $@

$(B)/demo/initrd-arm64.cpio.gz: lab/initrd lab/init $(B)/cache/busybox-arm64/package
	@echo "initramfs: $@"
	@BUSYBOX=busybox-arm64 lab/initrd $@

$(B)/demo/initrd-linux-%.cpio.gz: lab/initrd lab/init lab/modules $(B)/cache/busybox/package $(B)/cache/linux-%/package
	@echo "initramfs: $@"
	@lab/initrd $@ linux-$*

# With drivers of hardware, for a PV guest that has PCI devices.
DRIVERS := xen-pcifront e1000e e1000 nvme
$(B)/demo/initrd-drivers-linux-%.cpio.gz: lab/initrd lab/init lab/modules $(B)/cache/busybox/package $(B)/cache/linux-%/package
	@echo "initramfs: $@"
	@lab/initrd $@ linux-$* $(DRIVERS)

# The folder with the files that examples/pci.dts names.
.PRECIOUS: $(B)/demo/initrd-drivers-linux-%.cpio.gz
$(B)/demo/drivers-linux-%: $(B)/demo/initrd-drivers-linux-%.cpio.gz $(B)/cache/linux-%/package
	@mkdir -p $@ && ln -sf $(CURDIR)/$(B)/cache/linux-$*/vmlinuz $@/vmlinuz && ln -sf $(CURDIR)/$< $@/initrd.cpio.gz

# Ramdisks with Debian's xenstore-* and modules of Linux: $(B)/demo/PART-linux-VERSION.cpio.gz. A part: the modules, in the order in which
# they are loaded, then what else it has, FILE=PATH; lab/init runs /etc/rc.
RAMDISKS := backend frontend net disk web db
MODULES_backend := xen-netback xen-blkback bridge loop
FILES_backend := backend/hyperlaunch-backend=sbin/hyperlaunch-backend examples/driver-domain.sh=etc/rc
MODULES_frontend := xen-netfront xen-blkfront crc32c_generic ext4
FILES_frontend :=
MODULES_net := xen-pcifront e1000e bridge xen-netback
FILES_net := backend/hyperlaunch-backend=sbin/hyperlaunch-backend lab/net/net=etc/rc
MODULES_disk := xen-pcifront nvme xen-blkback
FILES_disk := backend/hyperlaunch-backend=sbin/hyperlaunch-backend lab/net/disk=etc/rc
MODULES_web := xen-netfront xen-blkfront crc32c_generic ext4
FILES_web := lab/net/web=etc/rc
MODULES_db := $(MODULES_web)
FILES_db := lab/net/db=etc/rc
define part-initramfs
$(B)/demo/$1-linux-%.cpio.gz: lab/initrd lab/init lab/modules lab/programs $(foreach f,$(FILES_$1),$(firstword $(subst =, ,$f))) \
		$(B)/cache/busybox/package $(B)/cache/tools-4.17/package $(B)/cache/linux-%/package
	@echo "initramfs: $$@"
	@XENSTORE=4.17 FILES="$(FILES_$1)" lab/initrd $$@ linux-$$* $(MODULES_$1)
endef
$(foreach r,$(RAMDISKS),$(eval $(call part-initramfs,$r)))

# The dom0 of Xen $1's tools and Linux $2: $(B)/demo/dom0-$1-linux-$2.cpio.gz, for the kernel
# build/cache/linux-amd64-$2/vmlinuz.
DOM0_INIT_4.14 := $(B)/dom0-4.14/hyperlaunch-init
DOM0_INIT_4.17 := $(B)/hyperlaunch-init
DOM0_INIT_4.20 := $(B)/hyperlaunch-init
define dom0-initramfs
$(B)/demo/dom0-$1-linux-$2.cpio.gz: lab/dom0 lab/dom0-init lab/modules lab/programs $(B)/cache/tools-$1/package \
		$(B)/cache/linux-amd64-$2/package $(B)/cache/busybox/package $3 $(B)/static/hyperlaunch
	@echo "initramfs: $$@"
	@lab/dom0 $1 $2 $$@ $3=usr/sbin/hyperlaunch-init $(B)/static/hyperlaunch=usr/bin/hyperlaunch
endef
$(foreach x,4.14 4.17 4.20,$(foreach k,5.10 6.1 6.12,$(eval $(call dom0-initramfs,$x,$k,$(DOM0_INIT_$x)))))

# Folders with the files that the examples name, for -I.
DEMO_DOM0 := $(B)/demo/dom0-two-guests-$(XEN)-$(DOM0_KERNEL)

$(DEMO)/vmlinuz: | $(B)/cache/linux-$(KERNEL)/package
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/cache/linux-$(KERNEL)/vmlinuz $@

$(DEMO_DOM0)/vmlinuz: | $(B)/cache/linux-amd64-$(DOM0_KERNEL)/package
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/cache/linux-amd64-$(DOM0_KERNEL)/vmlinuz $@

$(DEMO_DOM0)/dom0.cpio.gz: | $(B)/demo/dom0-$(XEN)-linux-$(DOM0_KERNEL).cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/demo/dom0-$(XEN)-linux-$(DOM0_KERNEL).cpio.gz $@

$(DEMO_DOM0)/backend.cpio.gz $(DEMO_DOM0)/frontend.cpio.gz: $(DEMO_DOM0)/%.cpio.gz: | $(B)/demo/%-linux-amd64-$(DOM0_KERNEL).cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/demo/$*-linux-amd64-$(DOM0_KERNEL).cpio.gz $@

.PHONY: driver-domain-dom0-parts
driver-domain-dom0-parts: $(addprefix $(DEMO_DOM0)/,vmlinuz dom0.cpio.gz backend.cpio.gz frontend.cpio.gz) ## Make the files that examples/driver-domain-dom0.dts names

$(DEMO_DOM0)/initrd.cpio.gz: | $(B)/demo/initrd.cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/demo/initrd.cpio.gz $@

$(DEMO)/initrd.cpio.gz: | $(B)/demo/initrd-store.cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/demo/initrd-store.cpio.gz $@

$(DEMO)/backend.cpio.gz $(DEMO)/frontend.cpio.gz: $(DEMO)/%.cpio.gz: | $(B)/demo/%-linux-$(KERNEL).cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/demo/$*-linux-$(KERNEL).cpio.gz $@

.PHONY: driver-domain-parts
driver-domain-parts: $(DEMO)/vmlinuz $(DEMO)/backend.cpio.gz $(DEMO)/frontend.cpio.gz ## Make the files that examples/driver-domain.dts names

$(DEMO)/three-guests.img: examples/three-guests.dts $(B)/hyperlaunch $(B)/demo/initrd-store.cpio.gz \
		$(B)/cache/linux-$(KERNEL)/package | $(DEMO)/vmlinuz $(DEMO)/initrd.cpio.gz
	$(B)/hyperlaunch build -I $(@D) -o $@ $<

demo-image: $(DEMO)/three-guests.img ## Build the demo's launch image

demo: fetch $(B)/launcher.elf demo-image ## Boot three Linux guests in QEMU (XEN=4.14|4.17|4.20 KERNEL=5.10|6.1|6.12)
	$(B)/hyperlaunch run --xen $(XEN) $(RUN) $(DEMO)/three-guests.img

$(DEMO_DOM0).img: examples/dom0-two-guests.dts $(B)/hyperlaunch $(B)/demo/initrd.cpio.gz \
		$(B)/demo/dom0-$(XEN)-linux-$(DOM0_KERNEL).cpio.gz \
		| $(addprefix $(DEMO_DOM0)/,vmlinuz dom0.cpio.gz initrd.cpio.gz)
	$(B)/hyperlaunch build -I $(DEMO_DOM0) -o $@ $<

.PHONY: demo-dom0 demo-dom0-image
demo-dom0-image: $(DEMO_DOM0).img ## Build the launch image of the demo with a dom0

demo-dom0: fetch $(B)/launcher.elf demo-dom0-image ## Boot two guests, then a Debian dom0 in which xl lists them
	$(B)/hyperlaunch run --xen $(XEN) $(RUN) $(DEMO_DOM0).img

# What examples/net.dts names, for -I.
NET := $(B)/demo/net-$(KERNEL)
NET_RAMDISKS := $(addprefix $(NET)/,net.cpio.gz disk.cpio.gz web.cpio.gz db.cpio.gz)

$(NET)/vmlinuz: | $(B)/cache/linux-amd64-$(KERNEL)/package
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$(B)/cache/linux-amd64-$(KERNEL)/vmlinuz $@

$(NET_RAMDISKS): $(NET)/%.cpio.gz: $(B)/demo/%-linux-amd64-$(KERNEL).cpio.gz
	@mkdir -p $(@D) && ln -sf $(CURDIR)/$< $@

$(NET)/net.img: examples/net.dts $(B)/hyperlaunch $(NET_RAMDISKS) $(B)/cache/linux-amd64-$(KERNEL)/package | $(NET)/vmlinuz
	$(B)/hyperlaunch build -I $(@D) -o $@ $<

.PHONY: demo-net demo-net-image
demo-net-image: $(NET)/net.img ## Build the launch image of the demo with driver domains

demo-net: fetch $(B)/launcher.elf demo-net-image ## Boot a system without a dom0, whose web server the host can ask
	@lab/net-machine $(NET) --xen $(XEN) $(RUN)

# The disk of a real Debian dom0, with what `make install` puts there.
DEBIAN := $(B)/debian
$(DEBIAN)/disk.img: lab/debian install.mk $(B)/hyperlaunch $(B)/hyperlaunch-init $(B)/launcher.elf $(wildcard dom0/*.in dom0/initramfs/*) \
		$(B)/cache/debian-4.17/package
	@rm -rf $(B)/installed && $(MAKE) --no-print-directory -s install DESTDIR=$(CURDIR)/$(B)/installed PREFIX=/usr >/dev/null
	@echo "disk: $@"
	@lab/debian 4.17 $(B)/installed $(DEBIAN)

# What the end-to-end tests need, also what those make that run `make`, since files of tests run side by side.
# E2E= chooses some of them, by words for pytest, e.g. E2E="-k grub".
.PHONY: e2e e2e-needs
e2e-needs: $(B)/launcher.elf $(B)/e2e/launcher.elf $(B)/hyperlaunch $(B)/store-socket guests fetch-all demo-image demo-dom0-image \
		$(B)/demo/initrd.cpio.gz $(B)/demo/initrd-store.cpio.gz $(B)/demo/boot-domain.cpio.gz $(DEBIAN)/disk.img \
		$(foreach k,6.1 6.12,$(B)/demo/share-linux-$k.cpio.gz) \
		$(foreach x,4.14 4.17 4.20,$(B)/demo/dom0-$x-linux-$(KERNEL_OF_$x).cpio.gz) \
		$(foreach r,backend frontend,$(B)/demo/$r-linux-6.1.cpio.gz) $(B)/demo/frontend-linux-6.12.cpio.gz driver-domain-dom0-parts demo-net-image $(foreach x,4.17 4.20,$(B)/demo/initrd-linux-amd64-$(KERNEL_OF_$x).cpio.gz) $(foreach k,6.1 6.12,$(B)/demo/drivers-linux-amd64-$k)

e2e: e2e-needs ## Boot real machines in QEMU and test them; logs in build/test-logs
	@mkdir -p $(B)/test-logs
	$(if $(E2E),/usr/bin/python3 -m pytest tests/e2e -c tests/e2e/pytest.ini --junit-xml=$(B)/test-logs/e2e.xml $(E2E),tests/e2e/run)
