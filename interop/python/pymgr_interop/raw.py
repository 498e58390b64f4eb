# SPDX-License-Identifier: MIT
"""Talking to a server in person, rightly or wrongly, with a deadline for everything."""
import contextlib
import io
import pickle
import socket
import struct
import xmlrpc.client
from multiprocessing import connection, managers
from multiprocessing.managers import Token

from pymgr_interop.process import PATIENCE_SECONDS


def dial(address):
    """A connected socket."""
    family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
    if isinstance(address, tuple) and ":" in address[0]:
        family = socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(PATIENCE_SECONDS)
    sock.connect(address)
    return sock


def frame(payload):
    return struct.pack("!i", len(payload)) + payload


def read_frame(sock):
    """The payload of the next frame; None at the end, however it came."""
    header = read_exactly(sock, 4)
    return header and read_exactly(sock, struct.unpack("!i", header)[0])


def read_exactly(sock, size):
    data = b""
    while len(data) < size:
        try:
            part = sock.recv(size - len(data))
        except ConnectionError:
            part = b""
        if not part:
            return None
        data += part
    return data


def closed(sock):
    """Whether the other side closes the connection; what it says before is skipped."""
    try:
        while sock.recv(65536):
            pass
    except ConnectionError:
        pass
    return True


class SocketConnection:
    """A socket in the clothes of multiprocessing's Connection, as its handshake needs it."""

    def __init__(self, sock):
        self.sock = sock

    def send_bytes(self, payload):
        self.sock.sendall(frame(payload))

    def recv_bytes(self, _=None):
        payload = read_frame(self.sock)
        if payload is None:
            raise EOFError
        return payload


def shake_hands(sock, key):
    wrapped = SocketConnection(sock)
    connection.answer_challenge(wrapped, key)
    connection.deliver_challenge(wrapped, key)
    return sock


@contextlib.contextmanager
def admitted(server, address=None):
    """A socket that has been admitted."""
    with dial(address or server.address) as sock:
        yield shake_hands(sock, server.key())


@contextlib.contextmanager
def channel(server, address=None):
    """A socket on which objects are served."""
    with admitted(server, address) as sock:
        ask(sock, None, "accept_connection", ("test",))
        yield sock


class BareProxy:
    """A proxy as it travels, which connects to nothing and counts nothing."""

    def __init__(self, name, token, serializer="pickle", kwds=None):
        self.name, self.token, self.serializer, self.kwds = name, token, serializer, kwds or {}

    def __reduce__(self):
        return managers.RebuildProxy, (getattr(managers, self.name), self.token, self.serializer, self.kwds)


def bare_proxy(function, token, serializer, kwds):
    return BareProxy(function.__name__, token, serializer, kwds)


class Unpickler(pickle.Unpickler):
    """Leaves proxies bare."""

    def find_class(self, module, name):
        if (module, name) == ("multiprocessing.managers", "RebuildProxy"):
            return bare_proxy
        return super().find_class(module, name)


def send(sock, request):
    sock.sendall(frame(pickle.dumps(request, 4)))


def receive(sock):
    """(kind, value) of a reply; None at the end."""
    payload = read_frame(sock)
    return payload and Unpickler(io.BytesIO(payload)).load()


@contextlib.contextmanager
def xml_channel(server):
    """A socket on which objects are served with the serializer xmlrpclib."""
    with admitted(server) as sock:
        xml_ask(sock, None, "accept_connection", "test")
        yield sock


def xml_ask(sock, ident, method, *args):
    """[kind, value] of the reply to a request with xmlrpclib."""
    request = (ident, method, args, {})
    sock.sendall(frame(xmlrpc.client.dumps((request,), allow_none=True).encode()))
    (reply,), _ = xmlrpc.client.loads(read_frame(sock).decode())
    return reply


def ask(sock, ident, method, args=(), kwds={}):
    send(sock, (ident, method, args, kwds))
    return receive(sock)


def call_server(server, method, *args, **kwds):
    """One of the server's own functions, on a connection of its own; its result."""
    with admitted(server) as sock:
        kind, value = ask(sock, None, method, args, kwds)
        if kind != "#RETURN":
            raise AssertionError("%s of %s: %s" % (kind, method, value))
        return value


def last_line(reply):
    """(kind, last line) of a reply that is a traceback."""
    kind, text = reply
    return kind, text.rstrip("\n").split("\n")[-1]
