# SPDX-License-Identifier: MIT
"""The functions that the public headers declare, and whether each is documented."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / 'include' / 'pymgr'

COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
DECLARATION = re.compile(r'^(?!typedef|static|#)[A-Za-z_][^;{}=#]*?\b(pymgr_\w+)\([^;{}]*\)[^;{}()]*(?:\([^;]*\))?;',
                         re.MULTILINE)
SECTION = re.compile(r'/\*\s*-{3,}[^:]*:\s*\S')


def headers():
    return sorted(FOLDER.glob('*.h'))


def functions(header):
    """The names of the functions that a header declares, in its order."""
    return DECLARATION.findall(COMMENT.sub('', header.read_text()))


def undocumented(header):
    """Functions with no comment in their paragraph, in a section whose heading says nothing of them either."""
    missing = []
    section_says = False
    for paragraph in re.split(r'\n\s*\n', header.read_text()):
        comments = COMMENT.findall(paragraph)
        headings = [comment for comment in comments if comment.startswith('/* ---')]
        if headings:
            section_says = bool(SECTION.match(headings[-1]))
        if len(comments) == len(headings) and not section_says:
            missing += DECLARATION.findall(COMMENT.sub('', paragraph))
    return missing
