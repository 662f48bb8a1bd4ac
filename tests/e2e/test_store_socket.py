# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""build/store-socket: the unmodified clients of three Debian releases, and Xen's test-xenstore, use the store of core/store.

What is expected is what the same commands give against xenstored. No machine is booted.
"""

import glob
import importlib.machinery
import os
import signal
import socket
import struct
import subprocess
import sys

import pytest
from machine import BUILD, CACHE

SERVER = os.path.join(BUILD, "store-socket")
VERSIONS = ["4.14", "4.17", "4.20"]
SECONDS = 60
DIRECTORY, READ, WRITE, ERROR = 1, 2, 11, 16  # xen/io/xs_wire.h


class Server:
    """A store, and the clients that are told where it is."""

    def __init__(self, folder, *domids):
        self.path = os.path.join(folder, "store")
        self.guests = {domid: os.path.join(folder, f"domain-{domid}") for domid in domids}
        self.process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == f"serving {self.path}\n", self.process.stderr.read()

    def command(self):
        return [SERVER, *(f"--domain={domid}={path}" for domid, path in self.guests.items()), self.path]

    def close(self, number=signal.SIGTERM):
        """Ends it, and expects that it had nothing to say and left nothing."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=SECONDS)
        assert (self.process.returncode, out, err) == (0, "", "")
        assert not [path for path in (self.path, *self.guests.values()) if os.path.lexists(path)]

    def client(self, version, program, *arguments, domid=0):
        """A program of Xen's tools, with the libraries of its own release: standard error comes with its output."""
        root = os.path.join(CACHE, f"tools-{version}", "root")
        loader = glob.glob(f"{root}/**/x86_64-linux-gnu/ld-*.so*", recursive=True)[0]
        libraries = ":".join(f"{root}/{folder}/x86_64-linux-gnu" for folder in ("lib", "usr/lib"))
        path = self.guests[domid] if domid else self.path
        return subprocess.Popen([loader, "--library-path", libraries, os.path.join(root, program), *arguments],
                                env={**os.environ, "XENSTORED_PATH": path}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, version, program, *arguments, domid=0):
        """Its output, without its name, and "[status]" where that is not 0."""
        process = self.client(version, f"usr/bin/xenstore-{program}", *arguments, domid=domid)
        out, _ = process.communicate(timeout=SECONDS)
        return out.replace(f"xenstore-{program}: ", "") + (f"[{process.returncode}]" if process.returncode else "")


@pytest.fixture
def server(tmp_path):
    made = Server(str(tmp_path), 1, 2)
    yield made
    made.close()


@pytest.fixture(params=VERSIONS)
def tool(request, server):
    """Runs xenstore-PROGRAM of one release."""
    return lambda program, *arguments, domid=0: server.run(request.param, program, *arguments, domid=domid)


def test_write_and_read(tool):
    assert tool("write", "/a/b", "1", "/a/c", "two words", "/a/d", "") == ""
    assert tool("read", "/a/b", "/a/c") == "1\ntwo words\n"
    assert tool("read", "-p", "/a/b") == "/a/b: 1\n"
    assert tool("read", "/a/none") == "couldn't read path /a/none\n[1]"
    assert tool("write", "/a/bad.", "1") == "could not write path /a/bad.\n[1]"
    assert tool("write", "a//b", "1") == "could not write path a//b\n[1]"


def test_exists(tool):
    tool("write", "/a/b", "1")
    assert tool("exists", "/a/b") == ""
    assert tool("exists", "/none") == "[1]"


def test_list(tool):
    tool("write", "/a/b", "1", "/a/c/d", "2")
    assert tool("list", "/a") == "b\nc\n"
    assert tool("list", "-p", "/a") == "/a/b\n/a/c\n"
    assert tool("list", "/none") == "could not list path /none\n[1]"


