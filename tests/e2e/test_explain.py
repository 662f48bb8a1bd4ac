# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The command `hyperlaunch explain`: all that a set says about a domain, a module, an address."""

import json
import subprocess

import images

SOURCE = """/dts-v1/;
/ { chosen { hypervisor { compatible = "hypervisor,xen";
    db: domain-db { compatible = "xen,domain";
        memory = "24M";
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "tiny64.elf"; bootargs = "a"; };
    };
    web { compatible = "xen,domain";
        memory = "32M"; hyperlaunch,name = "web";
        max_grant_frames = <40>;
        hyperlaunch,start-after = <&db>;
        kernel { compatible = "multiboot,kernel", "multiboot,module"; hyperlaunch,file = "tiny64.elf"; };
    };
}; }; };
"""


def explain(*arguments):
    return subprocess.run([images.TOOL, "explain", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


def rows(*arguments):
    """Names and (value, origin) of a whole sheet, as JSON tells them."""
    done = explain("--json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return [(row["name"], row["value"], row["origin"]) for row in json.loads(done.stdout)["rows"]]


def numbers(*arguments):
    """The rows of a sheet by name, each without name, value and origin."""
    return {row["name"]: {key: row[key] for key in row if key not in ("name", "value", "origin")}
            for row in json.loads(explain("--json", *arguments).stdout)["rows"]}


def test_numbers_for_programs(tmp_path):
    told = numbers("-I", images.GUESTS, "name", "web", source(tmp_path))
    assert (told["domid"], told["cpus"], told["memory"]) == ({"number": 2}, {"number": 1}, {"bytes": 32 << 20})
    assert told["max_grant_frames"] == {"number": 40}
    assert told["hyperlaunch,name"] == {}
    assert told["kernel segment 1"]["first"] == 0x100000 < told["kernel segment 1"]["last"]
    payload = numbers("module", "1", image())
    assert payload["offset"]["number"] % 4096 == 0 and payload["size"]["bytes"] > payload["stored"]["bytes"] > 0


def source(tmp_path):
    path = tmp_path / "set.dts"
    path.write_text(SOURCE)
    return str(path)


def image():
    return images.build("explain", images.domain("web", images.tiny(), "32M", ramdisk=images.INITRD),
                        images.pv("db", images.tiny("tiny64-pv"), "24M", bootargs="b\033c"))


def test_domain_of_a_source_with_its_places(tmp_path):
    path = source(tmp_path)
    told = {name: (value, origin) for name, value, origin in rows("-I", images.GUESTS, "name", "web", path)}
    assert told["domid"] == ("2", "default")
    assert told["memory"] == ("32 MiB", f"{path}:8:9")
    assert told["hyperlaunch,name"] == ("web", f"{path}:8:25")
    assert told["max_grant_frames"] == ("40", f"{path}:9:9")
    assert told["hyperlaunch,start-after"] == ("db", f"{path}:10:9")
    assert told["cpus"] == ("1", "default")
    assert told["kernel"][0] == "tiny64.elf"
    assert told["ramdisk"] == ("none", None)
    assert "kernel segment 1" in told
    assert ("starts before", "web", None) in rows("-I", images.GUESTS, "domid", "1", path)
    text = explain("-I", images.GUESTS, "name", "web", path).stdout
    assert f"  max_grant_frames          40  ({path}:9:9)\n" in text


def test_affinities_have_their_places(tmp_path):
    path = tmp_path / "set.dts"
    path.write_text(SOURCE.replace("max_grant_frames = <40>;", '\n v { compatible = "xen,vcpu"; id = <0>;\n  hard-affinity = "1"; };')
                    .replace("hyperlaunch,start-after = <&db>;", ""))
    assert ("vCPU 0", "CPUs 1", f"{path}:11:3") in rows("-I", images.GUESTS, "name", "web", str(path))


def test_source_without_its_files_is_explained_as_far_as_it_goes(tmp_path):
    done = explain("name", "web", source(tmp_path))
    assert done.returncode == 0
    assert "[module-file]" in done.stderr
    assert "kernel segment" not in done.stdout and "max_grant_frames" in done.stdout


def test_module_of_a_source(tmp_path):
    assert rows("-I", images.GUESTS, "module", "tiny64.elf", source(tmp_path)) == [
        ("kernel of", "db", "/chosen/hypervisor/domain-db/kernel"), ("kernel of", "web", "/chosen/hypervisor/web/kernel")]


def test_payload_and_bytes_of_an_image():
    shown = images.show(image())
    payload = next(p for p in shown["payloads"] if p["used_as"] == "ramdisk")
    told = rows("module", str(payload["index"]), image())
    assert ("sha256 of the stored", payload["sha256"], None) in told
    assert ("digest in the LCM", payload["digest"], None) in told
    assert any(name == "ramdisk of" and value == "web" for name, value, _ in told)
    inside = rows("address", hex(payload["offset"] + 5), image())
    assert inside[0] == ("part of", f"payload {payload['index']}, its stored byte 0x5", None)
    assert rows("address", "0", image())[0][1].startswith("the compiled LCM, 0x0 to 0x")
    assert rows("address", "4095", image()) == [("part of", "the padding before a payload", None)]


def test_payload_by_the_name_of_its_file(tmp_path):
    assert rows("module", "tiny64.elf", image()) == rows("module", "1", image())
    assert rows("module", "tiny64.elf", image())[0] == ("file", "tiny64.elf", None)
    for folder, text in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rd").write_text(text)
    twice = images.build("explain-twice", *(images.domain(name, images.tiny(), "32M", ramdisk=str(tmp_path / folder / "rd"))
                                            for name, folder in (("web", "a"), ("db", "b"))))
    done = explain("module", "rd", twice)
    assert (done.returncode, done.stdout) == (1, "") and "has several payloads rd; give the number of one" in done.stderr


def test_names_like_it_are_told():
    for arguments in (["name", "wev"], ["address", "wev:0"]):
        assert explain(*arguments, image()).stderr.endswith(" has no domain wev; did you mean web?\n"), arguments


def test_addresses_of_a_domain_are_those_of_the_simulation():
    summary = json.loads(subprocess.run([images.TOOL, "simulate", "--json", image()], capture_output=True, text=True,
                                        timeout=60, check=True).stdout)
    for domain in summary["domains"]:
        for part in domain["ranges"]:
            for address in (part["start"], part["end"] - 1):
                (told,) = rows("address", f"{domain['name']}:{address:#x}", image())
                assert told[1] == f"{part['what']}, {part['start']:#x} to {part['end'] - 1:#x}"
    assert rows("address", "web:0", image())[0][1] == "memory in which the launcher puts nothing"
    assert rows("address", "web:0xf0000000", image())[0][1] == "nothing that the launcher lays out"


def test_texts_are_printable():
    assert "  bootargs                  b?c\n" in explain("name", "db", image()).stdout


def test_what_is_not_there():
    for arguments in (["name", "nobody"], ["domid", "77"], ["domid", "x"], ["module", "99"], ["module", "0"],
                      ["address", "0x7fffffffff"], ["address", "nobody:0"]):
        done = explain(*arguments, image())
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert " has no " in done.stderr
    for arguments in ([], ["name", image()], ["colour", "red", image()], ["address", "-1", image()], ["address", "0x", image()]):
        assert explain(*arguments).returncode == 2, arguments
    assert explain("name", "web", "/nowhere").returncode == 3


def test_property():
    done = explain("max_grant_frames")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "max_grant_frames",
        "  meaning                   The most frames of the domain's grant table.",
        "  node                      domain",
        "  value                     number, 1 to 2147483647",
        "  default                   Xen's",
        "  domain 0                  cannot have it",
        "  in show --json            max_grant_frames",
    ]
    assert numbers("max_grant_frames")["value"] == {"first": 1, "last": 2**31 - 1}


def test_property_with_values():
    told = {name: value for name, value, _ in rows("hyperlaunch,on-reboot")}
    assert told["value"] == '"destroy", "restart", "preserve", "recovery"' and "not yet served" not in told
    told = {name: value for name, value, _ in rows("functions")}
    assert told["value"] == '"boot", "recovery", "console", "xenstore", "legacy-dom0"' and "not yet served" not in told


def test_property_of_several_nodes():
    assert [value for name, value, _ in rows("hyperlaunch,name") if name == "node"] == [
        "domain", "xen,cpupool", "hyperlaunch,channel, hyperlaunch,shared-memory"]


def test_unknown_property():
    for name, said in (("max_grant_frame", "there is no property max_grant_frame; did you mean max_grant_frames?"),
                       ("permissions", "permissions is the name of 2021; the property is capabilities"),
                       ("frob", "there is no property frob; see hyperlaunch explain --list-properties")):
        done = explain(name)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"hyperlaunch: explain: {said}\n")


def test_list_of_properties():
    listed = json.loads(explain("--list-properties", "--json").stdout)["properties"]
    lines = explain("--list-properties").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [row["name"] for row in listed]
    assert all(line.endswith(row["meaning"]) for line, row in zip(lines, listed))
    assert explain("--list-properties", "memory").returncode == 2


def test_members_of_show_are_as_the_properties_say(tmp_path):
    shown = subprocess.run([images.TOOL, "show", "--json", source(tmp_path)], capture_output=True, text=True, check=True).stdout
    listed = json.loads(explain("--list-properties", "--json").stdout)["properties"]
    missing = [row["show"] for row in listed if row["show"] and row["show"] not in json.loads(shown)["domains"][0]]
    assert len(listed) > 40 and missing == []
