/* SPDX-License-Identifier: MIT
 *
 * Many processes, on one machine or several, change one thing, each of them only while it holds a lock: a
 * total in a shared dict is read, increased and written again. Without the lock some of it would be lost.
 *
 *     distributed_lock [TIMES]
 *
 * Start several, and distributed_lock.py with them.
 */
#include <pymgr/pymgr.h>

#include <stdio.h>
#include <stdlib.h>

/* total += 1, as it must not be done without the lock: the new total; -1. */
static int64_t increase(pymgr_proxy *totals, struct pymgr_error *error)
{
    pymgr_value *value = pymgr_shared_dict_get_default(totals, pymgr_str("total"), pymgr_int(0), error);
    int64_t total;
    int unpacked = pymgr_unpack(value, error, "I", &total); /* a NULL value fails here, too */

    pymgr_unref(value);
    if (unpacked < 0)
        return -1;
    total++;
    return pymgr_shared_dict_set(totals, pymgr_str("total"), pymgr_int(total), error) < 0 ? -1 : total;
}

/*
 * The same with the lock. To the server the lock belongs to nobody in particular, as threading.Lock in
 * Python: whoever has acquired it must release it, also after a failure. pymgrd does that itself for a client
 * whose connection ends; a server in Python does not.
 */
static int64_t increase_alone(pymgr_proxy *guard, pymgr_proxy *totals, struct pymgr_error *error)
{
    int64_t total;

    /* Less than 0 is for ever. With a timeout the result may be 0: the lock was not to be had in time. */
    if (pymgr_lock_acquire(guard, -1, error) < 0)
        return -1;
    total = increase(totals, error);
    return pymgr_lock_release(guard, error) < 0 ? -1 : total;
}

int main(int argc, char **argv)
{
    struct pymgr_options options = pymgr_options_from_environment();
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_manager *manager = pymgr_connect(&options, &error);
    pymgr_proxy *guard = manager == NULL ? NULL : pymgr_get(manager, "guard", &error);
    pymgr_proxy *totals = guard == NULL ? NULL : pymgr_get(manager, "totals", &error);
    int times = argc > 1 ? atoi(argv[1]) : 100, done = 0;
    int64_t total = 0;

    while (totals != NULL && done < times && (total = increase_alone(guard, totals, &error)) >= 0)
        done++;
    if (error.code == PYMGR_OK)
        printf("added %d; the total is now %lld\n", done, (long long)total);
    else
        fprintf(stderr, "%s\n", error.text);
    pymgr_proxy_unref(totals);
    pymgr_proxy_unref(guard);
    pymgr_close(manager);
    pymgr_error_clear(&error);
    return done < times;
}
