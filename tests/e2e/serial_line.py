# SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause
"""A serial line between QEMU and a test, as slow as a real one: QEMU's own port sends as fast as somebody reads."""

import codecs
import os
import shutil
import socket
import tempfile
import threading
import time

import pexpect

CHUNK = 64  # bytes read at once
LATE_SECONDS = 0.5  # a reader that was late by that much may catch up, as the line would have sent meanwhile


class SerialLine:
    """Reads and writes as pexpect's child does. The line goes on while nobody reads here, as a terminal's does."""

    def __init__(self, rate):
        self.rate = rate
        self.directory = tempfile.mkdtemp(prefix="serial-line-")
        path = os.path.join(self.directory, "line")
        self.device = f"unix:{path}"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.connection = None
        self.received = bytearray()
        self.ended = False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.changed = threading.Condition()
        threading.Thread(target=self.carry, daemon=True).start()

    def carry(self):
        """Takes what QEMU sends, at the line's rate, until QEMU or the test ends."""
        try:
            self.connection, _ = self.listener.accept()
            due = time.monotonic()
            while data := self.connection.recv(CHUNK):
                with self.changed:
                    self.received += data
                    self.changed.notify()
                now = time.monotonic()
                due = max(due, now - LATE_SECONDS) + len(data) / self.rate
                time.sleep(max(0, due - now))
        except OSError:
            pass  # closed
        with self.changed:
            self.ended = True
            self.changed.notify()

    def read_nonblocking(self, _size, timeout):
        with self.changed:
            self.changed.wait_for(lambda: self.received or self.ended, timeout)
            data, self.received = bytes(self.received), bytearray()
            if not data:
                raise pexpect.EOF("the line ended") if self.ended else pexpect.TIMEOUT("silence")
        return self.decoder.decode(data)

    def send(self, text):
        self.connection.sendall(text.encode())

    def close(self):
        for end in (self.listener, self.connection):
            if end:
                end.close()
        shutil.rmtree(self.directory, ignore_errors=True)
