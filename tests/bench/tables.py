# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""The benches' results as Markdown tables."""

WAYS = ("resident", "handover", "xl", "xl-turns", "dom0less")
SERVICES = ("resident", "oxenstored", "xenstored")
SERVED = {"xl": "dom0, `xl`", "driver": "driver domain", "driver-tsc": "its TSC not emulated", "driver-same": "with the guests' kernel"}
NAMES = {"xl-turns": "xl, in turn"}
CLOCKS = {"counted": "instructions counted, 2 ns each", "wall": "free-running, wall clock"}
# What rows of one table have in common.
MACHINE = ("clock", "qemu", "cpu", "xen", "linux")


def table(head, lines):
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *lines]) + "\n"


def machine_of(row):
    return tuple(row.get(name) for name in MACHINE)


def described(row, processors="one processor"):
    """The machine that a row was measured on, and with what."""
    linux = f", Linux {row['linux']}" if row.get("linux") else ""
    return (f"QEMU {row['qemu']} (TCG, {row['cpu'].split(',')[0]}), {processors}; Xen {row['xen']}{linux}; "
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


def by_machine(rows):
    """The rows of each machine, in order."""
    found = {}
    for row in rows:
        found.setdefault(machine_of(row), []).append(row)
    return found.values()


def groups(rows):
    """The rows by machine, in order, those of other architectures last."""
    for same in by_machine(sorted(rows, key=lambda row: row["architecture"] != "x86")):
        others = lent(same[0], same, rows) if same[0]["architecture"] == "x86" else []
        yield same[0], sorted(same + others, key=order)


def way_named(row, first):
    """The way, and another QEMU than the table's."""
    name = NAMES.get(row["way"], row["way"])
    return name if row["qemu"] == first["qemu"] else f"{name}, on QEMU {row['qemu']}"


def took(row, since, until="started"):
    return row[until] - row[since]


def best_xl(row, rows, since, until):
    """What the sooner of xl's ways took for the same guests, or None."""
    others = [took(other, since, until) for other in rows if other["way"].startswith("xl")
              and (other["guest"], other["count"]) == (row["guest"], row["count"])]
    return min(others, default=None)


def factor(row, rows, since, until="started"):
    if row["architecture"] != "x86" or row["way"].startswith("xl"):
        return ""
    other = best_xl(row, rows, since, until)
    if other is None:
        return ""
    times = other / took(row, since, until)
    return f"{times:.1f}" if times < 99.95 else f"{times:.0f}"


def launch(rows):
    """How soon guests run: a table for each machine that was measured."""
    head = ["guests", "way", "started", "reported", "started, after Xen's boot", "sooner than xl", "started, after entry", "sooner than xl",
            "the mean guest, after entry", "the first", "sooner than xl"]
    out = []
    for first, same in groups(rows):
        lines = [[f"{row['count']} {row['guest'].replace('linux', 'Linux')}", way_named(row, first),
                  f"{row['started']:.3f}", "" if row["reported"] is None else f"{row['reported']:.3f}",
                  f"{took(row, 'building'):.3f}", factor(row, same, "building"), f"{took(row, 'entered'):.3f}", factor(row, same, "entered"), *(
                      f"{took(row, 'entered', until):.3f}" for until in ("mean", "first")), factor(row, same, "entered", "first")]
                 for row in same]
        builds = len({row["launcher"] for row in same if "launcher" in row})
        mixed = f". Not all with the same launcher, but with {builds} builds of it" if builds > 1 else ""
        arm = "" if first["architecture"] == "x86" else "On Arm, another architecture: "
        out.append(f"{arm}{described(first)}{mixed}. Seconds:\n\n{table(head, lines)}")
    return "\n".join(out)


def memory(rows):
    """When the first guest is started with dom0_mem and without: a table for each machine that was measured."""
    head = ["first guest", "MiB", "started with `dom0_mem`, ms after entry", "without", "ratio", "all given back without, ms after entry", "MiB given back"]
    out = []
    for same in by_machine(rows):
        found = {(row["guest"], row["count"], row["way"]): row for row in same}
        lines = []
        for guest, mib, way in sorted(found, key=lambda key: key[1]):
            both = found.get((guest, mib, "with")), found[guest, mib, way]
            if way == "without" and both[0]:
                lines.append([guest.replace("linux", "Linux"), str(mib), *(f"{row['started_ms']:.1f}" for row in both),
                              f"{both[1]['started_ms'] / both[0]['started_ms']:.2f}", f"{both[1]['back_ms']:.0f}", str(both[1]["given_kib"] // 1024)])
        out.append(f"{described(same[0])}. Hosts of 2.5 GiB more than the guest:\n\n{table(head, lines)}")
    return "\n".join(out)


def cpus(rows):
    """When guests are started, built by one CPU and by two: a table for each machine that was measured.

    How much sooner is told against a machine with one CPU."""
    head = ["Linux guests", "CPUs that build, of all", "first started, ms after entry", "mean", "last", "first sooner by", "last sooner by"]
    out = []
    for same in by_machine(rows):
        found = {(row["count"], row["way"]): row for row in same}
        lines = []
        for count, way in sorted(found):
            row, one = found[count, way], found.get((count, "1 of 1"))
            factors = ["", ""] if not one or row is one else [f"{one[name] / row[name]:.2f}" for name in ("first_ms", "last_ms")]
            lines.append([str(count), way, *(f"{row[name]:.0f}" for name in ("first_ms", "mean_ms", "last_ms")), *factors])
        out.append(f"{described(same[0], 'one processor or two')}; medians of {same[0]['rounds']} boots of each way in turn:\n\n{table(head, lines)}")
    return "\n".join(out)


def scale(rows):
    """What many domains cost: a table for each machine that was measured."""
    head = ["domains", "all started, ms after entry", "the first, ms", "each after it, ms", "of this Xen gives memory, ms", "hypercalls, the last",
            "launcher, KiB", "its store, KiB", "all nodes made, ms", "one domain's again, ms", "image, KiB", "build, s", "check of source, s", "check of image, s"]
    out = []
    for same in by_machine(rows):
        same.sort(key=lambda row: row["count"])
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
    for row, *_ in by_machine(rows):
        lines = []
        for i, domain in enumerate(row["domains"]):
            # The first is hashed and decoded into its place; one more is decoded, and those after it are copies of that.
            work = ("populate", *(["hash"] if i == 0 else []), "decode" if domain["decodes"] else "copy")
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
    for same in by_machine(rows):
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


# What the domains print that print without end.
CONSOLE = {"flood": "lines of 64 bytes", "torrent": "lines of 512 bytes"}


def console(rows):
    """What a serial line takes of domains that print without end, and how soon a quiet one's line is taken."""
    out = []
    wall = [row for row in rows if row["clock"] == "wall"]
    if wall:
        lines = [[f"{row['count']} domains, {CONSOLE[row['way']]}", str(row["lines"]), str(row["arrived"]), str(row["lines"] - row["arrived"])] for row in wall]
        head = ["without end print", "lines", "arrived whole", "lost"]
        out.append(f"{described(wall[0])}; the line takes {wall[0]['rate']} bytes/s:\n\n{table(head, lines)}")
    counted = [row for row in rows if row["clock"] == "counted"]
    if counted:
        lines = [[f"{row['count']} domains, {CONSOLE[row['way']]}", str(row["bytes_s"]), f"{row['bytes_s'] / row['rate']:.2f}", str(row["ticks"]),
                  f"{row['median_ms']:.1f}", f"{row['most_ms']:.1f}"] for row in counted]
        head = ["without end print", "bytes/s", "of the line's rate", "lines of a quiet one", "in its ring, the median, ms", "at most, ms"]
        out.append(f"{described(counted[0])}; the launcher's pace is that of `com1=115200,8n1`:\n\n{table(head, lines)}")
    return "\n".join(out)


# Of the cost model: the key of a cost, its count, the count in words, what one is, and what makes the figure readable.
UNITS = [
    ("scrub_bytes_s", "scrub_bytes", "bytes cleared", "Xen clears memory that it gives", "GB/s", 1e9),
    ("hash_bytes_s", "hash_bytes", "bytes hashed", "SHA-256 of payloads as they are stored", "GB/s", 1e9),
    ("decode_bytes_s", "decode_bytes", "bytes decoded", "LZ4, decoded bytes", "GB/s", 1e9),
    ("copy_bytes_s", "copy_bytes", "bytes copied", "copying from another domain", "GB/s", 1e9),
    ("map_page_ns", "map_pages", "pages mapped", "mapping a page", "ns", 1),
    ("give_page_ns", "give_pages", "pages given", "giving a page, beside clearing it", "ns", 1),
    ("give_extent_ns", "give_extents", "extents given", "giving an extent", "ns", 1),
    ("create_domain_ns", "create_domains", "domain created", "creating a domain", "ns", 1),
    ("hypercall_ns", "hypercalls", "hypercalls", "a hypercall, beside these", "ns", 1)]
MODELS = ("native", "counted")


def units_work(steps):
    """A line for each step of a domain: the counts of its work."""
    for step, work in steps.items():
        counts = ", ".join(f"{work[count]:,} {words}" for _, count, words, *_ in UNITS if count in work)
        yield [step, counts, f"{work['shared_ns'] / 1e6:.3f}", f"{work['serial_ns'] / 1e6:.3f}"]


def units(rows):
    """The cost model: work of a domain by step, what a unit of it costs, and what follows for some guests."""
    models = {way: sorted((row for row in rows if row["way"] == way), key=lambda row: row["count"]) for way in MODELS}
    if not all(models.values()):
        return ""
    first = {way: same[0] for way, same in models.items()}
    work = table(["step of the first guest", "work", "that CPUs can share, ms", "serial, ms"], units_work(first["native"]["first_domain"]))
    costs = table(["a unit of work", f"{first['native']['processor'] or 'this machine'} (ns: assumed)", "counted, QEMU 10"], [
        [what, *(f"{first[way]['costs'][key] / scale:.{2 if scale > 1 else 0}f} {unit}" for way in MODELS)] for key, _, _, what, unit, scale in UNITS])
    lines = [[f"{native['count']} Linux", *(f"{row[name]:.1f}" for row in (native, counted) for name in ("first_ms", "mean_ms", "last_ms")),
              f"{native['all']['shared_ns'] / 1e6:.1f}", f"{native['all']['serial_ns'] / 1e6:.1f}"]
             for native, counted in zip(models["native"], models["counted"])]
    head = ["guests", "first, ms", "mean, ms", "last, ms", "counted: first, ms", "mean, ms", "last, ms", "work that CPUs can share, ms", "serial, ms"]
    return f"{work}\n{costs}\n{table(head, lines)}"


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
    for same in by_machine(rows):
        ways = {way: row for way in SERVED for row in same if row["way"] == way}
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
