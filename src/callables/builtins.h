/* SPDX-License-Identifier: MIT
 *
 * The functions of builtins, for the files that make them up: builtins.c (the table, and what looks at
 * items), builtins_make.c (classes: numbers and containers) and builtins_text.c (what makes text, or reads
 * it).
 */
#ifndef PM_CALLABLES_BUILTINS_H
#define PM_CALLABLES_BUILTINS_H

#include "object/call.h"

pm_handler pm_do_bool, pm_do_int, pm_do_float, pm_do_list, pm_do_tuple, pm_do_set, pm_do_frozenset,
    pm_do_round;
pm_handler pm_do_repr, pm_do_str, pm_do_chr, pm_do_ord, pm_do_bin, pm_do_oct, pm_do_hex;
pm_handler pm_do_str_lower, pm_do_str_upper;

/* A new list of the items of a list or tuple; NULL: no memory. */
pymgr_value *pm_list_from(const pymgr_value *items);

#endif
