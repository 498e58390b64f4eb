/* SPDX-License-Identifier: MIT
 *
 * A shared object (the referent of proxies): an instance of a pm_type, its ident, and how many holders there
 * are. Everything here happens under the server's lock.
 */
#ifndef PM_OBJECT_OBJECT_H
#define PM_OBJECT_OBJECT_H

#include "object/type.h"

struct pm_object {
    const struct pm_type *type;
    void *self;     /* the type's instance struct: owned */
    uint64_t refs;  /* holders inside the server: the registry, waiting calls, iterators */
    uint64_t ident; /* never reused; 0 until the object is registered */
    bool
        holds_proxies; /* a call has brought proxies of the server's own objects: it may be part of a cycle */
};

/* An object with one reference; self taken (destroyed on failure): new, NULL: no memory. */
struct pm_object *pm_object_create(const struct pm_type *type, void *self);
struct pm_object *pm_object_ref(struct pm_object *object);
struct pm_object *pm_object_unref(struct pm_object *object); /* returns NULL; the last one destroys */

/* The address that Python would print, `0x7f...`: stable for the life of the object. */
void pm_object_put_address(struct pm_buffer *out, const struct pm_object *object);

#endif
