/* SPDX-License-Identifier: MIT
 *
 * Constructors of Python that pickles name and whose results are values of ours, not instances.
 */
#ifndef PM_CODEC_PICKLE_CONSTRUCT_H
#define PM_CODEC_PICKLE_CONSTRUCT_H

#include "value/value.h"

/*
 * What callable(*args) is, if it is such a constructor and these are arguments that it takes: new in *valuep;
 * else NULL there. `python2` says that the pickle may be Python 2's, in which bytes are str. 0, or -1 with
 * *error filled (an unhashable item, no memory).
 */
int pm_pickle_construct(const pymgr_value *callable, const pymgr_value *args, bool python2,
    pymgr_value **valuep, struct pm_error *error);

#endif
