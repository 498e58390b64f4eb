# SPDX-License-Identifier: MIT
"""Clients that vanish, strangers, limits, signals, and how long objects live."""
import contextlib
import os
import signal
import socket
import struct
import tempfile
import time

from pymgr_interop import harness, raw, servers
from pymgr_interop.harness import check, equal
from pymgr_interop.process import PATIENCE_SECONDS, Process

RETURNED = '(str "#RETURN", %s)'
NO_FRAME = struct.pack("!i", -2)
REJECTED = "AuthenticationError: digest sent was rejected"


# --- clients of every Python that vanish while they wait


class Waiters:
    """Client processes that wait in calls, in a known order."""

    def __init__(self, stack, server, interpreter):
        self.stack, self.server, self.interpreter = stack, server, interpreter

    def start(self, *call):
        process = self.stack.enter_context(servers.run_module(
            self.interpreter, "lifetime_client", "wait_call", *call, env=self.server.client_env()))
        process.expect("sent")
        # The server has read the call. That it has acted on it is sure when it has done more since.
        raw.call_server(self.server, "dummy")
        return process


@contextlib.contextmanager
def stage(interpreter, *share):
    """(manager, waiters) of a server with shared objects."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(servers.Pymgrd(share=share))
        names = [option.partition("=")[0] for option in share]
        yield servers.connect(server, *names), Waiters(stack, server, interpreter)


def killed_getter(interpreter):
    with stage(interpreter, "jobs=Queue") as (manager, waiters):
        jobs = manager.jobs()
        dead, second, third = [waiters.start("jobs", "get") for _ in range(3)]
        dead.kill()
        jobs.put(1)
        jobs.put(2)
        second.expect(RETURNED % "int 1")
        third.expect(RETURNED % "int 2")
        equal(jobs.qsize(), 0)


def killed_putter(interpreter):
    with stage(interpreter, "jobs=Queue(1)") as (manager, waiters):
        jobs = manager.jobs()
        jobs.put("there")
        dead, alive = waiters.start("jobs", "put", "dead"), waiters.start("jobs", "put", "alive")
        dead.kill()
        equal([jobs.get(), jobs.get()], ["there", "alive"])
        alive.expect(RETURNED % "NoneType None")
        check(jobs.empty(), "something is left in the queue")


def killed_joiner(interpreter):
    with stage(interpreter, "jobs=JoinableQueue") as (manager, waiters):
        jobs = manager.jobs()
        jobs.put("x")
        dead, alive = waiters.start("jobs", "join"), waiters.start("jobs", "join")
        dead.kill()
        jobs.task_done()
        alive.expect(RETURNED % "NoneType None")


def killed_lock_waiter(interpreter):
    with stage(interpreter, "lock=Lock") as (manager, waiters):
        lock = manager.lock()
        lock.acquire()
        dead, second, third = [waiters.start("lock", "acquire") for _ in range(3)]
        dead.kill()
        lock.release()
        second.expect(RETURNED % "bool True")
        check(not lock.acquire(False), "the lock is free although a waiter got it")
        lock.release()
        third.expect(RETURNED % "bool True")
        lock.release()
        check(lock.acquire(False), "the lock is not free")


def killed_event_waiter(interpreter):
    with stage(interpreter, "event=Event") as (manager, waiters):
        dead, alive = waiters.start("event", "wait"), waiters.start("event", "wait")
        dead.kill()
        manager.event().set()
        alive.expect(RETURNED % "bool True")


# --- other things that clients of every Python do


def run_step(interpreter, step, *share, **changes):
    """The lines that a step of lifetime_client says to a server."""
    with servers.Pymgrd(share=share) as server:
        env = dict(server.client_env(), **changes)
        with servers.run_module(interpreter, "lifetime_client", step, env=env) as client:
            return client.finish()


def wrong_key(interpreter):
    with servers.Pymgrd() as server:
        for key, answer in (("wrong", REJECTED), (server.authkey, "connected")):
            env = dict(server.client_env(), PYMGR_AUTHKEY=key)
            with servers.run_module(interpreter, "lifetime_client", "connect_only", env=env) as client:
                equal(client.finish(), [answer])


def shutdown_request(interpreter):
    with servers.Pymgrd() as server:
        with servers.run_module(interpreter, "lifetime_client", "shut_down", env=server.client_env()) as client:
            equal(client.finish(), ["NoneType None"])
        equal(server.wait(), 0, "exit status")
        check(not os.path.exists(server.address), "the socket file is left")


def counts(interpreter):
    equal(run_step(interpreter, "count_objects", "jobs=Queue"), ["0", "2", "3", "1", "2", "0"])


def children(interpreter):
    equal(run_step(interpreter, "use_children"), ["[0, 1, 2, 3] [0, 1, 2, 3] [0, 0, 0, 0]", "2"])


def threads(interpreter):
    equal(run_step(interpreter, "use_threads"), ["bool True"])


def errors(interpreter):
    equal(run_step(interpreter, "raise_errors"), [
        "IndexError: list index out of range", "ValueError: list.remove(x): x not in list", "KeyError: 'k'", "Empty: ",
        "RemoteError: KeyError: 'no_such'", "RemoteError: TypeError: cannot pickle '_thread.lock' object",
        "RemoteError: TypeError: list expected at most 1 argument, got 2"])


EACH = (killed_getter, killed_putter, killed_joiner, killed_lock_waiter, killed_event_waiter, wrong_key,
        shutdown_request, counts, children, threads, errors)


# --- strangers


def serves(server):
    """That the server is still there for others."""
    equal(raw.call_server(server, "dummy"), None)


def garbage():
    with servers.Pymgrd() as server:
        for noise in (b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\x00" * 64, os.urandom(300), raw.frame(b"#WELCOME#"),
                      raw.frame(b""), raw.frame(b"x" * 40)):
            with raw.dial(server.address) as sock:
                sock.sendall(noise)
                sock.shutdown(socket.SHUT_WR)
                check(raw.closed(sock), "not closed")
        serves(server)


def garbage_after_admission():
    with servers.Pymgrd() as server:
        for noise in (b"", b"\x80", b"no pickle", b"\x80\x02}", b"\x80\xff.", b"<", b"<params>", b"<!DOCTYPE x []>",
                      b"cos\nsystem\n(S'true'\ntR.", b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xff."):
            with raw.admitted(server) as sock:
                sock.sendall(raw.frame(noise))
                payload = raw.read_frame(sock)
                check(payload is None or b"#TRACEBACK" in payload, "%r was answered by %r" % (noise, payload))
        serves(server)


def garbage_on_a_channel():
    """A request that cannot be read is answered, and those after it are served."""
    with servers.Pymgrd(share=["table=dict({'a': 1})"]) as server:
        ident = raw.call_server(server, "create", "table")[0]
        with raw.channel(server) as sock:
            for noise in (b"", b"no pickle", b"\x80\x02K\x01K\x02.", b"\x80\x02)."):
                sock.sendall(raw.frame(noise))
                equal(raw.receive(sock)[0], "#TRACEBACK", repr(noise))
            equal(raw.ask(sock, ident, "__len__"), ("#RETURN", 1))


def endless_handshake():
    with servers.Pymgrd("--handshake-timeout", "0.3") as server:
        start = time.monotonic()
        for beginning in (b"", b"\x00\x00", raw.frame(b"x" * 20)[:10]):
            with raw.dial(server.address) as sock:
                sock.sendall(beginning)
                check(raw.closed(sock), "not closed")
        check(time.monotonic() - start >= 0.3, "closed before its time")
        serves(server)


def deadline_is_for_strangers():
    """An admitted client may wait longer than the handshake's deadline."""
    with servers.Pymgrd("--handshake-timeout", "0.2") as server:
        ident = raw.call_server(server, "create", "Queue")[0]
        with raw.channel(server) as sock:
            kind, error = raw.ask(sock, ident, "get", (True, 0.6))
            equal((kind, type(error).__name__), ("#ERROR", "Empty"))
            equal(raw.ask(sock, ident, "qsize"), ("#RETURN", 0))


