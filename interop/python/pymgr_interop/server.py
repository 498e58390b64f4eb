# SPDX-License-Identifier: MIT
"""CPython's own manager server, for comparison: every typeid of SyncManager, and objects shared by name.

    python -m pymgr_interop.server [NAME=TYPE[(ARGUMENT)]]...

Prints `manager ADDRESS` once it listens, as pymgrd does. Runs on every Python since 2.7.
"""
import ast
import multiprocessing
import os
import re
import signal
import sys
import threading
from multiprocessing.managers import SyncManager

from pymgr_interop import client

# What Python 3.14 exposes of a shared set. Older managers know no such type, but could serve it.
SET = """__and__ __class_getitem__ __contains__ __iand__ __ior__ __isub__ __iter__ __ixor__ __len__ __or__ __rand__
__ror__ __rsub__ __rxor__ __sub__ __xor__ __ge__ __gt__ __le__ __lt__ add clear copy difference difference_update
discard intersection intersection_update isdisjoint issubset issuperset pop remove symmetric_difference
symmetric_difference_update union update""".split()


class Manager(SyncManager):
    pass


if "set" not in SyncManager._registry:
    Manager.register("set", set, exposed=SET)


def share(option):
    """What pymgrd's --share NAME=TYPE or NAME=TYPE(ARGUMENT) does."""
    name, typeid, argument = re.match(r"(\w+)=(\w+)(?:\((.*)\))?$", option).groups()
    create, exposed, method_to_typeid, proxytype = SyncManager._registry[typeid]
    instance = create(ast.literal_eval(argument)) if argument else create()
    Manager.register(name, lambda: instance, proxytype, exposed, method_to_typeid)


def end_with_parent():
    """Ends the process group, which is its own, when standard input ends, so that no process is left behind."""
    while os.read(0, 1):  # not by sys.stdin, which processes that are forked meanwhile could not close
        pass
    os.killpg(os.getpid(), signal.SIGKILL)


def main():
    for option in sys.argv[1:]:
        share(option)
    # With this key the server calls itself through the proxies that are put into its objects.
    multiprocessing.current_process().authkey = client.authkey()
    manager = Manager(client.address(), client.authkey(), client.serializer())
    server = manager.get_server()
    watcher = threading.Thread(target=end_with_parent)
    watcher.daemon = True
    watcher.start()
    client.say("manager " + client.format_address(server.address))
    server.serve_forever()


if __name__ == "__main__":
    main()
