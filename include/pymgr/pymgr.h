/* SPDX-License-Identifier: MIT
 *
 * libpymgr: Python's multiprocessing.managers in C. This header includes all the others:
 *
 *     <pymgr/client.h>    managers and proxies: connect to a server, call its objects
 *     <pymgr/proxies.h>   a function for each method of SyncManager's types
 *     <pymgr/async.h>     calls that do not block, for programs with a loop of their own
 *     <pymgr/value.h>     Python values: what goes into a call and comes out of it
 *     <pymgr/pack.h>      values from format strings, and back
 *     <pymgr/error.h>     what went wrong
 *     <pymgr/server.h>    a server inside this program
 *
 * Ten minutes are enough for a first program. This one takes jobs from a queue that Python fills, and counts
 * them in a dict that Python reads; link it with `pkg-config --libs pymgr`:
 *
 *     #include <pymgr/pymgr.h>
 *     #include <stdio.h>
 *
 *     int main(void)
 *     {
 *         struct pymgr_options options = {
 *             .address = "127.0.0.1:50000", .authkey = "secret", .authkey_size = 6
 *         };
 *         struct pymgr_error error = PYMGR_ERROR_INIT;
 *         pymgr_manager *manager = pymgr_connect(&options, &error);
 *         pymgr_proxy *jobs = manager == NULL ? NULL : pymgr_get(manager, "jobs", &error);
 *         pymgr_proxy *done = jobs == NULL ? NULL : pymgr_get(manager, "done", &error);
 *         pymgr_value *job = NULL;
 *
 *         while (done != NULL && (job = pymgr_queue_get(jobs, 10, &error)) != NULL)
 *             pymgr_shared_dict_set(done, job, pymgr_str("by C"), &error);
 *         if (!pymgr_error_is(&error, "queue.Empty"))
 *             fprintf(stderr, "%s\n", error.text);
 *         pymgr_proxy_unref(done);
 *         pymgr_proxy_unref(jobs);
 *         pymgr_close(manager);
 *         pymgr_error_clear(&error);
 *         return 0;
 *     }
 *
 * The rest is a matter of looking things up. Each header begins with what must be known of its part, then
 * documents every function. Names begin with pymgr_; a program that uses proxies, values and errors need know
 * three rules:
 *
 * - what a function returns as "new" must be released: values by pymgr_unref, proxies by pymgr_proxy_unref,
 *   text by free(). A value that is passed to a function that "takes" it is gone;
 * - a function that fails returns NULL or -1 and fills the error, if one was passed;
 * - proxies and managers may be used by all threads, values and errors by one at a time, unless nobody
 *   changes them.
 */
#ifndef PYMGR_PYMGR_H
#define PYMGR_PYMGR_H

#include <pymgr/async.h>
#include <pymgr/client.h>
#include <pymgr/error.h>
#include <pymgr/pack.h>
#include <pymgr/proxies.h>
#include <pymgr/server.h>
#include <pymgr/value.h>

#endif