def long_message_of_a_stranger():
    with servers.Pymgrd() as server:
        for header in (struct.pack("!i", 257), struct.pack("!i", 0x7fffffff), struct.pack("!i", -2),
                       struct.pack("!iQ", -1, 1 << 40), struct.pack("!iQ", -1, 300)):
            with raw.dial(server.address) as sock:
                sock.sendall(header)
                check(raw.closed(sock), "not closed")
        serves(server)


def long_message():
    with servers.Pymgrd("--max-message", "100000") as server:
        ident = raw.call_server(server, "create", "list")[0]
        with raw.channel(server) as sock:
            equal(raw.ask(sock, ident, "append", ("x" * 99000,)), ("#RETURN", None))
            sock.sendall(struct.pack("!i", 100001))
            check(raw.closed(sock), "not closed")
        with raw.channel(server) as sock:
            sock.sendall(struct.pack("!iQ", -1, 1 << 62))
            check(raw.closed(sock), "not closed")
        equal(raw.call_server(server, "number_of_objects"), 1)


def long_form_of_length():
    """What CPython sends from 2 GiB on may be sent of any size."""
    with servers.Pymgrd() as server, raw.admitted(server) as sock:
        request = raw.frame(raw.pickle.dumps((None, "dummy", (), {}), 2))
        sock.sendall(struct.pack("!iQ", -1, len(request) - 4) + request[4:])
        equal(raw.receive(sock), ("#RETURN", None))


