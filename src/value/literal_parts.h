/* SPDX-License-Identifier: MIT
 *
 * The parts of a literal that have a file of their own. Each that reads does so at the present position: new,
 * or NULL with the reader's error filled.
 */
#ifndef PM_VALUE_LITERAL_PARTS_H
#define PM_VALUE_LITERAL_PARTS_H

#include "value/literal.h"

/* Whether a number begins here, and one number without its sign: `negative` says that a minus stood before
 * it. */
bool pm_literal_at_number(const struct pm_literal_reader *reader);
pymgr_value *pm_literal_number(struct pm_literal_reader *reader, bool negative);

/* Whether a str or bytes literal begins here, and adjacent ones as one value. */
bool pm_literal_at_text(const struct pm_literal_reader *reader);
pymgr_value *pm_literal_text(struct pm_literal_reader *reader);

/* A kind that is written as a call: `range(0, 3)`. */
struct pm_literal_maker {
    const char *name;
    size_t least, most; /* arguments */
    /* Of a list of arguments: new, or NULL with *error filled. */
    pymgr_value *(*make)(const pymgr_value *args, struct pm_error *error);
};

const struct pm_literal_maker *pm_literal_maker_find(const char *name, size_t length); /* NULL: none */

static inline char pm_literal_peek(const struct pm_literal_reader *reader, size_t ahead)
{
    size_t at = reader->position + ahead;

    return at < reader->size ? reader->text[at] : '\0';
}

#endif
