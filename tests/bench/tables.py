# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The benches' results as Markdown tables."""

WAYS = ("resident", "handover", "xl", "xl-turns", "dom0less")
SERVICES = ("resident", "oxenstored", "xenstored")
SERVED = {"xl": "dom0, `xl`", "driver": "driver domain", "driver-tsc": "its TSC not emulated", "driver-same": "with the guests' kernel"}
NAMES = {"xl-turns": "xl, in turn", "dom0less": "dom0less, on Arm"}
CLOCKS = {"counted": "instructions counted, 2 ns each", "wall": "free-running, wall clock"}
# What rows of one table have in common; Arm's stand in the table of the same clock.
MACHINE = ("clock", "qemu", "cpu", "xen", "linux")


def table(head, lines):
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *lines]) + "\n"


def machine_of(row):
    return tuple(row.get(name) for name in MACHINE)


def described(row):
    """The machine that a row was measured on, and with what."""
    linux = f", Linux {row['linux']}" if row.get("linux") else ""
    return (f"QEMU {row['qemu']} (TCG, {row['cpu'].split(',')[0]}), one processor; Xen {row['xen']}{linux}; "
            f"{CLOCKS[row['clock']]}")


def order(row):
    return row["guest"], row["architecture"] != "x86", row["count"], WAYS.index(row["way"])


def lent(first, same, rows):
    """Where xl was not measured on a machine: its rows of another QEMU, with the same clock and all else."""
    if any(row["way"].startswith("xl") for row in same):
        return []
    wanted = {(row["guest"], row["count"]) for row in same}
    return [row for row in rows if row["way"].startswith("xl") and (row["guest"], row["count"]) in wanted
            and all(row.get(name) == first.get(name) for name in ("clock", "xen", "linux"))]


def groups(rows):
    """The rows of x86 by machine, in order, each with Arm's of the same clock."""
    arm = [row for row in rows if row["architecture"] != "x86"]
    found = {}
    for row in rows:
        if row["architecture"] == "x86":
            found.setdefault(machine_of(row), []).append(row)
    for machine, same in found.items():
        others = lent(same[0], same, rows) or [row for row in arm if row["clock"] == machine[0]]
        yield same[0], sorted(same + others, key=order)


def way_named(row, first):
    """The way, and another QEMU than the table's, where it is x86, too."""
    name = NAMES.get(row["way"], row["way"])
    return name if row["architecture"] != "x86" or row["qemu"] == first["qemu"] else f"{name}, on QEMU {row['qemu']}"


def took(row, since):
    return row["started"] - row[since]


def best_xl(row, rows, since):
    """What the sooner of xl's ways took for the same guests, or None."""
    others = [took(other, since) for other in rows if other["way"].startswith("xl")
              and (other["guest"], other["count"]) == (row["guest"], row["count"])]
    return min(others, default=None)


def factor(row, rows, since):
    if row["architecture"] != "x86" or row["way"].startswith("xl"):
        return ""
    other = best_xl(row, rows, since)
    if other is None:
        return ""
    times = other / took(row, since)
    return f"{times:.1f}" if times < 99.95 else f"{times:.0f}"


def launch(rows):
    """How soon guests run: a table for each machine that was measured."""
    head = ["guests", "way", "started", "reported", "started, after Xen's boot", "sooner than xl", "started, after entry", "sooner than xl"]
    out = []
    for first, same in groups(rows):
        lines = [[f"{row['count']} {row['guest'].replace('linux', 'Linux')}", way_named(row, first),
                  f"{row['started']:.3f}", "" if row["reported"] is None else f"{row['reported']:.3f}",
                  f"{took(row, 'building'):.3f}", factor(row, same, "building"), f"{took(row, 'entered'):.3f}", factor(row, same, "entered")]
                 for row in same]
        others = {described(row) for row in same if row["architecture"] != "x86"}
        note = "".join(f"\n\nOn Arm, another architecture: {text}" for text in sorted(others))
        builds = len({row["launcher"] for row in same if "launcher" in row})
        mixed = f" Not all with the same launcher, but with {builds} builds of it." if builds > 1 else ""
        out.append(f"{described(first)}. Seconds:{mixed}{note}\n\n{table(head, lines)}")
    return "\n".join(out)


def scale(rows):
    """What many domains cost: a table for each machine that was measured."""
    head = ["domains", "all started, ms after entry", "the first, ms", "each after it, ms", "of this Xen gives memory, ms", "hypercalls, the last",
            "launcher, KiB", "its store, KiB", "all nodes made, ms", "one domain's again, ms", "image, KiB", "build, s", "check of source, s", "check of image, s"]
    out = []
    for machine in dict.fromkeys(map(machine_of, rows)):
        same = sorted((row for row in rows if machine_of(row) == machine), key=lambda row: row["count"])
        lines = [[str(row["count"]), f"{row['complete_ms']:.1f}", f"{row['first_ms']:.2f}", *(
                      "" if row[name] is None else f"{row[name]:.2f}" for name in ("each_ms", "each_populate_ms")),
                  str(row["hypercalls"]), str(row["launcher_kib"]), str(row.get("store_kib", "")), *(
                      f"{row[name]:.2f}" if name in row else "" for name in ("fill_ms", "again_ms")), f"{row['image_bytes'] / 1024:.1f}", f"{row['build_s']:.3f}",
                  f"{row['check_source_s']:.3f}", f"{row['check_image_s']:.3f}"] for row in same]
        out.append(f"{described(same[0])}. Tiny domains:\n\n{table(head, lines)}")
    return "\n".join(out)