def half_closed():
    """Who says that nothing more will come still gets the answer to what did."""
    with servers.Pymgrd() as server:
        ident = raw.call_server(server, "create", "list", [1, 2])[0]
        with raw.channel(server) as sock:
            raw.send(sock, (ident, "__len__", (), {}))
            sock.shutdown(socket.SHUT_WR)
            equal(raw.receive(sock), ("#RETURN", 2))
            check(raw.closed(sock), "not closed")


def half_closed_waiter():
    """But it waits no more: its item goes to the next."""
    with servers.Pymgrd(share=["jobs=Queue"]) as server:
        ident = raw.call_server(server, "create", "jobs")[0]
        with raw.channel(server) as gone, raw.channel(server) as there:
            raw.send(gone, (ident, "get", (), {}))
            gone.shutdown(socket.SHUT_WR)
            serves(server)
            raw.send(there, (ident, "get", (), {}))
            serves(server)
            servers.connect(server, "jobs").jobs().put("item")
            equal(raw.receive(there), ("#RETURN", "item"))


def flood():
    """Strangers beyond the limit push out one another, never a client."""
    with servers.Pymgrd("--max-pending", "4", "--handshake-timeout", "60") as server, raw.channel(server) as client:
        ident = raw.call_server(server, "create", "list")[0]
        with contextlib.ExitStack() as stack:
            strangers = [stack.enter_context(raw.dial(server.address)) for _ in range(200)]
            check(raw.closed(strangers[0]), "the oldest is not closed")
            serves(server)
            equal(raw.ask(client, ident, "__len__"), ("#RETURN", 0))
            check(raw.read_frame(strangers[-1]).startswith(b"#CHALLENGE#"), "the newest was not let in")
        serves(server)


def requests_in_advance():
    """Many requests at once are answered in order."""
    with servers.Pymgrd() as server:
        ident = raw.call_server(server, "create", "list")[0]
        with raw.channel(server) as sock:
            sock.sendall(b"".join(raw.frame(raw.pickle.dumps((ident, "append", (number,), {}), 2))
                                  for number in range(1000)))
            equal([raw.receive(sock) for _ in range(1000)], [("#RETURN", None)] * 1000)
            equal(raw.ask(sock, ident, "#GETVALUE"), ("#RETURN", list(range(1000))))


def one_byte_at_a_time():
    with servers.Pymgrd() as server, raw.admitted(server) as sock:
        for byte in raw.frame(raw.pickle.dumps((None, "number_of_objects", (), {}), 2)):
            sock.send(bytes([byte]))
        equal(raw.receive(sock), ("#RETURN", 0))


def descriptors():
    """Connections that come and go, in order or not, leave no descriptor behind."""
    with servers.Pymgrd() as server:
        folder = "/proc/%d/fd" % server.pid
        serves(server)
        before = len(os.listdir(folder))
        for _ in range(50):
            serves(server)
            with raw.dial(server.address) as sock:
                sock.sendall(b"\x00")
            with raw.dial(server.address) as sock:
                sock.sendall(NO_FRAME)
                check(raw.closed(sock), "not closed")
            with raw.channel(server) as sock:
                sock.sendall(b"\x00\x00")
        with raw.dial(server.address) as sock:
            sock.sendall(NO_FRAME)
            check(raw.closed(sock), "not closed")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(os.listdir(folder)) > before and time.monotonic() < deadline:
            serves(server)
        check(len(os.listdir(folder)) <= before, "%d descriptors before, %d after" % (before, len(os.listdir(folder))))


