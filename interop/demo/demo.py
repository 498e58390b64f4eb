#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The main job, shown: one pymgrd, and unmodified programs of every Python found that share its objects.

Each Python takes part twice at once: with the serializer pickle over a Unix socket, and with xmlrpclib over TCP. First all of
them put jobs into one queue, then all of them take jobs from it, whoever has put them.
"""
import collections
import os
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'python'))

from pymgr_interop import client, interpreters, servers  # noqa: E402: found by the line above
from pymgr_interop.process import Process  # noqa: E402

JOBS_EACH = 2

Participant = collections.namedtuple('Participant', 'interpreter serializer address')

print_lock = threading.Lock()


def say(who, text):
    with print_lock:
        print('%-21s %s' % (who, text), flush=True)


def run(participant, action, authkey):
    """One program from start to end, its lines shown as they come. Whether it ended well."""
    who = '%s %s' % (participant.interpreter.label, participant.serializer)
    command = [participant.interpreter.path, os.path.join(HERE, 'participant.py'), action, participant.address,
               participant.serializer, str(JOBS_EACH)]
    with Process(command, {'PYMGR_AUTHKEY': authkey}) as process:
        for line in iter(process.line, None):
            say(who, line)
        status = process.wait()
        if status != 0:
            say(who, 'FAILED with status %d\n%s' % (status, process.errors()))
        return status == 0


def run_all(participants, action, authkey):
    """All at once. Whether all ended well."""
    outcomes = [False] * len(participants)

    def one(index):
        outcomes[index] = run(participants[index], action, authkey)

    threads = [threading.Thread(target=one, args=(index,)) for index in range(len(participants))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return all(outcomes)


def read_results(server):
    """The shared dict, through a plain proxy of this Python's."""
    from multiprocessing.managers import BaseManager, DictProxy
    BaseManager.register('results', proxytype=DictProxy)
    manager = BaseManager(server.addresses[0], server.key())
    manager.connect()
    return manager.results().copy()


def show(results, pythons):
    crossed = sum(putter.partition(' ')[0] != taker for putter, taker in results.items())
    say('the shared dict', '%d jobs done, %d of them by another Python or serializer than the one that had put it'
        % (len(results), crossed))
    return len(results) == len(pythons) * 2 * JOBS_EACH


def main():
    pythons = interpreters.known()
    with servers.Pymgrd('--listen', '127.0.0.1:0', share=['jobs=JoinableQueue()', 'results=dict()']) as server:
        unix = client.format_address(server.addresses[0])
        say('pymgrd', 'listens at %s' % unix)
        tcp = server.line()[len('manager '):]
        say('pymgrd', 'listens at %s' % tcp)
        participants = [Participant(python, *how) for python in pythons
                        for how in (('pickle', unix), ('xmlrpclib', tcp))]
        good = run_all(participants, 'put', server.authkey) and run_all(participants[::-1], 'take', server.authkey)
        good = show(read_results(server), pythons) and good
        status = server.stop()
        say('pymgrd', 'stopped in order' if status == 0 else 'FAILED with status %d' % status)
    return not (good and status == 0)


if __name__ == '__main__':
    sys.exit(main())
