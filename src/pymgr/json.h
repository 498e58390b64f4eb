/* SPDX-License-Identifier: MIT
 *
 * Python values as JSON, as json.dumps(value, ensure_ascii=False) writes them: tuples as arrays, ints of any
 * size, keys that are None, a bool or a number as their text. What JSON has no word for does not fail: sets
 * and arrays are JSON arrays; all else, keys included, is a string with the value's repr: "b'\\x00'", "nan",
 * "(1+2j)". No library that is there has ints beyond 64 bits, and this needs to write only.
 */
#ifndef PM_PYMGR_JSON_H
#define PM_PYMGR_JSON_H

#include <pymgr/value.h>

/* Brackets within brackets: a value that contains itself ends there too. */
enum { PM_JSON_DEPTH = 500 };

/* One line: new text, to free(). NULL: no memory, nested too deeply, or an int of more than 4300 digits. */
char *pm_json(const pymgr_value *value);

#endif