def limit(rows):
    """What domains cost, beside the least that they can: a table for each machine that was measured."""
    head = ["domain", "built, ms", "Xen gives its memory", "SHA-256", "decoding", "copying", "least", "built / least", "hypercalls", "a MiB"]
    out = []
    for machine in dict.fromkeys(map(machine_of, rows)):
        lines = []
        row = next(row for row in rows if machine_of(row) == machine)
        for i, domain in enumerate(row["domains"]):
            # The first is hashed and decoded into its place; those after it are copies.
            work = ("populate", "hash", "decode") if i == 0 else ("populate", "copy")
            least = sum(domain[name] for name in work)
            lines.append([domain["name"], f"{domain['built']:.1f}",
                          *(f"{domain[name]:.1f}" if name in work else "" for name in ("populate", "hash", "decode", "copy")),
                          f"{least:.1f}", f"{domain['built'] / least:.2f}", str(domain["calls"]),
                          f"{domain['calls'] / (domain['loaded'] / 2**20):.2f}"])
        steps = "\n".join(f"- {line}" for line in row["steps"])
        out.append(f"{described(row)}:\n\n{table(head, lines)}\nThe same work on the measuring machine's own processor: "
                   + ", ".join(f"{name} {row['native'][name]:.1f} ms" for name in ("zero", "hash", "decode", "copy"))
                   + f".\n\nSteps, of the launcher's log:\n\n{steps}\n")
    return "\n".join(out)


def service(rows):
    """What a running guest gets: a table for each machine that was measured."""
    head = ["way", "reads/s", "median, us", "99 %, us", "writes/s", "median, us", "99 %, us", "to the new kernel, ms", "to its program, ms", "resident is sooner by"]
    out = []
    for machine in dict.fromkeys(map(machine_of, rows)):
        same = [row for row in rows if machine_of(row) == machine]
        own = next((row for row in same if row["way"] == "resident"), None)
        if same == [own]:  # a dom0 was not measured on this machine: its rows of another QEMU
            same += [row for row in rows if row["way"] != "resident" and all(row[name] == own[name] for name in ("clock", "xen", "linux"))]
        same.sort(key=lambda row: SERVICES.index(row["way"]))
        lines = []
        for row in same:
            figures = [row.get(f"{name}_{figure}") for name in ("read", "write") for figure in ("each_s", "median_us", "p99_us")]
            cells = ["" if figure is None else f"{figure:.0f}" for figure in [*figures, row["kernel_ms"], row.get("user_ms")]]
            lines.append([way_named(row, same[0]), *cells, "" if row is own or not own else f"{row['kernel_ms'] / own['kernel_ms']:.1f}"])
        out.append(f"{described(same[0])}; the median of {same[0]['lives']} lives, {same[0]['requests']} requests of each kind in each:\n\n{table(head, lines)}")
    return "\n".join(out)


# What the devices' table shows: name, its figure, whether less is better.
DEVICES = [
    ("disk, written, MiB/s", "write", False), ("disk, read, MiB/s", "read", False),
    ("network, guest to the serving domain, MiB/s", "send", False), ("network, serving domain to guest, MiB/s", "receive", False),
    ("network, guest to guest, MiB/s", "across", False), ("ping, guest to the serving domain, ms", "ping", True),
    ("ping, guest to guest, ms", "pingacross", True), ("first sector read, s after Xen's boot", "disk", True),
    ("first ping, s after Xen's boot", "card", True), ("first sector read, s after entry", "disk after entry", True),
    ("first ping, s after entry", "card after entry", True)]


def devices_figure(row, figure):
    """A figure of a row; when a device is of use is told since Xen's boot or since entry."""
    name, _, entry = figure.partition(" after ")
    return row[name] - row["entered" if entry else "building"] if name in ("disk", "card") else row[name]


def devices(rows):
    """What disks and cards give a guest: a table for each machine that was measured."""
    out = []
    for machine in dict.fromkeys(map(machine_of, rows)):
        ways = {way: row for way in SERVED for row in rows if machine_of(row) == machine and row["way"] == way}
        lines = []
        for name, figure, less in DEVICES:
            lines.append([name])
            for way, row in ways.items():
                value = devices_figure(row, figure)
                lines[-1].append(f"{value:.{3 if less else 1}f}")
                if way != "xl" and "xl" in ways:
                    other = devices_figure(ways["xl"], figure)
                    lines[-1].append(f"{other / value if less else value / other:.2f}")
        head = [cell for way in ways for cell in [SERVED[way]] + ["ratio"] * (way != "xl" and "xl" in ways)]
        first = next(iter(ways.values()))
        out.append(f"{described(first)}; the medians of {first['turns'] * first['rounds']} rounds of each way:\n\n"
                   + table(["", *head], lines))
    return "\n".join(out)
