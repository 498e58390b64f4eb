# SPDX-License-Identifier: MIT
"""Servers that are none, or bad ones: what a client may find where it looks for a manager."""
import contextlib
import itertools
import os
import pickle
import socket
import struct
import tempfile
import threading
from multiprocessing import AuthenticationError, connection
from multiprocessing.managers import Token

from pymgr_interop import raw

KEY = "sesame"
PAUSE_SECONDS = 0.02


class Impostor:
    """A listening Unix socket; `behave(self, sock)` is called in a thread of its own for each connection, which is
    closed after it."""

    def __init__(self, behave, key=None):
        self.behave, self.key = behave, key or KEY.encode()
        self.reached, self.go_on, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.served = itertools.count()  # connections
        self._folder = tempfile.TemporaryDirectory(prefix="pymgr-")
        self.address = os.path.join(self._folder.name, "impostor")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.address)
        self._listener.listen(100)
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._folder.cleanup()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        with sock, contextlib.suppress(OSError, EOFError, AuthenticationError):
            self.behave(self, sock)

    def client_env(self):
        return {"PYMGR_ADDRESS": self.address, "PYMGR_AUTHKEY": KEY, "PYMGR_SERIALIZER": "pickle"}


# --- what is behaved like: functions of an impostor and a socket, or bytes that are just sent


def send(data):
    """Sends that, and then says nothing."""
    def behave(impostor, sock):
        sock.sendall(data)
        wait(impostor, sock)
    return behave


def send_and_close(data):
    return lambda impostor, sock: sock.sendall(data)


def close(impostor, sock):
    pass


def wait(impostor, sock):
    """Says nothing until the client goes."""
    while sock.recv(65536):
        pass


def echo(impostor, sock):
    for data in iter(lambda: sock.recv(65536), b""):
        sock.sendall(data)


def trickle(data):
    """Sends that byte by byte, much too slowly."""
    def behave(impostor, sock):
        for byte in data:
            sock.sendall(bytes([byte]))
            if impostor.ended.wait(PAUSE_SECONDS):
                break
        wait(impostor, sock)
    return behave


def reach(impostor, sock):
    """Lets the test know, and says nothing."""
    impostor.reached.set()
    wait(impostor, sock)


# --- a manager server, more or less


def reply(kind, value):
    return raw.frame(pickle.dumps((kind, value), 4))


def returned(value):
    return reply("#RETURN", value)


def good_answers(impostor):
    """What a right server answers to each function and method that the client calls."""
    return {
        "dummy": returned(None), "accept_connection": returned(None), "incref": returned(None),
        "decref": returned(None), "create": returned(("1a", ("append", "add"))), "get_methods": returned(["append"]),
        "number_of_objects": returned(5), "debug_info": returned("information"),
        "append": returned(None), "add": returned(None), "#GETVALUE": returned([1]), "__repr__": returned("[1]"),
        "__len__": returned(3), "afterwards": returned("well"),
        "__iter__": reply("#PROXY", (("__next__",), Token("Iterator", impostor.address, "2b"))),
        "__getitem__": returned(raw.BareProxy("ListProxy", Token("list", impostor.address, "3c"))),
    }


def admit(sock, key):
    wrapped = raw.SocketConnection(sock)
    connection.deliver_challenge(wrapped, key)
    connection.answer_challenge(wrapped, key)


def server(**wrong):
    """A server that is right but for some answers: bytes, or what is behaved like instead."""
    def behave(impostor, sock):
        admit(sock, impostor.key)
        answers = dict(good_answers(impostor), **wrong)
        for payload in iter(lambda: raw.read_frame(sock), None):
            answer = answers[pickle.loads(payload)[1]]
            if callable(answer):
                answer(impostor, sock)
                break
            sock.sendall(answer)
    return behave


def server_that_halts(impostor, sock):
    """Before the handshake of its second connection it waits until the test goes on."""
    if next(impostor.served) == 1:
        impostor.reached.set()
        impostor.go_on.wait()
    server()(impostor, sock)


def server_of_another_key(impostor, sock):
    """It accepts whatever the client answers, but cannot prove itself."""
    wrapped = raw.SocketConnection(sock)
    wrapped.send_bytes(b"#CHALLENGE#" + b"x" * 20)
    wrapped.recv_bytes()
    wrapped.send_bytes(b"#WELCOME#")
    connection.answer_challenge(wrapped, b"another key")


HUGE, EXABYTES, NO_LENGTH = struct.pack("!i", 0x7fffffff), struct.pack("!iQ", -1, 1 << 62), struct.pack("!i", -2)
DEEP = raw.frame(b"\x80\x04" + b"]" * 100000 + b"a" * 99999 + b".")
