/* SPDX-License-Identifier: MIT */
#include "codec/codec.h"

#include "base/memory.h"
#include "codec/scratch.h"

const struct pm_codec pm_codec_pickle = { .name = "pickle", .load = pm_pickle_load, .dump = pm_pickle_dump };

const struct pm_codec pm_codec_xmlrpc = {
    .name = "xmlrpclib", .load = pm_xmlrpc_load, .dump = pm_xmlrpc_dump
};

struct pm_scratch *pm_scratch_new(void)
{
    return pm_calloc(1, sizeof(struct pm_scratch));
}

struct pm_scratch *pm_scratch_free(struct pm_scratch *scratch)
{
    if (scratch == NULL)
        return NULL;
    pm_pickle_loader_free(scratch->pickle_loader);
    pm_pickle_dumper_free(scratch->pickle_dumper);
    pm_xmlrpc_loader_free(scratch->xmlrpc_loader);
    pm_proxies_clear(&scratch->proxies);
    pm_free(scratch->proxies.values);
    pm_free(scratch);
    return NULL;
}
