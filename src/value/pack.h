/* SPDX-License-Identifier: MIT
 *
 * <pymgr/pack.h> inside the library: argument lists of calls, and what pack.c and unpack.c share.
 */
#ifndef PM_VALUE_PACK_H
#define PM_VALUE_PACK_H

#include "value/value.h"

#include <pymgr/pack.h>

enum {
    /* Brackets within brackets: packing and unpacking recurse. */
    PM_FORMAT_DEPTH = 100,
};

/*
 * The arguments of a call: items, each a positional argument, then name=ITEM for each keyword argument:
 * "si, timeout=f". *argsp is a new tuple; *kwdsp is a new dict, or NULL where there are no keyword arguments.
 * Nothing at all is meant by "" and NULL. 0, or -1 with the error filled as by pymgr_pack, and nothing new.
 */
int pm_pack_call(
    const char *format, va_list args, pymgr_value **argsp, pymgr_value **kwdsp, struct pymgr_error *error);

/* --- reading formats (format.c) --- */

/*
 * A format and its arguments. After the first failure, which is the one that *error tells, the rest of the
 * format is still walked, so that what is taken gets released; a broken format ends that.
 */
struct pm_format {
    const char *text;
    size_t position;
    unsigned depth;
    bool failed;
    bool broken; /* what comes is not known, nor what arguments there are */
    struct pymgr_error *error;
    va_list args;
};

/* A letter or opening bracket, with what stands behind it. */
struct pm_format_item {
    char letter;
    bool sized;      /* % */
    bool nullable;   /* ? */
    size_t position; /* of the letter */
};

/* Begins; pm_format_end must follow. */
void pm_format_begin(struct pm_format *self, struct pymgr_error *error, const char *format, va_list args);
void pm_format_end(struct pm_format *self);

/*
 * Whether an item comes next. If not, the closing bracket `close` has been skipped ('\0': the end of the
 * format has come) or the format is broken.
 */
bool pm_format_more(struct pm_format *self, char close);
/* Skips blanks; then whether `mark` comes next, which is skipped too. */
bool pm_format_take(struct pm_format *self, char mark);
/* Reads `name=`: the name's size, the name stays in the format; 0: something else comes next. */
size_t pm_format_name(struct pm_format *self, const char **namep);
/* Reads the letter of an item. False: the format is broken. */
bool pm_format_item(struct pm_format *self, struct pm_format_item *item);
/* Whether the item has no mark behind it but those in `marks`. False: the format is broken. */
bool pm_format_marks(struct pm_format *self, const struct pm_format_item *item, const char *marks);
/* One bracket down, if no more than PM_FORMAT_DEPTH. False: the format is broken. */
bool pm_format_enter(struct pm_format *self, const struct pm_format_item *item);
void pm_format_leave(struct pm_format *self);

/* Failures; each returns NULL, and leaves an earlier one as it is. */
void *pm_format_nomem(struct pm_format *self);
/* An argument is wrong: `what`, and where in the format. */
void *pm_format_fail(struct pm_format *self, size_t position, const char *what);
/* The format is wrong, from there on. */
void *pm_format_mistake(struct pm_format *self, size_t position, const char *what);
/* What the lower layers say. */
void *pm_format_fail_from(struct pm_format *self, size_t position, const struct pm_error *from);
/* A NULL came instead of a value: whatever gave it has failed. */
void *pm_format_fail_null(struct pm_format *self);

/* The next item, packed: new; NULL: failed. */
pymgr_value *pm_pack_item(struct pm_format *self);
/* The next key of a dict, packed, `name=` or `KEY:`: new; NULL: failed. */
pymgr_value *pm_pack_key(struct pm_format *self);

#endif
