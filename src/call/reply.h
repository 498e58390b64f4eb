/* SPDX-License-Identifier: MIT
 *
 * A reply is the pair (kind, value). Its kinds are multiprocessing.managers' own.
 */
#ifndef PM_CALL_REPLY_H
#define PM_CALL_REPLY_H

#include "value/value.h"

enum pm_reply_kind {
    PM_REPLY_RETURN,
    PM_REPLY_ERROR,          /* value: the exception, for the peer to raise */
    PM_REPLY_TRACEBACK,      /* value: text, for the peer to raise as RemoteError */
    PM_REPLY_PROXY,          /* value: (exposed, token) */
    PM_REPLY_UNSERIALIZABLE, /* value: text */
};

/* (kind, value), value taken: new. */
pymgr_value *pm_reply_new(enum pm_reply_kind kind, pymgr_value *value);
/*
 * Makes a tuple of two items that nobody else sees the reply (kind, value), of borrowed items: for a message
 * to be written, after which it is made empty again. -1: no memory, and it is empty.
 */
int pm_reply_fill(pymgr_value *tuple, enum pm_reply_kind kind, pymgr_value *value);
void pm_reply_empty(pymgr_value *tuple);
/* What a reply is, its value borrowed in *valuep. False: not a reply. */
bool pm_reply_parse(const pymgr_value *reply, enum pm_reply_kind *kindp, pymgr_value **valuep);
const char *pm_reply_kind_name(enum pm_reply_kind kind); /* "#RETURN" ... */

#endif
