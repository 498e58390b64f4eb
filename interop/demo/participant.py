# SPDX-License-Identifier: MIT
"""What any program does that uses a manager: nothing in it knows of pymgr. It runs on every Python from 2.7.

    participant.py put|take ADDRESS SERIALIZER COUNT

`put` puts COUNT jobs into the shared queue; `take` takes as many, whoever has put them, and notes the results in the shared
dict. ADDRESS is HOST:PORT or a path, the key is in the environment.
"""
from __future__ import print_function

import os
import sys
from multiprocessing.managers import BaseManager, DictProxy


class Manager(BaseManager):
    pass


Manager.register('jobs')
Manager.register('results', proxytype=DictProxy)


def put(manager, me, count):
    jobs = manager.jobs()
    for number in range(1, count + 1):
        job = {'from': me, 'number': number, 'pi': 3.14159 * number, 'tags': ['demo', None]}
        jobs.put(job)
        print('put   %s' % describe(job))


def take(manager, me, count):
    jobs, results = manager.jobs(), manager.results()
    for _ in range(count):
        job = jobs.get()
        results['%s #%d' % (job['from'], job['number'])] = me
        jobs.task_done()
        print('took  %s' % describe(job))


def describe(job):
    return 'job #%d of %s  pi=%.5f tags=%r' % (job['number'], job['from'], job['pi'], job['tags'])


def main():
    action, address, serializer, count = sys.argv[1:]
    host, colon, port = address.rpartition(':')
    manager = Manager((host, int(port)) if colon else address, os.environ['PYMGR_AUTHKEY'].encode(), serializer)
    manager.connect()
    me = '%d.%d/%s' % (sys.version_info[0], sys.version_info[1], serializer)
    {'put': put, 'take': take}[action](manager, me, int(count))


if __name__ == '__main__':
    main()
