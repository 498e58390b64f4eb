# SPDX-License-Identifier: MIT
"""Reads all answers. Exit status 1 if any is missing or wrong.

    python read.py ADDRESS SERIALIZER WHO NUMBER...
"""
import sys

from board import connect, say

numbers, questions, answers = connect()
found = answers.copy()
right = [number for number in numbers if found.get(number, {}).get("square") == int(number) ** 2]
say("read %d answers of %d programs, %d right" %
    (len(found), len(set(answer["by"] for answer in found.values())), len(right)))
sys.exit(right != numbers or len(found) != len(numbers) or questions.qsize() != 0)
