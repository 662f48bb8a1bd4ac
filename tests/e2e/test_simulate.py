# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch simulate`: the launch in words, for each version of Xen, and its exit status."""

import json
import re
import subprocess

import images
import pytest
from machine import ROOT

LINE = re.compile(r"^ *(\d+)  (\S+) +  (\S.*): (.+)$")


def simulate(*arguments):
    return subprocess.run([images.TOOL, "simulate", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120, check=False)


def pair(name):
    return images.build(name, images.domain("one", images.tiny(), "32M", cpus=2), images.domain("two", images.tiny("tiny32"), "16M"))


@pytest.mark.parametrize("version", ["4.14", "4.15", "4.16", "4.17", "4.18", "4.19", "4.20", "4.21", "4.22"])
def test_each_version(version):
    done = simulate("--xen", version, pair(f"simulate-{version}"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    operations, log = done.stdout.split("\n\n", 1)[1].split("\n\n", 1)
    parsed = [LINE.match(line) for line in operations.splitlines()]
    assert all(parsed), operations
    assert [int(match[1]) for match in parsed] == list(range(1, len(parsed) + 1))
    assert ("one", "create a PVH domain of 2 vCPUs", "ok") in [match.group(2, 3, 4) for match in parsed]
    assert ("two", "unpause it", "ok") in [match.group(2, 3, 4) for match in parsed]
    assert f"on Xen {version}\n" in log
    assert "hyperlaunch: launch complete: 2 started, 0 failed" in log


@pytest.mark.parametrize("version", ["4.14", "4.15", "4.16", "4.17", "4.18", "4.19", "4.20", "4.21", "4.22"])
def test_pv_and_dom0(version):
    tiny = images.tiny("tiny64-pv")
    image = images.build(f"simulate-dom0-{version}", images.dom0(tiny, memory="rest", cpus=2), images.pv("two", tiny, "24M"))
    done = simulate("--xen", version, image)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    operations, log = done.stdout.split("\n\n", 1)[1].split("\n\n", 1)
    parsed = [LINE.match(line).group(2, 3, 4) for line in operations.splitlines()]
    words = [line[1] for line in parsed if line[2] == "ok"]
    assert ("two", "create a PV domain of 1 vCPUs", "ok") in parsed
    assert ("two", "check and pin its page tables", "ok") in parsed
    assert ("two", "load the state of its first vCPU", "ok") in parsed
    assert words.index("unpause it") < words.index("unmap the launch image") < words.index("close all its ports")
    assert parsed[-1][1] == "switch to the next domain 0's page tables, and leave for its kernel"
    assert "hyperlaunch: domain dom0: takes over domain 0 with" in log
    assert "hyperlaunch: launch complete: 2 started, 0 failed" in log


def test_too_little_memory():
    done = simulate("--memory", "40M", pair("simulate-little"))
    assert done.returncode == 1
    assert "hyperlaunch: domain two: failed: populate: not enough memory: it needs" in done.stdout
    assert "hyperlaunch: launch complete: 1 started, 1 failed" in done.stdout


def with_rest(name, ramdisk):
    """A dom0 that takes what a guest leaves."""
    tiny = images.tiny("tiny64-pv")
    return images.build(name, images.dom0(tiny, memory="rest", ramdisk=ramdisk), images.pv("two", tiny, "24M"))


def test_dom0_with_too_little_left_is_refused_as_check_does(tmp_path):
    """A host of 256 MiB has about 122 for domains: less a reserve, a ramdisk of 16 MiB and what a dom0 needs to run in."""
    ramdisk = tmp_path / "ramdisk"
    ramdisk.write_bytes(bytes(range(256)) * (16 << 12))
    image = with_rest("simulate-rest-little", str(ramdisk))
    for memory, free, status in (("256M", "80M", 1), ("512M", "370M", 0)):
        checked = subprocess.run([images.TOOL, "check", "--memory", memory, image], capture_output=True, text=True, timeout=60,
                                 check=False)
        done = simulate("--memory", free, image)
        assert (checked.returncode, done.returncode) == (status, status), (memory, checked.stdout, done.stdout)
        assert ("is left for domain 0" in checked.stdout) == bool(status)
        assert ("it needs 65536 KiB to run in" in done.stdout) == bool(status)


def test_host_has_room_for_the_ramdisk_of_a_dom0_that_takes_the_rest(tmp_path):
    ramdisk = tmp_path / "ramdisk"
    with ramdisk.open("wb") as file:
        file.truncate(512 << 20)
    done = simulate(with_rest("simulate-rest-large", str(ramdisk)))
    assert done.returncode == 0, done.stdout[-2000:]


def test_damaged_payload():
    done = simulate(images.damaged(pair("simulate-good"), 1, "simulate-damaged"))
    assert done.returncode == 1
    assert "hyperlaunch: domain one: failed: verify: the kernel (payload 1) is damaged" in done.stdout
    assert "hyperlaunch: launch complete: 1 started, 1 failed" in done.stdout


def test_record(tmp_path):
    path = tmp_path / "record.dtb"
    image = pair("simulate-record")
    assert simulate("--memory", "40M", "--record", path, image).returncode == 1
    done = subprocess.run([images.TOOL, "record", "show", "--json", path], capture_output=True, text=True, timeout=60, check=True)
    record = json.loads(done.stdout)
    assert record["xen"] == "4.17"
    one, two = record["domains"]
    assert (one["name"], one["state"], one["cause"]) == ("one", "running", None)
    assert one["uuid"] == images.show(image)["domains"][0]["uuid"]
    assert one["kernel"]["digest"] == images.show(image)["payloads"][0]["digest"]
    assert record["entered_ns"] <= one["began_ns"] < one["created_ns"] < one["started_ns"] <= record["recorded_ns"]
    assert (two["name"], two["state"], two["step"]) == ("two", "failed", "populate")
    assert "not enough memory: it needs" in two["cause"]
    assert simulate("--record", tmp_path, image).returncode == 3


def test_host_has_room_for_the_pools_that_are_asked_for():
    properties = ["xen,domain-p2m-mem-mb = <1024>"]
    image = images.build("simulate-pools", images.domain("one", images.tiny(), "32M", properties=properties),
                         images.domain("two", images.tiny(), "16M", properties=properties))
    done = simulate("--json", image)
    assert (done.returncode, done.stderr) == (0, "")
    assert [domain["kept_kib"] for domain in json.loads(done.stdout)["domains"]] == [1 << 20, 1 << 20]
    done = simulate("--memory", "2G", image)
    assert done.returncode == 1
    assert "domain two: failed: populate: not enough memory: it needs" in done.stdout


def test_usage():
    for arguments in (["--xen", "4.23", "x"], ["--memory", "lots", "x"], [], ["one", "two"]):
        assert simulate(*arguments).returncode == 2
    assert simulate("/nowhere.img").returncode == 3


def test_summary_says_what_lies_where():
    image = images.build("simulate-summary", images.domain("one", images.tiny(), "32M", 2, ramdisk=images.INITRD),
                         images.pv("two", images.tiny("tiny64-pv"), "24M", ramdisk=images.INITRD))
    done = simulate("--json", image)
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    assert (summary["xen"], summary["fits"]) == ("4.17", True)
    one, two = summary["domains"]
    # Of PVH four special pages beside its memory.
    assert (one["frames"], two["frames"]) == (32 * 256 + 4, 24 * 256)
    used = sum(d["frames"] * 4 + d["kept_kib"] for d in summary["domains"])
    # A grant table for each, and the page that a PV domain shares with Xen; the launch image's memory comes back.
    assert 0 < summary["free_kib"] - summary["left_kib"] <= used + 3 * 4
    ramdisk = next(p["size"] for p in images.show(image)["payloads"] if p["used_as"] == "ramdisk")
    for domain in summary["domains"]:
        ranges = domain["ranges"]
        assert all(a["end"] <= b["start"] for a, b in zip(ranges, ranges[1:])), ranges
        assert [r["end"] - r["start"] for r in ranges if r["what"] == "ramdisk"] == [ramdisk]
        assert any(r["what"] == "kernel segment 1" for r in ranges)
        assert domain["loaded"] > ramdisk
    text = simulate(image).stdout
    assert re.search(rf"^one +started +{32 * 256 + 4} ", text, re.M)
    assert re.search(r"^the allocation fits: \d+ MiB were free, \d+ MiB are left; \d+ hypercalls in all$", text, re.M)
    (range_of,) = [r for r in one["ranges"] if r["what"] == "ramdisk"]
    assert f"  0x{range_of['start']:010x}-0x{range_of['end'] - 1:010x}" in text


def test_summary_says_that_it_does_not_fit():
    done = simulate("--json", "--memory", "40M", pair("simulate-little"))
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert summary["fits"] is False
    assert [d["started"] for d in summary["domains"]] == [True, False]
    assert "not enough memory" in summary["domains"][1]["cause"]
    text = simulate("--memory", "40M", pair("simulate-little")).stdout
    assert "\none: what lies where\n" in text and "\ntwo: what would lie where\n" in text
    assert re.search(r"^two: would not start: not enough memory.*\n\nthe allocation does not fit: .*\n\Z", text, re.M)


def test_record_on_the_standard_output_stands_there_alone(tmp_path):
    image = pair("simulate-record")
    assert simulate("--record", str(tmp_path / "record"), image).returncode == 0
    for words in ([], ["--json"]):
        done = subprocess.run([images.TOOL, "simulate", *words, "--record", "-", image], capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, (tmp_path / "record").read_bytes(), b"")


def diamond():
    return images.build(
        "simulate-diamond",
        images.domain("last", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&left &right>"]),
        images.domain("left", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&top>", "hyperlaunch,start-within-ms = <900>"]),
        images.domain("right", images.tiny(), "32M", 1, "do=idle", properties=["hyperlaunch,start-after = <&top>", 'hyperlaunch,ready = "signal"']),
        images.domain("top", images.tiny(), "32M", 1, "do=idle", properties=[
            'hyperlaunch,ready = "line"', 'hyperlaunch,ready-line = "up"', "hyperlaunch,ready-timeout-ms = <5000>"]),
        images.domain("lone", images.tiny(), "32M", 1, "do=idle"))


def test_waits_are_shown_and_guests_become_ready():
    done = simulate(diamond())
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("\nwaits\n  last: pvh; after left right\n  left: pvh; after top; budget 900 ms\n  right: pvh; after top; ready in 30000 ms by signal\n"
            '  top: pvh; ready in 5000 ms by "up"\n') in done.stdout
    assert "hyperlaunch: launch complete: 5 started, 0 failed" in done.stdout


def test_what_a_failed_domain_causes():
    done = simulate("--fail", "top", diamond())
    assert done.returncode == 1
    tail = done.stdout[done.stdout.index("\nwaits\n"):]
    assert "\ntop: would not start: it was to fail, by --fail\n" in tail
    assert "\nleft: would not start: it starts after top, which was not started; " in tail
    assert "\nlast: would not start: it starts after left, which was not started; " in tail
    assert "lone: would not start" not in tail
    assert "hyperlaunch: launch complete: 1 started, 4 failed" in done.stdout


def test_several_may_fail_and_json_says_which():
    done = simulate("--json", "--fail", "left", "--fail", "lone", diamond())
    domains = {domain["name"]: domain for domain in json.loads(done.stdout)["domains"]}
    assert [name for name, domain in domains.items() if not domain["started"]] == ["last", "left", "lone"]
    assert [name for name, domain in domains.items() if domain["to_fail"]] == ["left", "lone"]
    assert domains["last"]["start_after"] == ["left", "right"]
    assert (domains["top"]["ready"], domains["top"]["ready_timeout_ms"]) == ("line", 5000)
    assert domains["left"]["start_within_ms"] == 900


def test_what_one_that_is_never_ready_causes():
    done = simulate("--fail", "top:ready", diamond())
    assert done.returncode == 1
    tail = done.stdout[done.stdout.index("\nwaits\n"):]
    assert "\ntop: would not be ready within 5000 ms, by --fail\n" in tail
    assert "\nleft: would not start: it starts after top, which was not ready in time; " in tail
    assert "lone: " not in tail
    assert "hyperlaunch: domain top: not ready within 5000 ms" in done.stdout
    assert "hyperlaunch: launch complete: 2 started, 3 failed" in done.stdout


def policies():
    def one(name, *properties):
        return images.domain(name, images.tiny(), "32M", 1, "do=idle", properties=list(properties))

    return images.build(
        "simulate-policies", one("gone"), one("kept", 'hyperlaunch,on-crash = "preserve"'),
        one("again", 'hyperlaunch,on-crash = "restart"', "hyperlaunch,restart-limit = <2>", 'hyperlaunch,on-failure = "recovery"'),
        one("asks", 'hyperlaunch,on-crash = "recovery"'),
        one("first", 'hyperlaunch,ready = "signal"'), one("next", "hyperlaunch,start-after = <&first>"),
        one("rescue", 'functions = "recovery"'))


@pytest.mark.parametrize(("name", "became", "others"), [
    ("gone", "would crash, and be destroyed", []),
    ("kept", "would crash, and be preserved", []),
    ("again", "would crash, be started again 2 times, and be given up", ["rescue"]),
    ("asks", "would crash, be destroyed, and ask for the recovery domain", ["rescue"]),
    ("first", "would crash, and be destroyed", ["next"]),
])
def test_what_a_domain_that_crashes_causes(name, became, others):
    """By its policy; others: whose outcome is another one than without it."""
    def outcomes(*options):
        done = simulate("--json", *options, image)
        return done.returncode, {domain["name"]: domain for domain in json.loads(done.stdout)["domains"]}

    image = policies()
    (well, before), (ill, after) = outcomes(), outcomes("--fail", f"{name}:crash")
    assert (well, ill) == (0, 1)
    assert {other: domain["became"] for other, domain in after.items()} == {**dict.fromkeys(before), name: became}
    assert [other for other in before if before[other]["started"] != after[other]["started"]] == others
    assert [other for other, domain in after.items() if domain["to_fail"]] == [name]
    assert f"\n{name}: {became}, by --fail\n" in simulate("--fail", f"{name}:crash", image).stdout


@pytest.mark.parametrize(("how", "said"), [
    ("ready", "would not say done within 60000 ms"), ("crash", "would crash"), ("build", "would not start: it was to fail")])
def test_boot_domain_that_fails_changes_nothing_by_default(how, said):
    image = images.build(
        "simulate-boot", images.domain("decide", images.tiny(), "32M", 1, "do=idle", properties=['functions = "boot"']),
        images.domain("web", images.tiny(), "32M", 1, "do=idle"))
    done = simulate("--fail", f"decide:{how}", image)
    assert done.returncode == 1 and f"\ndecide: {said}" in done.stdout
    assert "hyperlaunch: domain decide: the boot domain failed: " in done.stdout or how == "build"
    assert "\nweb: would" not in done.stdout and re.search(r"^web +started ", done.stdout, re.M)


def test_domain_that_is_ready_when_it_is_started_cannot_be_late():
    done = simulate("--fail", "lone:ready", diamond())
    assert (done.returncode, done.stdout) == (2, "")
    assert "--fail lone:ready: the domain is ready as soon as it is started; give it hyperlaunch,ready, or have it crash: lone:crash" in done.stderr


def test_way_to_fail_that_there_is_not():
    done = simulate("--fail", "top:burn", diamond())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "hyperlaunch: simulate: --fail top:burn: a domain fails by build, crash or ready; see hyperlaunch simulate --help\n"
    assert simulate("--fail", "top:build", diamond()).stdout == simulate("--fail", "top", diamond()).stdout


@pytest.mark.parametrize(("name", "said"), [("rigth:crash", "did you mean right?"), ("rigth", "did you mean right?"), ("database", "see hyperlaunch show ")])
def test_domain_that_is_not_in_the_set_cannot_fail(name, said):
    image = diamond()
    done = simulate("--fail", name, image)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"hyperlaunch: simulate: --fail {name}: {image} has no domain of that name; {said}")


def test_recovery_starts_when_a_required_domain_fails():
    image = images.build(
        "simulate-recovery",
        images.domain("db", images.tiny(), "32M", 1, "do=idle", properties=['hyperlaunch,on-failure = "recovery"']),
        images.domain("app", images.tiny(), "32M", 1, "do=idle"),
        images.domain("rescue", images.tiny(), "32M", 1, "do=idle", properties=['functions = "recovery"']))

    def outcomes(*options):
        domains = json.loads(simulate("--json", *options, image).stdout)["domains"]
        return {domain["name"]: "started" if domain["started"] else "staged" if domain["staged"] else "failed" for domain in domains}

    assert outcomes() == {"db": "started", "app": "started", "rescue": "staged"}
    assert outcomes("--fail", "db") == {"db": "failed", "app": "started", "rescue": "started"}
    assert outcomes("--fail", "app") == {"db": "started", "app": "failed", "rescue": "staged"}
