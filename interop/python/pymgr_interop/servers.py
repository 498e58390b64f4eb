# SPDX-License-Identifier: MIT
"""Starting the two servers that the tests compare: pymgrd and CPython's own."""
import contextlib
import os
import secrets
import signal
import tempfile
from multiprocessing.managers import SyncManager

from pymgr_interop import client
from pymgr_interop.process import PACKAGE_FOLDER, Process, ProcessError

REPOSITORY = os.path.dirname(os.path.dirname(PACKAGE_FOLDER))


def pymgrd_path():
    """The program under test: what $PYMGRD names, or the one in build/."""
    path = os.path.abspath(os.environ.get("PYMGRD") or os.path.join(REPOSITORY, "build", "pymgrd"))
    if not os.access(path, os.X_OK):
        raise ProcessError("there is no program %s: build it, or name it in $PYMGRD" % path)
    return path


class Server(Process):
    """A running server; `addresses` are those of its listeners, as multiprocessing wants them."""

    _folder = None  # where its Unix socket is, removed with the server

    def __init__(self, command, authkey, listeners, env=None, **options):
        self.authkey = authkey
        super().__init__(command, dict(env or {}, PYMGR_AUTHKEY=authkey), **options)
        try:
            self.addresses = [self._listener() for _ in range(listeners)]
        except ProcessError:
            self.stop()
            raise

    def _listener(self):
        line = self.line()
        if line is None or not line.startswith("manager "):
            raise self.failure("said %r instead of its address" % line)
        return client.parse_address(line[len("manager "):])

    @property
    def address(self):
        return self.addresses[0]

    def client_env(self, serializer="pickle", address=None):
        """What the client module of a child process wants to know."""
        return {"PYMGR_ADDRESS": client.format_address(address or self.address),
                "PYMGR_AUTHKEY": self.authkey, "PYMGR_SERIALIZER": serializer}

    def key(self):
        return self.authkey.encode()

    def stop(self):
        status = super().stop()
        if self._folder:
            self._folder.cleanup()
        return status


class Pymgrd(Server):
    """pymgrd with the options given; by default it listens on a Unix socket of its own, and on `also`."""

    def __init__(self, *options, listen=None, also=(), share=(), authkey=None, env=None):
        self._folder = tempfile.TemporaryDirectory(prefix="pymgr-")
        listen = listen or [os.path.join(self._folder.name, "pymgrd")] + list(also)
        command = [pymgrd_path()]
        for address in listen:
            command += ["--listen", address]
        for option in share:
            command += ["--share", option]
        super().__init__(command + list(options), authkey or new_key(), len(listen), env)

    def __exit__(self, kind, error, trace):
        """Whatever a test has done to it, it ends in order; a sanitizer's complaint is a bad end, too."""
        status = self.stop()
        if kind is None and status not in (0, -signal.SIGKILL):
            raise self.failure("ended with status %d" % status)


class CPython(Server):
    """CPython's own manager server. It leaves a Pool's workers behind, so it has a process group for itself and them."""

    def __init__(self, python, authkey, env, share=()):
        command = [python, "-m", "pymgr_interop.server"] + list(share)
        super().__init__(command, authkey, 1, env, start_new_session=True)

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        return super().stop()


class Reference(CPython):
    """The same, run by the interpreter given, by default at a Unix socket of its own."""

    def __init__(self, interpreter, serializer="pickle", share=(), authkey=None, address=None):
        self._folder = tempfile.TemporaryDirectory(prefix="pymgr-")
        address = address or os.path.join(self._folder.name, "python")
        env = {"PYMGR_ADDRESS": address, "PYMGR_SERIALIZER": serializer}
        super().__init__(interpreter.path, authkey or new_key(), env, share)


def new_key():
    return secrets.token_hex(16)


def run_module(interpreter, module, *arguments, env=None):
    """A module of this package run by an interpreter, as a Process."""
    return Process([interpreter.path, "-m", "pymgr_interop." + module] + [str(word) for word in arguments], env)


def connect(server, *names, serializer="pickle", address=None):
    """A manager of this interpreter's, connected; `names` are objects that the server shares."""
    class Manager(SyncManager):
        pass
    for name in names:
        Manager.register(name, proxytype=client.proxy_class(name))
    manager = Manager(address or server.address, server.key(), serializer)
    manager.connect()
    return manager
