# SPDX-License-Identifier: MIT
"""What bench_pickle.c measures, of this interpreter's _pickle: `pickle load cpython 12345`. With the argument `make`
it writes the pickle instead."""
import pickle
import sys
import time
import timeit

ROUNDS, REPEATS = 15, 200

value = [{'id': i, 'name': 'item-%d' % i, 'price': i * 1.5} for i in range(100)]
pickled = pickle.dumps(value, 4)


def measure(name, run):
    best = min(timeit.repeat(run, timer=time.process_time, number=REPEATS, repeat=ROUNDS)) / REPEATS
    print('pickle %s cpython %.0f' % (name, best * 1e9))


if sys.argv[1:] == ['make']:
    sys.stdout.buffer.write(pickled)
else:
    measure('load', lambda: pickle.loads(pickled))
    measure('dump', lambda: pickle.dumps(value, 4))
