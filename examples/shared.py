# SPDX-License-Identifier: MIT
"""The objects that the examples share, and how Python programs reach them.

    from shared import connect

    objects = connect()
    objects.jobs().put({"below": 1000})

Nothing in it is pymgr's: it is multiprocessing.managers, in any version of Python since 2.7. The environment says where
the server is and what its key is: PYMGR_ADDRESS, PYMGR_AUTHKEY, and PYMGR_SERIALIZER if it is not "pickle".
"""
import os
from multiprocessing.managers import AcquirerProxy, BaseManager, DictProxy, EventProxy

# Names, and what a proxy of each is; None: it has the object's public methods, which do for a queue.
PROXIES = {
    "jobs": None, "results": None,              # worker_pool, poll_loop
    "config": DictProxy, "changed": EventProxy,  # shared_config
    "guard": AcquirerProxy, "totals": DictProxy,  # distributed_lock
    "progress": DictProxy, "stop": EventProxy,  # progress
}


class Objects(BaseManager):
    """manager.jobs() is a proxy of the queue `jobs`, and so on."""


for name in PROXIES:
    Objects.register(name, proxytype=PROXIES[name])


def settings():
    """What BaseManager wants to know: address, key and serializer."""
    address = os.environ["PYMGR_ADDRESS"]
    if "/" not in address:  # else it is the path of a Unix socket
        host, port = address.rsplit(":", 1)
        address = (host, int(port))
    return address, os.environ["PYMGR_AUTHKEY"].encode("ascii"), os.environ.get("PYMGR_SERIALIZER", "pickle")


def connect():
    objects = Objects(*settings())
    objects.connect()
    return objects