def test_ls(tool):
    tool("write", "/a/b", "1", "/a/c/d", "two words")
    assert tool("ls", "/a") == 'b = "1"\nc = ""\n d = "two words"\n'
    assert tool("ls", "-f", "/a") == '/a/b = "1"\n/a/c = ""\n/a/c/d = "two words"\n'
    assert tool("ls", "-fp", "/a") == '/a/b = "1"   (n0)\n/a/c = ""   (n0)\n/a/c/d = "two words"   (n0)\n'


def test_ls_of_everything(tool):
    assert tool("ls", "-fp") == "".join(f"{line}\n" for line in (
        '/local = ""   (n0)', '/local/domain = ""   (n0)',
        '/local/domain/1 = ""   (n0,r1)', '/local/domain/1/data = ""   (n1)',
        '/local/domain/2 = ""   (n0,r2)', '/local/domain/2/data = ""   (n2)'))


def test_rm(tool):
    tool("write", "/a/b/c", "1", "/a/d/e", "1", "/a/f", "1")
    assert tool("rm", "/a/b", "/a/f") == ""
    assert tool("ls", "/a") == 'd = ""\n e = "1"\n'
    assert tool("rm", "-t", "/a/d/e") == ""
    assert tool("exists", "/a") == "[1]"
    assert tool("rm", "/none") == ""
    assert tool("rm", "/none/none") == "could not remove path /none/none\n[1]"


def test_chmod(tool):
    tool("write", "/a/b", "1", "/a/c", "2")
    assert tool("chmod", "/a/b", "n0", "r1", "b2") == ""
    assert tool("ls", "-fp", "/a") == '/a/b = "1"   (n0,r1,b2)\n/a/c = "2"   (n0)\n'
    assert tool("chmod", "-r", "/a", "r2") == ""
    assert tool("ls", "-fp", "/a") == '/a/b = "1"   (r2)\n/a/c = "2"   (r2)\n'
    assert tool("chmod", "/none", "r1") == "Error occurred setting permissions on '/none': No such file or directory\n[1]"


def test_relative_path_is_that_of_domain_0(tool):
    tool("write", "rel/x", "1")
    assert tool("read", "/local/domain/0/rel/x") == "1\n"
    assert tool("watch", "-n", "1", "rel") == "rel\n"


def test_guest(tool):
    assert tool("write", "data/x", "1", domid=1) == ""
    assert tool("read", "/local/domain/1/data/x") == "1\n"
    assert tool("ls", "-fp", "/local/domain/1", domid=1) == '/local/domain/1/data = ""   (n1)\n/local/domain/1/data/x = "1"   (n1)\n'
    assert tool("read", "/local/domain/1/data/x", domid=2) == "couldn't read path /local/domain/1/data/x\n[1]"
    assert tool("write", "name", "other", domid=1) == "could not write path name\n[1]"
    assert tool("ls", domid=1) == "xs_directory (/): Permission denied\n[1]"
    assert tool("chmod", "data/x", "n1", "r2", domid=1) == ""
    assert tool("read", "/local/domain/1/data/x", domid=2) == "1\n"
    assert tool("chmod", "data/x", "n2", domid=1).startswith("Error occurred setting permissions on 'data/x': ")


@pytest.mark.parametrize("version", VERSIONS)
def test_watch(server, version):
    watchers = [server.client(version, "usr/bin/xenstore-watch", "-n", "4", path) for path in ("/a", "/a/b")]
    assert [watcher.stdout.readline() for watcher in watchers] == ["/a\n", "/a/b\n"]
    for value in "12":
        server.run(version, "write", "/a/b", value)
        assert [watcher.stdout.readline() for watcher in watchers] == ["/a/b\n", "/a/b\n"]
    server.run(version, "rm", "/a")
    assert [watcher.communicate(timeout=SECONDS)[0] for watcher in watchers] == ["/a\n", "/a/b\n"]
    assert [watcher.returncode for watcher in watchers] == [0, 0]


