# SPDX-License-Identifier: MIT
"""Pools whose tasks run in worker processes of every Python, for clients of every Python."""
import contextlib
import os
import signal
import time

from pymgr_interop import harness, pool_functions, raw, servers
from pymgr_interop.harness import check, equal
from pymgr_interop.process import PATIENCE_SECONDS


@contextlib.contextmanager
def serving(interpreter, *options, **kwds):
    with servers.Pymgrd("--python", interpreter.path, *options, **kwds) as server:
        yield server
    wait_until_gone(server.pid)


def children(pid):
    """Processes that a process has started, as the kernel lists them."""
    found = []
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open("/proc/%d/stat" % int(entry)) as stat:
                if int(stat.read().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(entry))
    return found


def is_gone(pid):
    """Whether a process has ended; it may still wait for its parent to ask."""
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(condition, what):
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        check(time.monotonic() < end, what)
        time.sleep(0.01)


def wait_until_gone(*pids):
    until(lambda: all(is_gone(pid) for pid in pids), "processes that remain: %r" % (pids,))


def run_client(interpreter, server, *arguments):
    with servers.run_module(interpreter, "pool_client", *arguments, env=server.client_env()) as process:
        equal(process.finish(), ["done"])


def together(interpreter, worker, *options, **kwds):
    with serving(worker, *options, **kwds) as server:
        run_client(interpreter, server, "ours", worker.version[0])
        equal(children(server.pid), children_of_common(server))


def children_of_common(server):
    """After all Pools have gone there is the one worker that callbacks and sort keys share, if any."""
    until(lambda: len(children(server.pid)) <= 1, "workers of Pools that are gone")
    return children(server.pid)


def as_cpythons(interpreter):
    """The client's expectations are those of CPython's own server."""
    with servers.Reference(interpreter) as server:
        run_client(interpreter, server, "common")


def calls_as_in_cpython(interpreter, model):
    """What comes of each call, right or wrong, is what comes of it in CPython's server."""
    said = []
    for server in (servers.Reference(model), servers.Pymgrd("--python", model.path)):
        with server, servers.run_module(interpreter, "pool_calls_client", env=server.client_env()) as process:
            said.append(process.finish())
    equal(["expected %s, got %s" % pair for pair in zip(*said) if pair[0] != pair[1]], [])
    equal(len(said[1]), len(said[0]))


def without_python(interpreter):
    with servers.Pymgrd() as server:
        run_client(interpreter, server, "none")
        equal(children(server.pid), [])


def busy(server):
    """A manager and a Pool of two, with the processes of its workers, one of which is busy."""
    manager = servers.connect(server)
    pool = manager.Pool(2)
    pool.apply_async(pool_functions.late, (600, None))
    workers = set()
    until(lambda: workers.add(pool.apply(pool_functions.pid)) or len(children(server.pid)) == 2, "no workers")
    return manager, pool, children(server.pid)


def killed_client(interpreter):
    """The task of a client that is gone goes on, and its Pool serves others."""
    with serving(interpreter, share=["pool=Pool(1)", "begun=Queue", "go=Event"]) as server:
        manager = servers.connect(server, "pool", "begun", "go")
        begun, go = manager.begun(), manager.go()
        with servers.run_module(interpreter, "pool_victim", env=server.client_env()) as victim:
            begun.get()
            victim.kill()
        go.set()
        equal(manager.pool().apply(pool_functions.square, (3,)), 9)
        equal(begun.qsize(), 0)


def ended_in_order(interpreter):
    with servers.Pymgrd("--python", interpreter.path) as server:
        _, _, workers = busy(server)
        start = time.monotonic()
        raw.call_server(server, "shutdown")
        server.wait()
        check(time.monotonic() - start < PATIENCE_SECONDS / 2, "a shutdown that takes long")
        wait_until_gone(*workers)


def killed_server(interpreter):
    """Not even a server that is killed leaves workers behind, be they busy."""
    with servers.Pymgrd("--python", interpreter.path) as server:
        _, _, workers = busy(server)
        server.kill()
        wait_until_gone(*workers)


def killed_worker(interpreter):
    """An idle worker that is killed is replaced when there is work; a busy one at once."""
    with serving(interpreter) as server:
        manager = servers.connect(server)
        pool = manager.Pool(1)
        worker = pool.apply(pool_functions.pid)
        os.kill(worker, signal.SIGKILL)
        wait_until_gone(worker)
        until(lambda: succeeds(pool) != worker, "the same worker")


def succeeds(pool):
    """The process of a worker; None: it was killed before it could say so."""
    with contextlib.suppress(Exception):
        return pool.apply(pool_functions.pid)


def descriptors(interpreter):
    """Workers have none of the server's sockets, only their own channel; and the key is not for all to see."""
    with serving(interpreter, listen=["127.0.0.1:0"]) as server:
        manager = servers.connect(server)
        pool = manager.Pool(1)
        worker = pool.apply(pool_functions.pid)
        folder = "/proc/%d/fd/" % worker
        kinds = {int(fd): os.readlink(folder + fd).partition(":")[0] for fd in os.listdir(folder)}
        equal([fd for fd, kind in kinds.items() if kind == "socket" and fd > 2], [3])
        equal([fd for fd, kind in kinds.items() if kind == "anon_inode"], [])
        with open("/proc/%d/cmdline" % worker, "rb") as command:
            check(server.authkey.encode() not in command.read(), "the key is in the command line")


def every_address(interpreter):
    """Proxies among the arguments work whatever the server listens at."""
    for listen in (["0.0.0.0:0"], ["127.0.0.1:0"], None):
        with serving(interpreter, listen=listen) as server:
            address = server.address
            if listen == ["0.0.0.0:0"]:
                address = ("127.0.0.1", address[1])
            manager = servers.connect(server, address=address)
            queue = manager.Queue()
            equal(manager.Pool(1).apply(pool_functions.put, (queue, "x")), 1)


EACH = (as_cpythons, without_python, killed_client, ended_in_order, killed_server, killed_worker, descriptors,
        every_address)


def suite(context):
    oldest, newest = context.all[0], context.all[-1]
    for interpreter in context.interpreters:
        context.test("pool of its own Python", interpreter.label, together, interpreter, interpreter)
        context.test("pool of its own Python, two loops", interpreter.label, together, interpreter, interpreter,
                     "--threads", "2")
        for worker in {oldest, newest} - {interpreter}:
            context.test("pool of %s" % worker.label, interpreter.label, together, interpreter, worker)
        if not interpreter.python2:
            context.test("pool calls as in CPython", interpreter.label, calls_as_in_cpython, interpreter,
                         context.reference)
    for test in EACH:
        context.each("pool " + test.__name__, test)


def main():
    harness.main(suite, __doc__)
