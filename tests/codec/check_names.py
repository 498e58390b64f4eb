#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the table of names that differ between Python 2 and 3 with Python's _compat_pickle.

tkinter.tix, which Python 3.13 has dropped, stays in the table, and RecursionError has been added to it."""

import _compat_pickle
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent / 'src' / 'codec' / 'pickle_names.c'
ROW = re.compile(r'\{ \{ "([\w.]+)", (NULL|"\w+") \}, \{ "([\w.]+)", (NULL|"\w+") \},\s+(LOADED|DUMPED|BOTH) \},')
OURS = ('Tix', None), ('tkinter.tix', None), ('builtins', 'RecursionError')


def expected():
    """The mappings in each direction, those of modules having no names."""
    loaded = dict(_compat_pickle.NAME_MAPPING)
    dumped = dict(_compat_pickle.REVERSE_NAME_MAPPING)
    loaded.update(((two, None), (three, None)) for two, three in _compat_pickle.IMPORT_MAPPING.items())
    dumped.update(((three, None), (two, None)) for three, two in _compat_pickle.REVERSE_IMPORT_MAPPING.items())
    return loaded, dumped


def found():
    """The same of the table: as there, the first row that fits counts."""
    loaded, dumped = {}, {}
    for module2, name2, module3, name3, direction in ROW.findall(SOURCE.read_text()):
        two = module2, None if name2 == 'NULL' else name2.strip('"')
        three = module3, None if name3 == 'NULL' else name3.strip('"')
        if direction in ('LOADED', 'BOTH'):
            loaded.setdefault(two, three)
        if direction in ('DUMPED', 'BOTH'):
            dumped.setdefault(three, two)
    return loaded, dumped


def problems(what, table, python):
    for name in sorted(table.keys() | python.keys(), key=str):
        if table.get(name) != python.get(name) and name not in OURS:
            yield f'{what} {name}: {table.get(name)}, but {python.get(name)} in _compat_pickle'


def main():
    failures = count = 0
    for what, table, python in zip(('loaded', 'dumped'), found(), expected()):
        differences = list(problems(what, table, python))
        print('\n'.join(differences))
        failures += len(differences)
        count += len(python)
    print(f'{count - failures} passed, {failures} failed')
    return failures > 0


if __name__ == '__main__':
    sys.exit(main())
