/* SPDX-License-Identifier: MIT
 *
 * A direct-mapped cache: a name's hash picks its one slot, a newer name takes the slot over. Long names are
 * not kept, so that the cache stays small whatever a stranger sends.
 */
#include "codec/xmlrpc_loader.h"

enum { LONGEST_KEPT = 32 };

static pymgr_value **slot_of(struct pm_xmlrpc_keys *keys, const char *text, size_t size)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return &keys->slots[(hash ^ hash >> 16) % PM_XMLRPC_KEY_SLOTS];
}

static bool is_text(const pymgr_value *key, const char *text, size_t size)
{
    const struct pm_text *self = PM_CONST_CAST(pm_text, key);

    return self->size == size && memcmp(self->bytes, text, size) == 0;
}

pymgr_value *pm_xmlrpc_key(struct pm_xmlrpc_keys *keys, const char *text, size_t size)
{
    pymgr_value **slot;
    pymgr_value *key;

    if (size > LONGEST_KEPT)
        return pm_str_trusted(text, size);
    slot = slot_of(keys, text, size);
    if (*slot != NULL && is_text(*slot, text, size))
        return pymgr_ref(*slot);
    key = pm_str_trusted(text, size);
    if (key == NULL)
        return NULL;
    pymgr_unref(*slot);
    *slot = pymgr_ref(key);
    return key;
}

void pm_xmlrpc_keys_free(struct pm_xmlrpc_keys *keys)
{
    for (size_t i = 0; i < PM_XMLRPC_KEY_SLOTS; i++)
        keys->slots[i] = pymgr_unref(keys->slots[i]);
}
