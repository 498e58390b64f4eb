# SPDX-License-Identifier: MIT
"""A server for the examples, in Python: what pymgrd does with the options in README.md.

    python3 server.py
"""
import sys
import threading
from multiprocessing.managers import BaseManager

from shared import PROXIES, settings

try:
    from queue import Queue
except ImportError:  # Python 2
    from Queue import Queue


class Server(BaseManager):
    pass


OBJECTS = {
    "jobs": Queue(), "results": Queue(),
    "config": {}, "changed": threading.Event(),
    "guard": threading.Lock(), "totals": {},
    "progress": {}, "stop": threading.Event(),
}


def share(name):
    """Whoever asks for the name gets this one object."""
    Server.register(name, callable=lambda: OBJECTS[name], proxytype=PROXIES[name])


if __name__ == "__main__":
    for name in OBJECTS:
        share(name)
    server = Server(*settings()).get_server()
    print("serving at %s" % (server.address,))
    sys.stdout.flush()
    server.serve_forever()
