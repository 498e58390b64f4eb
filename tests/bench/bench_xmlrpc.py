# SPDX-License-Identifier: MIT
"""What bench_xmlrpc.c measures, of this interpreter's xmlrpc.client: `xmlrpc load cpython 1230000`."""
import time
import timeit
import xmlrpc.client

ROUNDS, REPEATS = 15, 20

value = [{'id': i, 'name': 'item-%d' % i, 'price': i * 1.5} for i in range(100)]
document = xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True)


def measure(name, run):
    best = min(timeit.repeat(run, timer=time.process_time, number=REPEATS, repeat=ROUNDS)) / REPEATS
    print('xmlrpc %s cpython %.0f' % (name, best * 1e9))


measure('load', lambda: xmlrpc.client.loads(document))
measure('dump', lambda: xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True))
