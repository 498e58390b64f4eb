/* SPDX-License-Identifier: MIT
 *
 * Threads and forks: who is who to the server, and what is left of each.
 */
#include "client/lane.h"

#include "client/deadline.h"
#include "client/manager.h"
#include "client/puppet.h"
#include "client/served.h"
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* lock.acquire(blocking=False): 1, 0, or -1. */
static int try_lock(pymgr_proxy *lock)
{
    pymgr_value *got = pymgr_call(lock, NULL, "acquire", "b", 0);
    int result = got == NULL ? -1 : pymgr_bool_value(got);

    pymgr_unref(got);
    return result;
}

static void *try_in_thread(void *lock)
{
    return (void *)(intptr_t)try_lock(lock);
}

static int try_in_another(pymgr_proxy *lock)
{
    pthread_t thread;
    void *result;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, try_in_thread, lock), 0);
    pthread_join(thread, &result);
    return (int)(intptr_t)result;
}

static void each_thread_is_somebody_else(void)
{
    struct pm_served served;
    pymgr_proxy *lock;

    pm_serve(&served);
    lock = pymgr_create(served.manager, NULL, "RLock", NULL);
    CU_ASSERT_EQUAL(try_lock(lock), 1);
    CU_ASSERT_EQUAL(try_lock(lock), 1);
    CU_ASSERT_EQUAL(try_in_another(lock), 0);
    pymgr_unref(pymgr_call(lock, NULL, "release", NULL));
    pymgr_unref(pymgr_call(lock, NULL, "release", NULL));
    CU_ASSERT_EQUAL(try_in_another(lock), 1);
    pymgr_proxy_unref(lock);
    pm_served_end(&served);
}

static void connections_go_with_their_thread(void)
{
    struct pm_served served;
    pymgr_proxy *lock;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    lock = pymgr_create(served.manager, NULL, "Lock", NULL);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(try_in_another(lock) >= 0);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    CU_ASSERT_TRUE(try_lock(lock) >= 0);
    CU_ASSERT_EQUAL(pm_open_files(), before + 1);
    pymgr_proxy_unref(lock);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    pm_served_end(&served);
}

/* Two threads that wait for one another: each has to have called before the other may end. */
struct meeting {
    pymgr_proxy *lock;
    pthread_barrier_t barrier;
};

static void *meet(void *context)
{
    struct meeting *meeting = context;

    CU_ASSERT_TRUE(try_lock(meeting->lock) >= 0);
    pthread_barrier_wait(&meeting->barrier);
    pthread_barrier_wait(&meeting->barrier);
    return NULL;
}

/* The last proxy takes the connections of all threads with it. */
static void connections_go_with_the_last_proxy(void)
{
    struct pm_served served;
    struct meeting meeting;
    pthread_t thread;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    pthread_barrier_init(&meeting.barrier, NULL, 2);
    meeting.lock = pymgr_create(served.manager, NULL, "Lock", NULL);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, meet, &meeting), 0);
    pthread_barrier_wait(&meeting.barrier);
    CU_ASSERT_EQUAL(pm_open_files(), before + 1);
    pymgr_proxy_unref(meeting.lock);
    CU_ASSERT_EQUAL(pm_open_files(), before);
    pthread_barrier_wait(&meeting.barrier);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&meeting.barrier);
    pm_served_end(&served);
}

static void managers_of_one_server_share_connections(void)
{
    struct pm_served served;
    pymgr_manager *other;
    pymgr_proxy *one, *two;
    unsigned before;

    pm_serve(&served);
    other = pymgr_connect(&served.options, NULL);
    CU_ASSERT_PTR_EQUAL(pm_manager_endpoint(other), pm_manager_endpoint(served.manager));
    before = pm_open_files();
    one = pymgr_create(served.manager, NULL, "Lock", NULL);
    two = pymgr_create(other, NULL, "Lock", NULL);
    pymgr_close(other);
    CU_ASSERT_TRUE(try_lock(one) >= 0 && try_lock(two) >= 0);
    CU_ASSERT_EQUAL(pm_open_files(), before + 1);
    pymgr_proxy_unref(one);
    pymgr_proxy_unref(two);
    pm_served_end(&served);
}

/* --- cancelling --- */

static void *get_in_thread(void *queue)
{
    struct pymgr_error error = PYMGR_ERROR_INIT;
    pymgr_value *got = pymgr_call(queue, &error, "get", NULL);
    enum pymgr_code code = got == NULL ? error.code : PYMGR_OK;

    pymgr_unref(got);
    pymgr_error_clear(&error);
    return (void *)(intptr_t)code;
}

static void waiting_calls_are_cancelled(void)
{
    struct pm_served served;
    pymgr_proxy *queue;
    pthread_t thread;
    void *code = NULL;

    pm_serve(&served);
    queue = pymgr_create(served.manager, NULL, "Queue", NULL);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, get_in_thread, queue), 0);
    /* Until it has been hit, for it may not wait yet. */
    while (pthread_tryjoin_np(thread, &code) != 0) {
        pymgr_cancel(served.manager);
        usleep(1000);
    }
    CU_ASSERT_EQUAL((intptr_t)code, PYMGR_CANCELLED);
    CU_ASSERT_TRUE(pymgr_call(queue, NULL, "qsize", NULL) != NULL);
    pymgr_proxy_unref(queue);
    pm_served_end(&served);
}

/* --- forks --- */