# --- the program


def ended_by(number):
    with servers.Pymgrd(share=["jobs=Queue"]) as server:
        ident = raw.call_server(server, "create", "jobs")[0]
        with raw.channel(server) as waiter, raw.dial(server.address) as stranger:
            raw.send(waiter, (ident, "get", (), {}))
            serves(server)
            server.signal(number)
            equal(server.wait(), 0, "exit status")
            check(raw.closed(waiter) and raw.closed(stranger), "not closed")
        check(not os.path.exists(server.address), "the socket file is left")
        equal(server.errors(), "", "standard error")


def sigterm():
    ended_by(signal.SIGTERM)


def sigterm_at_once():
    """A signal that comes as soon as the address is known ends it in order, too."""
    for _ in range(20):
        with servers.Pymgrd() as server:
            server.signal(signal.SIGTERM)
            equal(server.wait(), 0, "exit status")
            check(not os.path.exists(server.address), "the socket file is left")


def sigint():
    ended_by(signal.SIGINT)


def shutdown_is_answered_twice():
    with servers.Pymgrd() as server, raw.admitted(server) as sock:
        equal(raw.ask(sock, None, "shutdown"), ("#RETURN", None))
        equal(raw.receive(sock), ("#RETURN", None))
        check(raw.closed(sock), "not closed")
        equal(server.wait(), 0, "exit status")


def refused(*arguments, env=None):
    """That pymgrd does not start with these arguments, and says why."""
    with Process([servers.pymgrd_path()] + list(arguments), env) as process:
        equal(process.wait(), 2, "exit status of " + " ".join(arguments))
        equal(process.rest(), [], "standard output")
        check("pymgrd" in process.errors(), "it says %r" % process.errors())


def bad_options():
    key = {"PYMGR_AUTHKEY": "k"}
    for arguments in (["--no-such"], ["surplus"], ["--listen"], ["--listen", "nowhere"], ["--listen", "127.0.0.1:x"],
                      ["--threads", "0"], ["--threads", "x"], ["--share", "x"], ["--share", "x=NoSuch"],
                      ["--share", "x=Queue("], ["--share", "x=list(1, 2)"], ["--share", "=Queue"],
                      ["--share", "x=Condition(5)"], ["--share", "x=Semaphore(-1)"], ["--share", "x=Barrier"],
                      ["--handshake-timeout", "-1"], ["--max-pending", "x"], ["--authkey-file", "/nonexistent"]):
        refused(*arguments, env=key)


def bad_keys():
    refused(env={"PYMGR_AUTHKEY": ""})
    with tempfile.NamedTemporaryFile() as empty:
        refused("--authkey-file", empty.name, env={"PYMGR_AUTHKEY": "k"})


