#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the loader's table of opcodes, names and codes, with Python's pickletools."""

import pathlib
import pickletools
import re
import sys

CODEC = pathlib.Path(__file__).resolve().parent.parent.parent / 'src' / 'codec'
CODE = re.compile(r'^\s+PM_OP_(\w+) = (?:\'(.)\'|(0x\w\w)),$', re.MULTILINE)
ROW = re.compile(r'^\s+\[PM_OP_(\w+)\] = \{ "(\w+)", pm_load_(\w+) \},$', re.MULTILINE)


def problems():
    expected = {opcode.name: ord(opcode.code) for opcode in pickletools.opcodes}
    codes = {name: ord(letter) if letter else int(number, 16)
             for name, letter, number in CODE.findall((CODEC / 'pickle_opcodes.h').read_text())}
    rows = ROW.findall((CODEC / 'pickle_opcodes.c').read_text())
    for name in sorted(expected.keys() | codes.keys()):
        if expected.get(name) != codes.get(name):
            yield f'{name} has the code {codes.get(name)}, but {expected.get(name)} in pickletools'
    for name in sorted(expected.keys() - {row[0] for row in rows}):
        yield f'{name} is not in the table'
    for index, name, handler in rows:
        if name != index or (handler != name.lower() and not handler.startswith('refuse_')):
            yield f'the row of {index} has the name {name} and the handler {handler}'


def main():
    found = list(problems())
    print('\n'.join(found))
    print(f'{len(pickletools.opcodes) - len(found)} passed, {len(found)} failed')
    return bool(found)


if __name__ == '__main__':
    sys.exit(main())