def test_guest_watches_what_it_may_read(server):
    watcher = server.client("4.17", "usr/bin/xenstore-watch", "-n", "3", "/", domid=1)
    assert watcher.stdout.readline() == "/\n"
    server.run("4.17", "write", "/secret", "1", "/local/domain/2/data/secret", "1")
    server.run("4.17", "write", "/local/domain/1/data/x", "1")
    assert watcher.stdout.readline() == "/local/domain/1/data/x\n"
    server.run("4.17", "write", "/local/domain/1/name", "1")
    assert watcher.communicate(timeout=SECONDS)[0] == "/local/domain/1/name\n"


def test_second_connection_of_a_guest_waits(server):
    watcher = server.client("4.17", "usr/bin/xenstore-watch", "-n", "2", "data", domid=1)
    assert watcher.stdout.readline() == "data\n"
    writer = server.client("4.17", "usr/bin/xenstore-write", "data/late", "1", domid=1)
    server.run("4.17", "write", "/local/domain/1/data/first", "1")
    assert watcher.communicate(timeout=SECONDS)[0] == "data/first\n"
    assert (writer.wait(SECONDS), server.run("4.17", "read", "/local/domain/1/data/late")) == (0, "1\n")


@pytest.mark.parametrize("version", VERSIONS)
def test_more_children_than_one_message_holds(server, version):
    names = [f"child-with-a-long-name-{number}" for number in range(300)]
    for first in range(0, len(names), 50):
        assert server.run(version, "write", *(word for name in names[first:first + 50] for word in (f"/many/{name}", "1"))) == ""
    assert server.run(version, "list", "/many") == "".join(f"{name}\n" for name in names)


@pytest.mark.parametrize("version", ["4.17", "4.20"])  # Debian's 4.14 has none
def test_xens_own_test(server, version):
    process = server.client(version, f"usr/lib/xen-{version}/bin/test-xenstore", "-i", "20")
    out, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, out
    assert [line.split(":")[0].strip() for line in out.splitlines()] == [
        "read 1", "read 2000", "write 1", "write 2000", "dir", "rm node", "rm dir",
        "ta empty", "ta empty x", "ta rmw", "ta rmw x", "ta err"]
    assert server.run(version, "list", "/local/domain/0") == ""


def test_xens_own_test_many_times_at_once(server):
    processes = [server.client("4.17", "usr/lib/xen-4.17/bin/test-xenstore", "-r", "2") for _ in range(4)]
    assert [(process.communicate(timeout=SECONDS)[0], process.returncode) for process in processes] == [("", 0)] * 4


class Raw:
    """A connection of our own, which says what no library would."""

    def __init__(self, path):
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.settimeout(SECONDS)
        self.stream.connect(path)

    @staticmethod
    def message(kind, payload, length=None):
        return struct.pack("<IIII", kind, 1, 0, len(payload) if length is None else length) + payload

    def take(self, count):
        got = b""
        while len(got) < count:
            part = self.stream.recv(count - len(got))
            assert part, got
            got += part
        return got

    def answer(self):
        kind, _, _, length = struct.unpack("<IIII", self.take(16))
        return kind, self.take(length)


PYTHON = """
from xen.lowlevel import xs
store = xs.xs()
print(store.get_domain_path(7))
store.write("", "/py/a", "1")
store.mkdir("", "/py/b")
t = store.transaction_start()
store.write(t, "/py/a", "2")
print(store.read("", "/py/a"), store.read(t, "/py/a"), store.transaction_end(t), store.read("", "/py/a"))
store.set_permissions("", "/py/a", [{"dom": 0, "read": False, "write": False}, {"dom": 1, "read": True, "write": False}])
print(sorted(store.ls("", "/py")), len(store.get_permissions("", "/py/a")))
store.watch("/py/c", "token")
print(store.read_watch())
store.write("", "/py/c", "x")
print(store.read_watch())
store.unwatch("/py/c", "token")
store.rm("", "/py")
print(store.read("", "/py/a"))
"""