/* Runs in a child: its exit status. */
static int in_child(
    int (*run)(struct pm_served *served, pymgr_proxy *proxy), struct pm_served *served, pymgr_proxy *proxy)
{
    pid_t pid;
    int status;

    fflush(NULL);
    pid = fork();
    CU_ASSERT_TRUE_FATAL(pid >= 0);
    if (pid == 0)
        _exit(run(served, proxy));
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int lock_and_keep(struct pm_served *served, pymgr_proxy *lock)
{
    (void)served;
    return try_lock(lock) == 0 ? 0 : 1; /* the parent has it */
}

static int refs_of(struct pm_served *served)
{
    char *info = pymgr_debug_info(served->manager, NULL);
    const char *found = info == NULL ? NULL : strstr(info, "refcount=");
    int count = found == NULL ? -1 : atoi(found + strlen("refcount="));

    free(info);
    return count;
}

static int count_and_drop(struct pm_served *served, pymgr_proxy *lock)
{
    if (pymgr_after_fork(served->manager, NULL) != 0 || refs_of(served) != 2)
        return 1;
    pymgr_proxy_unref(lock);
    return refs_of(served) == 1 ? 0 : 2;
}

static int only_drop(struct pm_served *served, pymgr_proxy *lock)
{
    pymgr_proxy_unref(lock);
    pymgr_close(served->manager);
    return 0;
}

static int count_files(struct pm_served *served, pymgr_proxy *lock)
{
    (void)served;
    (void)lock;
    return (int)pm_open_files();
}

static void a_child_is_somebody_else(void)
{
    struct pm_served served;
    pymgr_proxy *lock;

    pm_serve(&served);
    lock = pymgr_create(served.manager, NULL, "RLock", NULL);
    CU_ASSERT_EQUAL(try_lock(lock), 1);
    CU_ASSERT_EQUAL(in_child(lock_and_keep, &served, lock), 0);
    CU_ASSERT_EQUAL(try_lock(lock), 1);
    pymgr_proxy_unref(lock);
    pm_served_end(&served);
}

static void a_child_has_references_of_its_own(void)
{
    struct pm_served served;
    pymgr_proxy *lock;

    pm_serve(&served);
    lock = pymgr_create(served.manager, NULL, "Lock", NULL);
    CU_ASSERT_EQUAL(refs_of(&served), 1);
    CU_ASSERT_EQUAL(in_child(count_and_drop, &served, lock), 0);
    CU_ASSERT_EQUAL(in_child(only_drop, &served, lock), 0);
    CU_ASSERT_EQUAL(refs_of(&served), 1);
    pymgr_proxy_unref(lock);
    pm_served_end(&served);
}

/* The parent's connection is not open in the child, which would keep it alive for the server. */
static void a_child_has_no_connection_of_its_parents(void)
{
    struct pm_served served;
    pymgr_proxy *lock;
    unsigned before;

    pm_serve(&served);
    before = pm_open_files();
    lock = pymgr_create(served.manager, NULL, "Lock", NULL);
    CU_ASSERT_EQUAL(try_lock(lock), 1);
    CU_ASSERT_EQUAL((unsigned)in_child(count_files, &served, lock), before);
    pymgr_proxy_unref(lock);
    pm_served_end(&served);
}

/* --- a server that takes its time --- */

static const struct pm_auth_policy policy = { .key = (const unsigned char *)"sesame", .key_size = 6 };

/* Admits a client late, and then says nothing. */
static void dawdle(int listener)
{
    struct pm_puppet puppet = { .fd = accept(listener, NULL, NULL) };

    alarm(60); /* a failing test leaves nothing behind */
    usleep(800000);
    pm_puppet_admit(&puppet, &policy);
    pm_puppet_drain(&puppet);
    _exit(0);
}

static void connecting_has_one_deadline_for_all(void)
{
    struct pm_endpoint_options options = { .address = { .kind = PM_ADDRESS_TCP, .host = "127.0.0.1" },
        .key = policy.key,
        .key_size = policy.key_size,
        .codec = &pm_codec_pickle,
        .connect_timeout = 1 };
    struct pymgr_error error = PYMGR_ERROR_INIT;
    int listener = pm_puppet_listen(&options.address);
    struct pm_endpoint *endpoint = pm_endpoint_find(&options, &error);
    int64_t start = pm_now();
    pid_t pid = fork();

    if (pid == 0)
        dawdle(listener);
    close(listener);
    CU_ASSERT_PTR_NULL(pm_lane_take(endpoint, &error));
    CU_ASSERT_EQUAL(error.code, PYMGR_TIMED_OUT);
    CU_ASSERT_TRUE(pm_now() - start < 1700000000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    pm_endpoint_unref(endpoint);
    pymgr_error_clear(&error);
}

static const struct pm_test tests[] = {
    { "connecting has one deadline for all", connecting_has_one_deadline_for_all },
    { "each thread is somebody else", each_thread_is_somebody_else },
    { "connections go with their thread", connections_go_with_their_thread },
    { "connections go with the last proxy", connections_go_with_the_last_proxy },
    { "managers of one server share connections", managers_of_one_server_share_connections },
    { "waiting calls are cancelled", waiting_calls_are_cancelled },
    { "a child is somebody else", a_child_is_somebody_else },
    { "a child has references of its own", a_child_has_references_of_its_own },
    { "a child has no connection of its parent's", a_child_has_no_connection_of_its_parents },
};

const struct pm_suite pm_suite_lane = { "client/lane", PM_SUITE(tests) };
