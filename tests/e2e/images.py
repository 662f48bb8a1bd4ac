# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""Writes system descriptions for tests and builds launch images from them; damages them where a test wants it."""

import hashlib
import json
import os
import random
import subprocess
import zlib

from machine import BUILD, CACHE

TOOL = os.path.join(BUILD, "hyperlaunch")
GUESTS = os.path.join(BUILD, "guest")
INITRD = os.path.join(BUILD, "demo", "initrd.cpio.gz")
OUT = os.path.join(BUILD, "e2e")


def tiny(kind="tiny64"):
    """Path of a tiny test guest's kernel."""
    return os.path.join(GUESTS, f"{kind}.elf")


def linux(version):
    """Path of a Debian kernel as it was packaged."""
    return os.path.join(CACHE, f"linux-{version}", "vmlinuz")


def noise(size):
    """A file of bytes that do not repeat, the same in every run; returns its path and CRC-32."""
    os.makedirs(OUT, exist_ok=True)
    path = os.path.join(OUT, f"noise-{size}.bin")
    if not os.path.exists(path):
        numbers = random.Random(1)
        # Whole at once: the tests of another file may make it at the same time.
        with open(f"{path}.{os.getpid()}", "wb") as file:
            for done in range(0, size, 1 << 20):
                file.write(numbers.randbytes(min(size - done, 1 << 20)))
        os.replace(file.name, path)
    with open(path, "rb") as file:
        return path, f"{zlib.crc32(file.read()):08x}"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def node(name, properties, file=None, inside=()):
    """Any node, as text, with the files that it names."""
    lines = [f"{name} {{", *(f"{line};" for line in properties)]
    if file:
        lines.append(f"hyperlaunch,file = {quoted(file)};")
    return "\n".join(lines + [text for text, _ in inside] + ["};"]), [file] * bool(file) + sum((f for _, f in inside), [])


def vcpu(number, cpus):
    """The affinity of a domain's vCPU, for domain(inside=)."""
    return node(f"vcpu{number}", ['compatible = "xen,vcpu"', f"id = <{number}>", f"hard-affinity = {quoted(cpus)}"])


def domain(name, kernel, memory="32M", cpus=1, bootargs=None, ramdisk=None, domid=None, properties=(), inside=()):
    """One domain's node, as text. `bootargs` None gives none at all, "" gives an empty one."""
    lines = [f"{name}: domain-{name} {{", 'compatible = "xen,domain";', f"memory = {quoted(memory)};", f"cpus = <{cpus}>;"]
    if domid is not None:
        lines.append(f"domid = <{domid}>;")
    lines += [f"{line};" for line in properties]
    lines += ["kernel {", 'compatible = "multiboot,kernel", "multiboot,module";', f"hyperlaunch,file = {quoted(kernel)};"]
    if bootargs is not None:
        lines.append(f"bootargs = {quoted(bootargs)};")
    lines.append("};")
    if ramdisk:
        lines += ["ramdisk {", 'compatible = "multiboot,ramdisk", "multiboot,module";',
                  f"hyperlaunch,file = {quoted(ramdisk)};", "};"]
    lines += [text for text, _ in inside] + ["};"]
    return "\n".join(lines), [kernel] + ([ramdisk] if ramdisk else [])


def pv(*args, **kwargs):
    """A PV domain."""
    return domain(*args, properties=['mode = "pv"', *kwargs.pop("properties", ())], **kwargs)


def dom0(kernel, ramdisk=None, memory="512M", cpus=1, bootargs="console=hvc0", name="dom0", inside=(), properties=()):
    """The domain that takes over domain 0."""
    return domain(name, kernel, memory, cpus, bootargs, ramdisk, domid=0, inside=inside,
                  properties=['mode = "pv"', 'capabilities = "control", "hardware"', *properties])


def build(name, *domains):
    """Builds the launch image of `domains`, unless the same was built before; returns its path."""
    body = "\n".join(text for text, _ in domains)
    source = ("/dts-v1/;\n/ { chosen { hypervisor {\n" 'compatible = "hypervisor,xen";\n' + body + "\n}; }; };\n")
    key = hashlib.sha256(source.encode())
    for path in [TOOL] + sorted({file for _, files in domains for file in files}):
        status = os.stat(path)
        key.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    os.makedirs(OUT, exist_ok=True)
    stem = os.path.join(OUT, f"{name}-{key.hexdigest()[:12]}")
    if not os.path.exists(stem + ".img"):
        with open(stem + ".dts", "w", encoding="utf-8") as file:
            file.write(source)
        subprocess.run([TOOL, "build", "-o", stem + ".img", stem + ".dts"], check=True, stdout=subprocess.DEVNULL)
    return stem + ".img"


def example(name, text, parts):
    """Builds the launch image of an example's text, and of the files that it names: {name: path}."""
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    for there, path in parts.items():
        if os.path.lexists(os.path.join(folder, there)):
            os.unlink(os.path.join(folder, there))
        os.symlink(path, os.path.join(folder, there))
    source, image = os.path.join(folder, f"{name}.dts"), os.path.join(folder, f"{name}.img")
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([TOOL, "build", "-I", folder, "-o", image, source], check=True, stdout=subprocess.DEVNULL)
    return image


def show(image):
    """What the tool knows of an image."""
    text = subprocess.run([TOOL, "show", "--json", image], check=True, capture_output=True, text=True).stdout
    return json.loads(text)


def damaged(image, index, name):
    """A copy of the image with one bit of the middle of payload `index` flipped."""
    payload = next(p for p in show(image)["payloads"] if p["index"] == index)
    with open(image, "rb") as file:
        data = bytearray(file.read())
    data[payload["offset"] + payload["stored"] // 2] ^= 1
    path = os.path.join(OUT, f"{name}.img")
    with open(path, "wb") as file:
        file.write(data)
    return path


def retargeted(image, names, name):
    """A copy of the image in which each domain of `names` has its ramdisk for a kernel.

    The tool refuses such kernels, and payload digests stay right: only the launcher can see the fault.
    """
    with open(image, "rb") as file:
        data = file.read()
    size = int.from_bytes(data[4:8], "big")
    path = os.path.join(OUT, f"{name}.img")
    with open(path, "wb") as file:
        file.write(data[:size])
    for shown in show(image)["domains"]:
        if shown["name"] in names:
            subprocess.run(["fdtput", "-t", "u", path, f"/chosen/hypervisor/domain@{shown['domid']}/kernel",
                            "module-index", str(shown["ramdisk"]["payload"])], check=True)
    with open(path, "rb") as file:
        lcm = file.read()
    assert len(lcm) <= size, "fdtput made the LCM larger"
    with open(path, "wb") as file:
        file.write(lcm + data[len(lcm):])
    return path