def test_python_client_of_xen(server):
    """Debian's bindings of libxenstore, of the release that is made for the Python here."""
    suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
    (module,) = [path for version in VERSIONS for path in glob.glob(
        os.path.join(CACHE, f"tools-{version}", "root", "usr/lib/xen-*/lib/python/xen/lowlevel", f"xs{suffix}"))]
    root = module[:module.index("/root/") + len("/root")]
    folder = module[:module.index("/xen/lowlevel")]
    libraries = ":".join(f"{root}/{name}/x86_64-linux-gnu" for name in ("lib", "usr/lib"))
    done = subprocess.run([sys.executable, "-c", PYTHON], capture_output=True, text=True, timeout=SECONDS, check=False, env={
        **os.environ, "XENSTORED_PATH": server.path, "PYTHONPATH": folder, "LD_LIBRARY_PATH": libraries})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "/local/domain/7", "b'1' b'2' True b'2'", "['a', 'b'] 2",
        "('/py/c', 'token')", "('/py/c', 'token')", "None"]


def test_broken_client_is_disconnected(server):
    raw = Raw(server.path)
    raw.stream.sendall(Raw.message(READ, b"", 4097))
    assert raw.stream.recv(1) == b""
    assert server.run("4.17", "exists", "/local") == ""


def test_requests_in_pieces_and_in_one_go(server):
    raw = Raw(server.path)
    write, read = Raw.message(WRITE, b"/a\0value"), Raw.message(READ, b"/a\0")
    for at in range(len(write)):
        raw.stream.sendall(write[at:at + 1])
    assert raw.answer() == (WRITE, b"OK\0")
    raw.stream.sendall((read + Raw.message(99, b"")) * 50)
    for _ in range(50):
        assert raw.answer() == (READ, b"value")
        assert raw.answer() == (ERROR, b"ENOSYS\0")


def test_client_that_reads_nothing_stops_itself_alone(server):
    flood = Raw(server.path)
    assert server.run("4.17", "write", "/big", "x" * 2000) == ""
    flood.stream.setblocking(False)
    requests = Raw.message(READ, b"/big\0") * 64
    with pytest.raises(BlockingIOError):
        while True:
            flood.stream.send(requests)
    assert server.run("4.17", "read", "/big") == "x" * 2000 + "\n"
    flood.stream.close()
    assert server.run("4.17", "exists", "/big") == ""


def test_path_of_another_is_refused(server, tmp_path):
    done = subprocess.run([SERVER, server.path], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"store-socket: {server.path}: another program serves there; stop it or choose another path\n"
    path = tmp_path / "file"
    path.write_text("kept")
    done = subprocess.run([SERVER, path], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 3 and done.stderr == f"store-socket: {path}: is there and is no socket; choose another path\n"
    assert path.read_text() == "kept"


def test_path_of_a_dead_server_is_taken(tmp_path):
    dead = Server(str(tmp_path))
    dead.process.kill()
    dead.process.communicate(timeout=SECONDS)
    assert os.path.lexists(dead.path)
    Server(str(tmp_path)).close(signal.SIGINT)


@pytest.mark.parametrize("arguments, text", [
    ([], "usage: store-socket [--domain N=PATH]... PATH; --help shows more\n"),
    (["--domain", "5", "x"], "store-socket: 5: is not N=PATH; write it as 5=/run/domain-5\n"),
    (["--domain", "0=a", "x"], "store-socket: 0: is not a guest's domid; give one of 1 to 32751\n"),
    (["--domain", "5=a", "--domain", "5=b", "x"], "store-socket: 5: is given twice; give each domain one socket\n"),
])
def test_usage(tmp_path, arguments, text):
    done = subprocess.run([SERVER, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", text)
    assert os.listdir(tmp_path) == []
