/* SPDX-License-Identifier: MIT
 *
 * What a scratch holds: one pointer for each codec, made at first use and released by that codec's own
 * function, and the proxies of the last message.
 */
#ifndef PM_CODEC_SCRATCH_H
#define PM_CODEC_SCRATCH_H

#include "codec/codec.h"
#include "codec/proxies.h"

struct pm_pickle_loader; /* pickle_load.c: stack, marks and memo */
struct pm_pickle_dumper; /* pickle_dump.c: memo by identity */
struct pm_xmlrpc_loader; /* xmlrpc_load.c: the parser context and its stack */

struct pm_scratch {
    struct pm_pickle_loader *pickle_loader;
    struct pm_pickle_dumper *pickle_dumper;
    struct pm_xmlrpc_loader *xmlrpc_loader;
    struct pm_proxies proxies;
};

void pm_pickle_loader_free(struct pm_pickle_loader *loader);
void pm_pickle_dumper_free(struct pm_pickle_dumper *dumper);
void pm_xmlrpc_loader_free(struct pm_xmlrpc_loader *loader);

int pm_pickle_load(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error);
int pm_pickle_dump(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
    struct pm_buffer *out, struct pm_error *error);
int pm_xmlrpc_load(struct pm_scratch *scratch, const unsigned char *bytes, size_t size,
    struct pm_dialect *dialect, pymgr_value **valuep, struct pm_error *error);
int pm_xmlrpc_dump(struct pm_scratch *scratch, const struct pm_dialect *dialect, const pymgr_value *value,
    struct pm_buffer *out, struct pm_error *error);

#endif
