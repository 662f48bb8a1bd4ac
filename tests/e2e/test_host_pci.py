# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""PCI devices of a host: what sysfs tells of them, how they are grouped, and the file that check takes."""

import struct
import subprocess

import images
import pytest

LINUX = {"proc/iomem": "00100000-7fffffff : System RAM\n", "sys/devices/system/cpu/present": "0-3\n"}
XL_INFO = "nr_cpus : 4\ntotal_memory : 2048\nxen_version : 4.17.5\nvirt_caps : pv hvm{} hap shadow\n"
NO_BAR = "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
NIC_BARS = ("0x00000000feb80000 0x00000000feb9ffff 0x0000000000040200\n" + NO_BAR +
            "0x000000000000c040 0x000000000000c05f 0x0000000000040101\n" +
            "0x0000004000000000 0x0000004000003fff 0x000000000014220c\n" + NO_BAR * 2 +
            "0x00000000feb40000 0x00000000feb7ffff 0x0000000000046200\n")
EXPRESS, PM, AF = 0x10, 0x01, 0x13
ENDPOINT, ROOT_PORT, UPSTREAM, DOWNSTREAM, TO_PCI, INTEGRATED = 0, 4, 5, 6, 7, 9


def host(*arguments):
    return subprocess.run([images.TOOL, "host", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def config(kind=None, flr=False, pm=False, af=False, acs=None, secondary=None, size=4096):
    """The configuration space of a function; `acs` is (capability, control)."""
    space = bytearray(4096)
    chain = []
    if kind is not None:
        chain.append(struct.pack("<BBHI", EXPRESS, 0, 2 | kind << 4, int(flr) << 28))
    if pm:
        chain.append(struct.pack("<BBHHH", PM, 0, 3, 0, 0))
    if af:
        chain.append(struct.pack("<BBBBI", AF, 0, 6, 3, 0))
    for i, capability in enumerate(chain):
        space[0x06] |= 0x10
        space[0x34 if i == 0 else 0x40 + 16 * (i - 1) + 1] = 0x40 + 16 * i
        space[0x40 + 16 * i:0x48 + 16 * i] = capability
    if acs:
        space[0x100:0x108] = struct.pack("<IHH", 0x000d | 1 << 16, *acs)
    if secondary is not None:
        space[0x0e], space[0x19] = 1, secondary
    return bytes(space[:size])


def device(root, address, space=None, **files):
    """A function of sysfs below `root`."""
    folder = root / "sys/bus/pci/devices" / address
    folder.mkdir(parents=True)
    bridge = space is not None and len(space) > 14 and space[0x0e] == 1
    texts = {"vendor": "0x8086\n", "device": "0x10d3\n", "class": "0x060400\n" if bridge else "0x020000\n",
             "resource": NO_BAR * 7, **files}
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_text(text)
    if space is None or space:
        (folder / "config").write_bytes(config(INTEGRATED) if space is None else space)
    return folder


def machine(tmp_path, xl=None):
    for name, text in (LINUX if xl is None else {"xl-info": XL_INFO.format(xl)}).items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def captured(root):
    done = host("capture", "--root", str(root))
    assert done.returncode == 0, done.stderr
    return done.stdout


def values(text, name):
    """A property of each device, in their order."""
    return [line.split(" = ")[1].rstrip(";") for line in text.splitlines() if line.strip().startswith(name + " = ")]


def groups(text):
    """The addresses of each group that has more than one device."""
    together = {}
    for address, group in zip(values(text, "address"), values(text, "hyperlaunch,group")):
        together.setdefault(group, []).append(address.strip('"').removeprefix("0000:"))
    return [names for names in together.values() if len(names) > 1]


def test_file_has_what_sysfs_tells(tmp_path):
    folder = device(machine(tmp_path), "0000:00:03.0", resource=NIC_BARS, reset_method="flr bus later\n")
    (folder / "iommu_group").symlink_to("../../../../kernel/iommu_groups/17")
    text = captured(tmp_path)
    assert """    pci {
        compatible = "hyperlaunch,host-pci";
        hyperlaunch,groups-from = "iommu"; /* as Linux has them */
        device-0000.00.03.0 { /* 8086:10d3 */
            address = "0000:00:03.0";
            vendor-id = <0x8086>;
            device-id = <0x10d3>;
            class-code = <0x020000>;
            hyperlaunch,group = <17>;
            hyperlaunch,reset = "flr", "bus";
            assigned-addresses = <0x82001810 0x0 0xfeb80000 0x0 0x20000> /* BAR 0: 128 KiB */,
                <0x81001818 0x0 0x0000c040 0x0 0x20> /* BAR 2: 32 I/O ports */,
                <0xc300181c 0x40 0x00000000 0x0 0x4000> /* BAR 3: 16 KiB, 64 bits, prefetchable */,
                <0xc2001830 0x0 0xfeb40000 0x0 0x40000> /* ROM: 256 KiB, prefetchable */;
        };
    };
""" in text


def test_file_reads_the_same(tmp_path):
    root = machine(tmp_path)
    device(root, "0000:00:03.0", resource=NIC_BARS)
    device(root, "0000:00:1f.3", config(INTEGRATED, size=64))
    file = tmp_path / "host.dts"
    file.write_text(captured(root))
    assert host("show", str(file)).stdout == file.read_text()


def test_machine_without_pci_says_nothing_of_it(tmp_path):
    assert "pci" not in captured(machine(tmp_path))
    (tmp_path / "sys/bus/pci/devices").mkdir(parents=True)
    assert "hyperlaunch,host-pci" in captured(tmp_path)


@pytest.mark.parametrize("made, said", [
    (["sys/class/iommu/dmar0"], ['"yes"']),
    (["sys/firmware/acpi/tables/FACP", "sys/firmware/acpi/tables/IVRS"], ['"yes"']),
    (["sys/firmware/acpi/tables/FACP"], ['"no"']),
    ([], []),
])
def test_linux_tells_of_an_iommu(tmp_path, made, said):
    root = machine(tmp_path)
    for name in made:
        (root / name).mkdir(parents=True)
    assert [value.split(";")[0] for value in values(captured(root), "hyperlaunch,iommu")] == said


@pytest.mark.parametrize("caps, said", [(" hvm_directio pv_directio", '"yes"'), (" pv_directio", '"yes"'), ("", '"no"')])
def test_xen_tells_of_an_iommu(tmp_path, caps, said):
    assert values(captured(machine(tmp_path, caps)), "hyperlaunch,iommu")[0].startswith(said)


def test_dom0_groups_by_topology(tmp_path):
    """Under Xen, Linux has no groups."""
    root = machine(tmp_path, " pv_directio")
    device(root, "0000:00:03.0")
    text = captured(root)
    assert 'hyperlaunch,groups-from = "topology"; /* of slots and bridges: Linux does not have the IOMMU */' in text
    assert values(text, "hyperlaunch,group") == ["<0>"]


def test_device_without_group_has_all_grouped_by_topology(tmp_path):
    root = machine(tmp_path)
    (device(root, "0000:00:03.0") / "iommu_group").symlink_to("groups/4")
    device(root, "0000:00:04.0")
    assert values(captured(root), "hyperlaunch,groups-from")[0].startswith('"topology"')


def test_functions_of_a_slot_stay_together_without_acs(tmp_path):
    root = machine(tmp_path)
    for function in range(4):
        device(root, f"0000:00:1f.{function}", config(INTEGRATED, acs=(0x1d, 0x1d) if function > 1 else None))
    device(root, "0000:00:03.0")
    assert groups(captured(root)) == [["00:1f.0", "00:1f.1"]]


def test_acs_that_is_off_keeps_nothing_apart(tmp_path):
    root = machine(tmp_path)
    device(root, "0000:00:02.0", config(INTEGRATED, acs=(0x1d, 0x15)))
    device(root, "0000:00:02.1", config(INTEGRATED, acs=(0x1d, 0x15)))
    assert groups(captured(root)) == [["00:02.0", "00:02.1"]]


def test_what_is_behind_a_bridge_to_pci_stays_together(tmp_path):
    root = machine(tmp_path)
    device(root, "0000:00:1c.0", config(ROOT_PORT, acs=(0x1d, 0x1d), secondary=1))
    device(root, "0000:01:00.0", config(TO_PCI, secondary=2))
    device(root, "0000:02:04.0", config())
    device(root, "0000:02:05.0", config())
    device(root, "0000:00:1d.0", config(ROOT_PORT, acs=(0x1d, 0x1d), secondary=3))
    device(root, "0000:03:00.0", config(ENDPOINT))
    assert groups(captured(root)) == [["01:00.0", "02:04.0", "02:05.0"]]


def switch(root, *acs):
    """A switch of PCI Express with a device behind each of its ports."""
    device(root, "0000:00:01.0", config(ROOT_PORT, acs=(0x1d, 0x1d), secondary=1))
    device(root, "0000:01:00.0", config(UPSTREAM, secondary=2))
    for slot, port in enumerate(acs):
        device(root, f"0000:02:0{slot}.0", config(DOWNSTREAM, secondary=3 + slot, acs=port))
        device(root, f"0000:0{3 + slot}:00.0", config(ENDPOINT))


def test_switch_with_acs_keeps_its_ports_apart(tmp_path):
    switch(machine(tmp_path), (0x1d, 0x1d), (0x1d, 0x1d))
    assert not groups(captured(tmp_path))


def test_port_without_acs_reaches_all_of_its_switch(tmp_path):
    switch(machine(tmp_path), None, (0x1d, 0x1d))
    assert groups(captured(tmp_path)) == [["02:00.0", "02:01.0", "03:00.0", "04:00.0"]]


def test_what_is_behind_a_root_port_without_acs_stays_with_it(tmp_path):
    root = machine(tmp_path)
    for slot in (1, 2):
        device(root, f"0000:00:0{slot}.0", config(ROOT_PORT, secondary=slot))
        device(root, f"0000:0{slot}:00.0", config(ENDPOINT))
    assert groups(captured(root)) == [["00:01.0", "01:00.0"], ["00:02.0", "02:00.0"]]


def test_virtual_functions_stand_alone(tmp_path):
    root = machine(tmp_path)
    device(root, "0000:01:00.0", config(ENDPOINT))
    device(root, "0000:01:00.1", config(ENDPOINT))
    for function in (2, 3):
        (device(root, f"0000:01:00.{function}", config(ENDPOINT)) / "physfn").symlink_to("../0000:01:00.0")
    assert groups(captured(root)) == [["01:00.0", "01:00.1"]]


@pytest.mark.parametrize("space, said", [
    (config(ENDPOINT, flr=True, pm=True), ['"flr", "pm"']),
    (config(af=True), ['"af_flr"']),
    (config(ENDPOINT), ['"none"']),
    (config(ENDPOINT, flr=True, size=64), []),
])
def test_old_linux_leaves_the_reset_to_the_device(tmp_path, space, said):
    device(machine(tmp_path), "0000:00:03.0", space)
    assert values(captured(tmp_path), "hyperlaunch,reset") == said


def test_who_is_not_root_is_told_so(tmp_path):
    device(machine(tmp_path), "0000:00:03.0", config(ENDPOINT, size=64))
    done = host("capture", "--root", str(tmp_path))
    assert done.returncode == 0
    assert "cannot be read in full" in done.stderr and "run this as root" in done.stderr


def test_address_that_xen_does_not_have_is_left_out(tmp_path):
    root = machine(tmp_path)
    device(root, "10000:e1:00.0")
    device(root, "0000:00:03.0")
    done = host("capture", "--root", str(root))
    assert values(done.stdout, "address") == ['"0000:00:03.0"']
    assert "10000:e1:00.0: is left out: Xen has no such address" in done.stderr


@pytest.mark.parametrize("files, text", [
    ({"vendor": "8086\n"}, "/vendor: is not a number"),
    ({"vendor": "0x18086\n"}, "/vendor: is not a number"),
    ({"device": "0x10d3; evil"}, "/device: is not a number"),
    ({"class": "0x0200000000000000000000000000000000000\n"}, "/class: is not a number"),
    ({"class": None}, "/class: No such file"),
    ({"resource": ""}, "/resource: has a line that is not"),
    ({"resource": NO_BAR * 6}, "/resource: has a line that is not"),
    ({"resource": "0x2000 0x1fff 0x200\n" + NO_BAR * 6}, "/resource: has a line that is not"),
    ({"resource": "0x0 0xffffffffffffffff 0x200\n" + NO_BAR * 6}, "/resource: has a line that is not"),
    ({"resource": "0x0 0x1fffffffffffffffff 0x200\n" + NO_BAR * 6}, "/resource: has a line that is not"),
    ({"space": b"\0" * 63}, "/config: is shorter than 64 bytes"),
    ({"space": b""}, "/config: No such file"),
])
def test_what_is_not_as_linux_writes_it(tmp_path, files, text):
    device(machine(tmp_path), "0000:00:03.0", **files)
    done = host("capture", "--root", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert text in done.stderr and "write the file by hand" in done.stderr


def test_capability_that_leads_to_itself(tmp_path):
    space = bytearray(config(ENDPOINT, acs=(0x1d, 0x1d)))
    space[0x40], space[0x41] = 0x09, 0x40
    space[0x100:0x104] = struct.pack("<I", 0x0001 | 0x100 << 20)
    device(machine(tmp_path), "0000:00:03.0", bytes(space))
    assert values(captured(tmp_path), "hyperlaunch,reset") == ['"none"']


DEVICE = 'address = "0000:00:03.0"; vendor-id = <1>; device-id = <2>; class-code = <3>; hyperlaunch,group = <0>;'


def pci(devices, properties='hyperlaunch,groups-from = "iommu";', more=""):
    return f'pci {{ compatible = "hyperlaunch,host-pci"; {properties} {devices} }}; {more}'


@pytest.mark.parametrize("body, text", [
    ("other { };", "a node below the root is not known"),
    (pci("") + pci("").replace("pci", "more", 1), "two nodes for PCI devices"),
    (pci("", ""), 'neither "iommu" nor "topology"'),
    (pci("", 'hyperlaunch,groups-from = "guess";'), 'neither "iommu" nor "topology"'),
    (pci("", "hyperlaunch,iommu = \"yes\";"), "a property that is not known"),
    (pci("a { };"), "a PCI device has no address"),
    (pci("a { " + DEVICE.replace("00:03.0", "00:03") + " };"), "a PCI device has no address"),
    (pci("a { " + DEVICE.replace("vendor-id = <1>;", "vendor-id = <0x10000>;") + " };"), "lacks vendor-id"),
    (pci("a { " + DEVICE.replace("class-code = <3>;", "") + " };"), "class-code"),
    (pci("a { " + DEVICE.replace("hyperlaunch,group = <0>;", "") + " };"), "lacks hyperlaunch,group"),
    (pci("a { " + DEVICE + " hyperlaunch,gruop = <0>; };"), "a property or a node that is not known"),
    (pci("a { " + DEVICE + " b { }; };"), "a property or a node that is not known"),
    (pci("a { " + DEVICE + " }; b { " + DEVICE + " };"), "two PCI devices have the same address"),
    (pci("a { " + DEVICE + ' hyperlaunch,reset = "frl"; };'), "has a word that is not known"),
    (pci("a { " + DEVICE + ' hyperlaunch,reset = "none", "flr"; };'), "has a word that is not known"),
    (pci("a { " + DEVICE + " hyperlaunch,reset = <1>; };"), "is not a list of words"),
    (pci("a { " + DEVICE + " assigned-addresses = <1 2 3 4>; };"), "not five cells"),
    (pci("a { " + DEVICE + " assigned-addresses = <0x82002010 0 0x1000 0 0x1000>; };"), "a BAR that cannot be"),
    (pci("a { " + DEVICE + " assigned-addresses = <0x82001814 0 0x1000 0 0>; };"), "a BAR that cannot be"),
    (pci("a { " + DEVICE + " assigned-addresses = <0x82001828 0 0x1000 0 1>; };"), "a BAR that cannot be"),
    (pci("a { " + DEVICE + " assigned-addresses = <0x82001810 0xffffffff 0xffffffff 0 2>; };"), "a BAR that cannot be"),
    (pci("".join(f"d{i:x} {{ {DEVICE.replace('0000:00', f'{i // 256:04x}:{i % 256:02x}')} }};" for i in range(1025))),
     "more than 1024 PCI devices"),
    ('hyperlaunch,iommu = "maybe";', "hyperlaunch,iommu is neither"),
])
def test_files_that_are_no_hosts(tmp_path, body, text):
    file = tmp_path / "host.dts"
    file.write_text('/dts-v1/; / { compatible = "hyperlaunch,host"; memory = <0x0 0x100000>; cpus = "0"; ' + body + " };")
    done = host("show", str(file))
    assert done.returncode == 1
    assert text in done.stderr, done.stderr
