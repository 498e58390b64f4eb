# SPDX-License-Identifier: MIT
"""Reaching the server that the environment names. Runs on every Python since 2.7."""
import multiprocessing
import os
import sys
from multiprocessing.managers import SyncManager

PYTHON2 = sys.version_info[0] == 2


def parse_address(text):
    """What pymgrd prints of a listener, as multiprocessing wants it."""
    if text.startswith("@"):
        return "\0" + text[1:]
    if "/" in text:
        return text
    host, port = text.rsplit(":", 1)
    return host.strip("[]"), int(port)


def format_address(address):
    if isinstance(address, tuple):
        return "%s:%d" % address
    return "@" + address[1:] if address.startswith("\0") else address


def address():
    return parse_address(os.environ["PYMGR_ADDRESS"])


def authkey():
    key = os.environ["PYMGR_AUTHKEY"]
    return key if PYTHON2 else os.fsencode(key)


def serializer():
    return os.environ.get("PYMGR_SERIALIZER", "pickle")


def connect(manager_class=SyncManager, **changes):
    """A manager connected to the server; keyword arguments replace what the environment says."""
    options = dict(address=address(), authkey=authkey(), serializer=serializer())
    options.update(changes)
    # Proxies that arrive inside other objects authenticate with the key of the process.
    multiprocessing.current_process().authkey = options["authkey"]
    manager = manager_class(**options)
    manager.connect()
    return manager


def proxy_class(name):
    """That of the type whose name this is, in small letters, so that a `condition` can be used in a with statement."""
    return next((row[3] for typeid, row in SyncManager._registry.items() if typeid.lower() == name), None)


def shared(*names, **changes):
    """Connects and gets the server's shared objects of these names; alone when there is one name."""
    class Manager(SyncManager):
        pass
    for name in names:
        Manager.register(name, proxytype=proxy_class(name))
    manager = connect(Manager, **changes)
    objects = [getattr(manager, name)() for name in names]
    return objects[0] if len(objects) == 1 else objects


def say(text):
    """A line to whoever arranges the test."""
    sys.stdout.write("%s\n" % (text,))
    sys.stdout.flush()


def wait_for_word():
    """Waits for a line from whoever arranges the test."""
    return sys.stdin.readline()
