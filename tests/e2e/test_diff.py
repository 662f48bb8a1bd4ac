# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch diff`: each thing that can differ, in words and as JSON, and its exit status."""

import json
import subprocess

import images


def diff(*arguments):
    return subprocess.run([images.TOOL, "diff", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120, check=False)


def before():
    return images.build(
        "diff-before", images.domain("web", images.tiny(), "32M", 1, "a", images.INITRD), images.domain("db", images.tiny("tiny32"), "16M"),
        images.domain("old", images.tiny(), "24M"), images.domain("same", images.tiny(), "24M", 1, "x"))


def after():
    return images.build(
        "diff-after", images.pv("web", images.tiny("tiny64-pv"), "1G", 2, "b\033[2J"),
        images.domain("base", images.tiny("tiny32"), "16M", 1, "", domid=2, properties=['xen,enhanced = "no-xenstore"']),
        images.domain("same", images.tiny(), "24M", 1, "x", domid=4), images.dom0(images.tiny("tiny64-pv"), memory="rest"))


def digest(image, payload):
    return "digest " + next(p["digest"] for p in images.show(image)["payloads"] if p["index"] == payload)


def kernel_of(image, name):
    return digest(image, next(d for d in images.show(image)["domains"] if d["name"] == name)["kernel"]["payload"])


def ramdisk_of(image, name):
    return digest(image, next(d for d in images.show(image)["domains"] if d["name"] == name)["ramdisk"]["payload"])


def test_each_difference_is_told():
    old, new = before(), after()
    done = diff(old, new)
    assert done.stderr == ""
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "web: memory: 32 MiB -> 1 GiB",
        "web: vCPUs: 1 -> 2",
        "web: mode: pvh -> pv",
        f"web: kernel: {kernel_of(old, 'web')} -> {kernel_of(new, 'web')}",
        "web: kernel's command line: a -> b?[2J",
        f"web: loses ramdisk: {ramdisk_of(old, 'web')}",
        "db: name: db -> base",
        "db: xen,enhanced: enabled -> no-xenstore",
        "db: kernel's command line: (absent) -> ",
        "old: is removed: domid 3, pvh, 1 vCPU, 24 MiB",
        "dom0: is added: domid 0, pv, 1 vCPU, rest",
    ]


def test_json_tells_the_same():
    old, new = before(), after()
    told = json.loads(diff("--json", old, new).stdout)
    assert (told["from"], told["to"]) == (old, new)
    assert len(told["differences"]) == 11
    assert {"domain": "web", "what": "memory", "from": "32 MiB", "to": "1 GiB"} in told["differences"]
    assert {"domain": "db", "what": "kernel's command line", "from": "(absent)", "to": ""} in told["differences"]
    assert [d["what"] for d in told["differences"] if d["to"] is None] == ["ramdisk", "domain"]


def test_roles_are_gained_and_lost(tmp_path):
    old = images.build("diff-roles", images.domain("dom0", images.tiny("tiny64-pv"), "64M", domid=0,
                                                   properties=['capabilities = "control", "hardware", "xenstore"']))
    new = images.build("diff-roles-new", images.domain("dom0", images.tiny("tiny64-pv"), "64M", domid=0, properties=[
        'capabilities = "control", "hardware"', 'functions = "console"']))
    assert diff(old, new).stdout.splitlines() == ["dom0: loses capability: xenstore", "dom0: gains function: console"]


def test_nothing_differs():
    done = diff(before(), before())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(diff("--json", before(), before()).stdout)["differences"] == []


def test_a_file_that_cannot_be_compared_is_a_failure(tmp_path):
    damaged = tmp_path / "damaged.dts"
    damaged.write_text("/dts-v1/; / { };")
    done = diff(before(), str(damaged))
    assert done.returncode == 3
    assert "[domain-missing]" in done.stderr
    assert diff(before()).returncode == 2


def test_what_few_domains_have_is_told():
    pool = images.node("pool: cpupool", ['compatible = "xen,cpupool"', 'cpupool-cpus = "2-3"'])
    old = images.build("diff-traits", pool, images.domain("web", images.tiny(), "32M", properties=[
        "max_grant_frames = <40>", "max_maptrack_frames = <7>", "domain-cpupool = <&pool>"], inside=[images.vcpu(0, "2")]),
        images.domain("db", images.tiny(), "32M"))
    new = images.build("diff-traits-new", images.domain("web", images.tiny(), "32M", properties=[
        "max_grant_frames = <41>", "hyperlaunch,start-after = <&db>"], inside=[images.vcpu(0, "0-1")]),
        images.domain("db", images.tiny(), "32M", properties=['hyperlaunch,on-reboot = "destroy"']),
        images.node("ucode", ['compatible = "multiboot,microcode", "multiboot,module"'], images.noise(4096)[0]))
    digest_of = next(p["digest"] for p in images.show(new)["payloads"] if p["used_as"] == "microcode")
    assert diff(old, new).stdout.splitlines() == [
        f"Xen: gains microcode: digest {digest_of}",
        "web: max_grant_frames: 40 -> 41",
        "web: loses max_maptrack_frames: 7",
        "web: loses domain-cpupool: pool: CPUs 2-3, scheduler as Xen booted with",
        "web: vCPU 0: CPUs 2 -> CPUs 0-1",
        "web: gains hyperlaunch,start-after: db",
        "db: gains hyperlaunch,on-reboot: destroy",
    ]
