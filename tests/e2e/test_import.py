# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch import`: sources made of what xl, ImageBuilder and dom0less have, and what they say then."""

import json
import os
import re
import shutil
import subprocess

import images
import pytest
from machine import CACHE

EXAMPLES = [os.path.join(CACHE, f"tools-{xen}", "root", "etc", "xen", f"xlexample.{kind}")
            for xen, kinds in (("4.14", ["hvm", "pvlinux"]), ("4.17", ["hvm", "pvlinux", "pvhlinux"]),
                               ("4.20", ["hvm", "pvlinux", "pvhlinux"])) for kind in kinds]


def run(*arguments):
    return subprocess.run([images.TOOL, "import", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def comments(text):
    return re.findall(r"/\* (.*) \*/", text)[1:]


def imported(tmp_path, kind, *files):
    """What show says of an imported set whose files are there, and its comments."""
    source = tmp_path / "imported.dts"
    done = run(kind, "-o", str(source), *map(str, files))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    text = source.read_text()
    for name in re.findall(r'hyperlaunch,file = "([^"]*)"', text):
        if not name.startswith("/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(images.tiny("tiny64-pv"), tmp_path / name)
    shown = subprocess.run([images.TOOL, "show", "--json", str(source)], capture_output=True, text=True, timeout=60, check=False)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout), comments(text)


def config(tmp_path, text, name="guest.cfg"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_hvm_example_of_debian_is_refused():
    """An HVM guest cannot be built without a device model: no domain of another kind is made of it."""
    for path in (path for path in EXAMPLES if path.endswith(".hvm")):
        done = run("xl", path)
        assert (done.returncode, done.stdout) == (1, "")
        assert 'xlexample.hvm: type = "hvm": an HVM guest needs a device model' in done.stderr


@pytest.mark.parametrize("path", [path for path in EXAMPLES if not path.endswith(".hvm")], ids=lambda path: "-".join(path.split(os.sep)[-5:-4] + [path.rsplit(".", 1)[1]]))
def test_examples_of_debian(tmp_path, path):
    shown, told = imported(tmp_path, "xl", path)
    kind = path.rsplit(".", 1)[1]
    (domain,) = shown["domains"]
    assert domain["name"] == f"example.{kind}"
    assert domain["memory_kib"] == {"pvlinux": 128, "pvhlinux": 512}[kind] * 1024
    assert domain["vcpus"] == {"pvlinux": 2, "pvhlinux": 4}[kind]
    assert domain["mode"] == ("pv" if kind == "pvlinux" else "pvh")
    assert any(text.startswith("disk: ") for text in told) and any(text.startswith("vif: ") for text in told)
    assert (domain["kernel"]["file"], domain["kernel"]["bootargs"]) == ("/boot/vmlinuz", "root=/dev/xvda1")


XL = """# all that is carried over
name = 'web'
type = "pvh"
uuid = "01234567-89ab-cdef-0123-456789abcdef"
kernel = "vmlinuz"
ramdisk = "initrd.img"
cmdline = "console=hvc0 \\"quoted\\""
memory = 96
vcpus = 3
cpus = ["2", "0-3,^1", "all"]
on_reboot = "destroy"
on_crash = 'destroy'
max_grant_version = 1
max_grant_frames = "40"
max_maptrack_frames = 0
shadow_memory = 8
seclabel = "system_u:system_r:domU_t"
passthrough = "disabled"
"""


def test_all_that_xl_has_in_common(tmp_path):
    shown, told = imported(tmp_path, "xl", config(tmp_path, XL))
    assert told == [
        'seclabel = "system_u:system_r:domU_t": where Xen has no XSM, the domain is started without it, as by xl; give '
        'hyperlaunch,label-policy = "require" if it must not be']
    (domain,) = shown["domains"]
    assert {key: domain[key] for key in ("name", "mode", "uuid", "memory_kib", "vcpus", "on_reboot", "max_grant_version",
                                         "max_grant_frames", "max_maptrack_frames", "p2m_mem_mib", "security_id")} == {
        "name": "web", "mode": "pvh", "uuid": "01234567-89ab-cdef-0123-456789abcdef", "memory_kib": 96 * 1024, "vcpus": 3,
        "on_reboot": "destroy", "max_grant_version": 1, "max_grant_frames": 40, "max_maptrack_frames": 0, "p2m_mem_mib": 8,
        "security_id": "system_u:system_r:domU_t"}
    assert domain["affinity"] == [{"vcpu": 0, "cpus": "2"}, {"vcpu": 1, "cpus": "0,2-3"}]
    assert domain["kernel"] == {"payload": None, "file": "vmlinuz", "bootargs": 'console=hvc0 "quoted"'}
    assert domain["ramdisk"]["file"] == "initrd.img"


def test_round_trip_through_an_image(tmp_path):
    """What is imported is built, and the image says the same as the configuration did."""
    for name in ("vmlinuz", "initrd.img"):
        shutil.copy(images.tiny(), tmp_path / name)
    source, image = str(tmp_path / "web.dts"), str(tmp_path / "web.img")
    assert run("xl", "-o", source, str(config(tmp_path, XL))).returncode == 0
    subprocess.run([images.TOOL, "build", "-o", image, source], check=True, capture_output=True, timeout=60)
    (built,), (read,) = images.show(image)["domains"], images.show(source)["domains"]
    for key in set(built) - {"kernel", "ramdisk"}:
        assert built[key] == read[key], key
    assert built["kernel"]["bootargs"] == 'console=hvc0 "quoted"'


def test_what_xl_has_alone(tmp_path):
    _, told = imported(tmp_path, "xl", config(tmp_path, """name = "a b"
kernel = "vmlinuz"
root = "/dev/xvda1 ro"
extra = "quiet"
memory = 64
maxmem = 128
vcpus = 300
cpus = "node:0"
pool = "fast"
shadow_memory = 8
on_poweroff = "preserve"
on_reboot = "restart"
max_grant_version = 3
colour = [ "r", "#g" ]
disk = [ "a,raw,xvda,rw", "b = c" ]
"""))
    assert told == [
        "name = \"a b\": a name here has 1 to 31 of A-Z, a-z, 0-9, '_', '.' and '-'; a_b is used",
        'vcpus = "300": is not between 1 and 128; the domain has 128 here',
        'maxmem = "128": a domain cannot grow beyond the memory that it starts with, 64 MiB; give memory = "128M" if it is to have all',
        'cpus = "node:0": names NUMA nodes, whose CPUs only the host knows; xl info -n shows them, and hard-affinity = "0-3" in a '
        "node xen,vcpu names CPUs; the vCPUs are not bound here; in dom0: xl vcpu-pin a_b all node:0",
        'pool = "fast": a pool is described by its CPUs: add a node xen,cpupool with those of this pool, and domain-cpupool; until '
        "then the domain runs in Xen's own, Pool-0",
        'shadow_memory = "8": a PV domain has no nested page tables, which need this memory',
        'max_grant_version = "3": is not between 1 and 2, and is left out',
        'colour = [ "r", "#g" ]: xl does not know this key, and ignores it: xl.cfg(5) of Xen 4.14 to 4.22 has none of this name',
        'disk: "a,raw,xvda,rw": the launcher serves no disks; in dom0: xl block-attach a_b a,raw,xvda,rw',
        "disk: \"b = c\": the launcher serves no disks; in dom0: xl block-attach a_b 'b = c'",
    ]


def test_pci_devices_of_xl_are_read_again(tmp_path):
    shown, told = imported(tmp_path, "xl", config(
        tmp_path, 'name = "net"\nkernel = "k"\nmemory = 64\npci = [ "00:03.0", "0000:01:00.1,permissive=1" ]\n'))
    assert [(d["address"], d["permissive"]) for d in shown["domains"][0]["pci_devices"]] == [
        ("0000:00:03.0", False), ("0000:01:00.1", True)]
    assert len(told) == 1 and "gsi = <N>" in told[0]


@pytest.mark.parametrize("order", [("net", "web"), ("web", "net")])
def test_backend_that_is_imported_too_serves(tmp_path, order):
    texts = {"net": 'name = "net"\nkernel = "k"\nmemory = 64\ndriver_domain = 1\n',
             "web": 'name = "web"\nkernel = "k"\nmemory = 64\ndisk = [ "backend=net,vdev=xvda,target=/srv/a.img" ]\n'
                    'vif = [ "backend=net,bridge=br0", "backend=gone" ]\n'}
    shown, told = imported(tmp_path, "xl", *(config(tmp_path, texts[name], name) for name in order))
    web = next(d for d in shown["domains"] if d["name"] == "web")
    assert [(d["backend"], d["target"]) for d in web["disks"]] == [("net", "/srv/a.img")]
    assert [(d["backend"], d["bridge"]) for d in web["network_cards"]] == [("net", "br0")]
    assert told == ['vif: "backend=gone": backend=gone is none of the domains that are imported with it; in dom0: '
                    "xl network-attach web backend=gone"]


def test_several_configurations_make_one_set(tmp_path):
    files = [config(tmp_path, f'name = "d{i}"\nkernel = "vmlinuz"\nmemory = {32 + i}\n', f"{i}.cfg") for i in range(3)]
    shown, told = imported(tmp_path, "xl", *files)
    assert [(d["name"], d["memory_kib"] // 1024) for d in shown["domains"]] == [("d0", 32), ("d1", 33), ("d2", 34)]
    assert told == []


def test_configurations_of_one_name(tmp_path):
    files = [config(tmp_path, 'name = "web"\nkernel = "vmlinuz"\nmemory = 32\n', name) for name in ("a.cfg", "b.cfg")]
    source = tmp_path / "set.dts"
    assert run("xl", "-o", str(source), *map(str, files)).returncode == 0
    assert comments(source.read_text()) == ['name = "web": web is the name of guest-1, too; check refuses that: give another']
    checked = subprocess.run([images.TOOL, "check", str(source)], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 1 and "[name-duplicate]" in checked.stdout


def test_configuration_that_xl_does_not_read(tmp_path):
    done = run("xl", str(config(tmp_path, "name = [\n")))
    assert (done.returncode, done.stdout) == (1, "")
    assert "not a configuration that xl reads" in done.stderr


@pytest.mark.parametrize("text, told", [
    (b"", "name: not given"),
    (b'name = "a"\r\nmemory = 1\r\n', "line 1: ends with CR and LF, as on Windows"),
    (b'\nname = "a"\rmemory = 1\n', "line 2: has a carriage return (CR)"),
    (b'\xef\xbb\xbfname = "a"\n', "line 1: begins with a byte order mark"),
    (b'name = "a"\n\n # end', "line 3: the comment has no line end"),
    (b'name = "a"\nmemory = \xe2\x80\x9c64\xe2\x80\x9d\n', "line 2: a typographic quote; write \""),
    (b'name\xc2\xa0= "a"\n', "line 1: a no-break space; write a space"),
    ('name = "a"\n'.encode("utf-16"), "is a text in UTF-16"),
    (b'\x1b[31m = \x9b2J\n', "not a configuration that xl reads"),
    (b'name = "a"\nvncpasswd = hush\n', "line 2: a string stands in quotes"),
    (b'name = "a"\nvncpasswd = "hush\n', "line 2: a quote is not closed"),
    (b'name = "a"\nmemory = 64M\n', "line 2: a number has no unit; memory is in MiB"),
    (b'name = "a"\nmemory = -64\n', "line 2: a number with a sign stands in quotes"),
    (b'Name = "a"\n', "line 1: a key begins with a small letter"),
    (b'name = # a\n', "line 1: there is no value after the ="),
], ids=["empty", "crlf", "cr", "bom", "comment-at-the-end", "quotes", "nbsp", "utf-16", "escapes", "password", "password-open", "unit",
        "sign", "capital", "no-value"])
def test_why_a_configuration_is_not_read(tmp_path, text, told):
    """What an editor does not show is named, nothing of it reaches the terminal, and no password does."""
    path = tmp_path / "guest.cfg"
    path.write_bytes(text)
    done = subprocess.run([images.TOOL, "import", "xl", str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                          check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert told in done.stderr.decode(errors="replace"), done.stderr
    assert b"hush" not in done.stderr and not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", done.stderr), done.stderr


def test_tabs_and_a_missing_line_end_are_read(tmp_path):
    shown, told = imported(tmp_path, "xl", config(tmp_path, 'name\t=\t"a"\n\tkernel = "k";\tmemory=64'))
    assert [(d["name"], d["memory_kib"]) for d in shown["domains"]] == [("a", 64 * 1024)]
    assert told == []


BOARD = """# ImageBuilder
MEMORY_START="0x0"
XEN_CMD="console=dtuart dom0_mem=1G"
DOM0_KERNEL="Image-dom0"
DOM0_CMD='console=hvc0 $HOME'   # no shell looks into these quotes
DOM0_RAMDISK=dom0.cpio
NUM_DOMUS=3
DOMU_KERNEL[0]="dom1/Image"
DOMU_RAMDISK[0]="dom1/ramdisk.cpio"
DOMU_PASSTHROUGH_DTB[0]="dom1/pass.dtb"
DOMU_KERNEL[1]="dom2/Image"
DOMU_MEM[1]=256
DOMU_VCPUS[1]=2
DOMU_ENHANCED[1]=0
DOMU_CMD[1]="console=ttyAMA0 root=$ROOT"
DOMU_KERNEL[2]="x"
DOMU_NOBOOT[2]=1
if true; then
"""


def test_imagebuilder(tmp_path):
    shown, told = imported(tmp_path, "imagebuilder", config(tmp_path, BOARD, "config"))
    dom0, one, two = shown["domains"]
    assert (dom0["name"], dom0["domid"], dom0["memory_kib"], dom0["kernel"]["bootargs"]) == (
        "dom0", 0, 1024 * 1024, "console=hvc0 $HOME")
    assert dom0["ramdisk"]["file"] == "dom0.cpio"
    assert (one["name"], one["memory_kib"], one["vcpus"], one["kernel"]["file"]) == ("domU0", 512 * 1024, 1, "dom1/Image")
    assert (two["name"], two["memory_kib"], two["vcpus"], two["enhanced"]) == ("domU1", 256 * 1024, 2, "no-xenstore")
    assert two["kernel"]["bootargs"] is None
    assert told == [
        "written for an Arm board: give kernels and ramdisks for x86, and check the command lines",
        "line 18 needs a shell: write out what it assigns, one NAME=VALUE a line",
        'MEMORY_START = "0x0": nothing is placed by hand',
        'DOMU_KERNEL[2] = "x": left out with its domain, for DOMU_NOBOOT',
        'DOMU_NOBOOT[2] = "1": the domain is left out: xl create can start it from dom0',
        'XEN_CMD = "console=dtuart dom0_mem=1G": Xen\'s own command line; it belongs in the boot loader\'s entry, without the '
        "options for dom0 (a set has its own) or for Arm only",
        "DOM0_CMD: has no root=; ImageBuilder adds one, of a ramdisk or of the disk that it makes: write it into bootargs where dom0 "
        "needs it",
        "dom0_max_vcpus: not given; Xen on Arm gives dom0 all CPUs then; 1 is used: write as many as the host has",
        'DOMU_PASSTHROUGH_DTB[0] = "dom1/pass.dtb": no devices are passed through yet',
        'DOMU_CMD[0]: not given; ImageBuilder writes "console=ttyAMA0"; for the PV console, write bootargs = "console=hvc0"',
        'DOMU_ENHANCED[1] = "0": Xen on Arm gives no PV interfaces then; here the domain has grants and event channels, as every '
        "domain on x86, but no xenstore",
        "line 15 needs a shell: write DOMU_CMD[1] out, or here as bootargs ($ and ` stand for something else: "
        '"console=ttyAMA0 root=$ROOT")',
    ]


def test_imagebuilder_that_is_none(tmp_path):
    done = run("imagebuilder", str(config(tmp_path, "# nothing\n")))
    assert (done.returncode, done.stdout) == (1, "")
    assert "neither DOM0_KERNEL nor NUM_DOMUS" in done.stderr


TREE = """/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>;
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu@0 { device_type = "cpu"; reg = <0>; };
    a: cpu@1 { device_type = "cpu"; reg = <1>; };
    b: cpu@2 { device_type = "cpu"; reg = <2>; };
  };
  chosen { #address-cells = <2>; #size-cells = <2>;
    xen,xen-bootargs = "console=dtuart"; xen,dom0-bootargs = "console=hvc0";
    kernel@1 { compatible = "multiboot,kernel", "multiboot,module"; reg = <0 0x1000000 0 0x1000>; };
    fast: cpupool { compatible = "xen,cpupool"; cpupool-cpus = <&a &b>; cpupool-sched = "null"; };
    domU1 { compatible = "xen,domain"; #address-cells = <2>; #size-cells = <2>;
      memory = <0 0x20000>; cpus = <2>; vpl011; direct-map; domain-cpupool = <&fast>;
      xen,enhanced = "no-xenstore"; max_grant_frames = <40>; xen,domain-p2m-mem-mb = <0>;
      vcpu0 { compatible = "xen,vcpu"; id = <0>; hard-affinity = "1-2"; };
      module@2 { compatible = "multiboot,kernel", "multiboot,module"; reg = <0 0x2000000 0 0x1000>; bootargs = "console=ttyAMA0"; };
      module@3 { compatible = "multiboot,ramdisk", "multiboot,module"; reg = <0 0x3000000 0 0x1000>; };
      module@4 { compatible = "multiboot,device-tree", "multiboot,module"; reg = <0 0x4000000 0 0x1000>; };
    };
  };
};
"""


def test_dom0less(tmp_path):
    blob = tmp_path / "board.dtb"
    subprocess.run(["dtc", "-q", "-O", "dtb", "-o", str(blob), "-"], input=TREE, text=True, check=True)
    shown, told = imported(tmp_path, "dom0less", blob)
    dom0, guest = shown["domains"]
    assert (dom0["name"], dom0["domid"], dom0["kernel"]["bootargs"], dom0["kernel"]["file"]) == (
        "dom0", 0, "console=hvc0", "dom0-kernel")
    assert (dom0["memory_kib"], dom0["vcpus"]) == (512 * 1024, 1)
    assert (guest["name"], guest["memory_kib"], guest["vcpus"], guest["enhanced"], guest["max_grant_frames"], guest["cpupool"]) == (
        "domU1", 128 * 1024, 2, "no-xenstore", 40, 0)
    assert guest["affinity"] == [{"vcpu": 0, "cpus": "1-2"}]
    assert (guest["kernel"]["file"], guest["kernel"]["bootargs"]) == ("domU1-kernel", "console=ttyAMA0")
    assert guest["ramdisk"]["file"] == "domU1-ramdisk"
    assert shown["cpupools"] == [{"name": "cpupool", "cpus": "1-2", "scheduler": "null"}]
    lay = "{}: the boot loader loaded it at {} (0x1000 bytes); give the file of one for x86".format
    assert told == [
        "written for an Arm board: give kernels and ramdisks for x86, and check the command lines",
        "CPUs are numbered by their order in /cpus, 0 for the boot CPU; check which of the host's CPUs are meant",
        "xen,xen-bootargs = \"console=dtuart\": Xen's own command line; it belongs in the boot loader's entry, without the "
        "options for dom0 (a set has its own) or for Arm only",
        "nodes outside /chosen describe the Arm board and are left out",
        "dom0_mem: not given; Xen on Arm gives 512 MiB then, as here; memory = \"rest\" gives all that the others leave",
        "dom0_max_vcpus: not given; Xen on Arm gives dom0 all CPUs then, here the 1 of the board: write as many as the host has",
        lay("kernel", "0x1000000"),
        "vpl011: the console is the PV console; write console=hvc0",
        "direct-map: memory is not placed by hand",
        "xen,domain-p2m-mem-mb: 0 is not between 1 and 1048576",
        lay("kernel", "0x2000000"),
        lay("ramdisk", "0x3000000"),
        lay("module@4", "0x4000000"),
        "the device tree module@4: no devices are passed through yet",
    ]


CAPABLE = """/dts-v1/;
/ { chosen { #address-cells = <1>; #size-cells = <1>;
  policy { compatible = "xen,xsm-policy", "multiboot,module"; reg = <0x3000000 0x1000>; };
  dom0 { compatible = "xen,domain"; cpus = <2>; memory = <0 0x80000>; capabilities = <7>;
    kernel { compatible = "multiboot,kernel", "multiboot,module"; xen,uefi-binary = "Image"; bootargs = "console=hvc0"; };
    vcpu1 { compatible = "xen,vcpu"; id = <1>; hard-affinity = "0x1"; };
  };
}; };
"""


def test_dom0less_domain_0_by_its_capabilities(tmp_path):
    blob = tmp_path / "board.dtb"
    subprocess.run(["dtc", "-q", "-O", "dtb", "-o", str(blob), "-"], input=CAPABLE, text=True, check=True)
    shown, _ = imported(tmp_path, "dom0less", blob)
    (dom0,) = shown["domains"]
    assert (dom0["name"], dom0["domid"], dom0["mode"], dom0["memory_kib"], dom0["vcpus"]) == ("dom0", 0, "pv", 512 * 1024, 2)
    assert dom0["capabilities"] == 7
    assert dom0["affinity"] == [{"vcpu": 1, "cpus": "1"}]
    assert (dom0["kernel"]["file"], dom0["ramdisk"]) == ("Image", None)


@pytest.mark.parametrize("body, text", [(b"no tree", "not a valid device tree"), (None, 'no node with compatible "xen,domain"')])
def test_dom0less_that_is_none(tmp_path, body, text):
    blob = tmp_path / "board.dtb"
    if body is None:
        subprocess.run(["dtc", "-q", "-O", "dtb", "-o", str(blob), "-"], input="/dts-v1/; / { };", text=True, check=True)
    else:
        blob.write_bytes(body)
    done = run("dom0less", str(blob))
    assert (done.returncode, done.stdout) == (1, "")
    assert text in done.stderr


def test_usage_and_failures(tmp_path):
    for arguments in ([], ["xl"], ["other", "x"], ["dom0less", "a", "b"], ["imagebuilder"]):
        assert run(*arguments).returncode == 2, arguments
    assert run("xl", "/nowhere.cfg").returncode == 3
    assert run("xl", "-o", str(tmp_path), str(config(tmp_path, XL))).returncode == 3
    too_many = [str(config(tmp_path, XL, f"{i}.cfg")) for i in range(257)]
    done = run("xl", *too_many)
    assert done.returncode == 1 and "more domains than the 256" in done.stderr