def key_of_a_file():
    """The key is the file's content, newline and NUL and all; and it goes before the variable's."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"two\nlines\n\x00")
        file.flush()
        with servers.Pymgrd("--authkey-file", file.name) as server, raw.dial(server.address) as sock:
            raw.shake_hands(sock, b"two\nlines\n\x00")
            equal(raw.ask(sock, None, "dummy"), ("#RETURN", None))


def live_socket():
    with servers.Pymgrd() as server:
        refused("--listen", server.address, env={"PYMGR_AUTHKEY": "k"})
        serves(server)


def stale_socket():
    with servers.Pymgrd() as server:
        server.kill()
        check(os.path.exists(server.address), "there is no stale socket to test with")
        with servers.Pymgrd(listen=[server.address]) as successor:
            serves(successor)
        with open(server.address, "w"):
            refused("--listen", server.address, env={"PYMGR_AUTHKEY": "k"})
        os.unlink(server.address)


def socket_mode():
    with servers.Pymgrd() as server:
        equal(oct(os.stat(server.address).st_mode & 0o777), oct(0o600))


def listeners():
    """Objects are the same at every address, and a proxy that one client stores can be used by another."""
    with tempfile.TemporaryDirectory(prefix="pymgr-") as folder:
        addresses = ["127.0.0.1:0", os.path.join(folder, "s"), "@pymgr-test-%d" % os.getpid(), "[::1]:0"]
        with servers.Pymgrd(listen=addresses, share=["table=dict"]) as server:
            idents = set()
            for address in server.addresses:
                with raw.admitted(server, address) as sock:
                    idents.add(raw.ask(sock, None, "create", ("table",))[1][0])
            equal(len(idents), 1, "idents of one object")
            tables = [servers.connect(server, "table", address=address).table() for address in server.addresses[:3]]
            for number, table in enumerate(tables):
                table[number] = number
            equal([table.copy() for table in tables], [{0: 0, 1: 1, 2: 2}] * 3)


# --- objects


def debug_info():
    with servers.Pymgrd() as server:
        numbers = raw.call_server(server, "create", "list", list(range(100)))[0]
        event = raw.call_server(server, "create", "Value", "i", 5)[0]
        raw.call_server(server, "incref", event)
        equal(raw.call_server(server, "debug_info"), "\n".join((
            "  %s:       refcount=1\n    %s" % (numbers, str(list(range(100)))[:75]),
            "  %s:       refcount=2\n    Value('i', 5)" % event)))


def refcounts():
    with servers.Pymgrd() as server:
        ident = raw.call_server(server, "create", "dict", a=1)[0]
        with raw.channel(server) as sock, raw.admitted(server) as other:
            raw.call_server(server, "incref", ident)
            raw.call_server(server, "decref", ident)
            equal(raw.ask(sock, ident, "__len__"), ("#RETURN", 1))
            raw.call_server(server, "decref", ident)
            equal(raw.last_line(raw.ask(sock, ident, "__len__")), ("#TRACEBACK", "KeyError: '%s'" % ident))
            equal(raw.last_line(raw.ask(other, None, "decref", (ident,))), ("#TRACEBACK", "KeyError: '%s'" % ident))
        equal(raw.call_server(server, "number_of_objects"), 0)


def idents_are_new():
    """An ident is not used again, whoever may still hold it."""
    with servers.Pymgrd() as server:
        idents = []
        for _ in range(50):
            idents.append(raw.call_server(server, "create", "list")[0])
            raw.call_server(server, "decref", idents[-1])
        equal(len(set(idents)), 50)


def singleton():
    """A shared name always gives the same object, also after all its proxies are gone."""
    with servers.Pymgrd(share=["jobs=Queue(2)", "numbers=list([1, 2])"]) as server:
        first, second = raw.call_server(server, "create", "jobs")[0], raw.call_server(server, "create", "jobs")[0]
        equal(first, second)
        jobs = servers.connect(server, "jobs").jobs()
        jobs.put("kept")
        del jobs
        for _ in range(2):
            raw.call_server(server, "decref", first)
        equal(raw.call_server(server, "number_of_objects"), 0)
        jobs = servers.connect(server, "jobs").jobs()
        equal((jobs.get(), jobs._id), ("kept", first))
        numbers = servers.connect(server, "numbers").numbers()
        equal(numbers._callmethod("#GETVALUE"), [1, 2])


def own_objects():
    """Creations of a type give an object each."""
    with servers.Pymgrd() as server:
        equal(len({raw.call_server(server, "create", "list")[0] for _ in range(3)}), 3)


ONCE = (garbage, garbage_after_admission, garbage_on_a_channel, endless_handshake, deadline_is_for_strangers,
        long_message_of_a_stranger, long_message, long_form_of_length, half_closed, half_closed_waiter, flood,
        requests_in_advance, one_byte_at_a_time, descriptors, sigterm, sigterm_at_once, sigint,
        shutdown_is_answered_twice, bad_options, bad_keys, key_of_a_file, live_socket, stale_socket, socket_mode,
        listeners, debug_info, refcounts, idents_are_new, singleton, own_objects)


def suite(context):
    for test in EACH:
        context.each("lifetimes " + test.__name__, test)
    for test in ONCE:
        context.test("lifetimes " + test.__name__, harness.ANY, test)


def main():
    harness.main(suite, __doc__)
