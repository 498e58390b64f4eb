/* SPDX-License-Identifier: MIT
 *
 * The arguments of a call as words of a command line.
 */
#ifndef PM_PYMGR_CALL_WORDS_H
#define PM_PYMGR_CALL_WORDS_H

#include <pymgr/pymgr.h>

/*
 * Python literals, the positional ones first, then KEY=LITERAL: a tuple and a dict, both new. 0, or -1 with
 * the error filled and nothing new: PYMGR_INVALID says which word is wrong, and what would help.
 */
int pm_call_words(
    int count, char *const *words, pymgr_value **argsp, pymgr_value **kwdsp, struct pymgr_error *error);

#endif
