/* SPDX-License-Identifier: MIT
 *
 * Starting pymgrd as a child process. The key goes through a file that has no name and is open in the child
 * alone, so that it shows neither in its arguments nor in its environment; the address comes back on the
 * child's standard output. The child has a process group of its own: Ctrl-C at the terminal does not end it,
 * as in Python.
 */
#include "base/memory.h"
#include "client/deadline.h"
#include "client/errand.h"
#include "client/manager.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/rand.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    START_TIMEOUT = 10,
    SHUTDOWN_TIMEOUT = 1, /* seconds */
    RANDOM_KEY = 32,      /* bytes */
    KEY_FILE = 3,         /* the child's descriptor for the key */
    ABOVE_STANDARD = 10,  /* descriptors from here on do not get into the way of those that the child wants */
    MOST_ARGS = 1024,     /* in pymgr_start_options.args */
    LINE_SIZE = 512,      /* of the child's first line */
};

extern char **environ;

struct pm_started {
    pid_t pid;    /* 0: none yet, or it has ended and was waited for */
    pid_t parent; /* who may end it */
    int watch;    /* a pidfd; -1: none */
    double patience;
    char *folder, *address; /* of its own socket; or NULL */
};

int pm_started_pid(const struct pm_started *started)
{
    return (int)started->pid;
}

static int system_fault(struct pymgr_error *error, const char *what)
{
    return pm_fault(error, PYMGR_SYSTEM, "%s: %s", what, strerror(errno));
}

/* --- the end -------------------------------------------------------------------------------------------- */

static void wait_for_end(struct pm_started *started)
{
    while (waitpid(started->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    started->pid = 0;
}

/* Whether the child ends by then; it is then waited for. */
static bool ends_in(struct pm_started *started, double seconds)
{
    struct pollfd watched = { .fd = started->watch, .events = POLLIN };
    struct pm_deadline deadline = pm_deadline_in(seconds);
    int count;

    do
        count = poll(&watched, 1, pm_poll_time(deadline));
    while (count < 0 && errno == EINTR);
    if (count <= 0)
        return false;
    wait_for_end(started);
    return true;
}

/* Whether it ends because it is asked to. */
static bool ends_when_asked(struct pm_started *started, const struct pm_endpoint *endpoint)
{
    struct pm_errand errand;

    if (pm_errand_begin(&errand, endpoint, started->patience, NULL) != 0)
        return false;
    pymgr_unref(pm_errand_ask(&errand, started->patience, "shutdown", NULL, NULL, NULL));
    pm_errand_end(&errand);
    return ends_in(started, started->patience);
}

static void end_process(struct pm_started *started, const struct pm_endpoint *endpoint)
{
    if (endpoint != NULL && ends_when_asked(started, endpoint))
        return;
    kill(started->pid, SIGTERM);
    if (ends_in(started, started->patience))
        return;
    kill(started->pid, SIGKILL);
    wait_for_end(started);
}

void pm_started_end(struct pm_started *started, const struct pm_endpoint *endpoint)
{
    if (started->pid != 0 && started->parent == getpid())
        end_process(started, endpoint);
    if (started->watch >= 0)
        close(started->watch);
    if (started->folder != NULL && started->parent == getpid()) {
        if (started->address != NULL)
            unlink(started->address);
        rmdir(started->folder);
    }
    pm_free(started->folder);
    pm_free(started->address);
    pm_free(started);
}

/* --- what the child is given ---------------------------------------------------------------------------- */

/* "A/B": new; NULL: no memory. */
static char *join(const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 2;
    char *text = pm_malloc(size);

    if (text != NULL)
        snprintf(text, size, "%s/%s", a, b);
    return text;
}

/* A socket's address in a folder of its own, which the struct owns. */
static int make_address(struct pm_started *started, struct pymgr_error *error)
{
    const char *place = getenv("TMPDIR");
    char *folder = join(place == NULL || place[0] == '\0' ? "/tmp" : place, "pymgr-XXXXXX");

    if (folder == NULL)
        return pm_fault_nomem(error);
    if (mkdtemp(folder) == NULL) {
        pm_free(folder);
        return system_fault(error, "cannot make a folder for the socket");
    }
    started->folder = folder;
    started->address = join(folder, "manager");
    return started->address == NULL ? pm_fault_nomem(error) : 0;
}

static bool write_all(int fd, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(fd, bytes, size);

        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0) {
            bytes += count;
            size -= (size_t)count;
        }
    }
    return true;
}

/* A descriptor above those that the child wants: `fd` itself is closed. -1 with errno. */
static int move_up(int fd)
{
    int higher = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ABOVE_STANDARD);

    if (fd >= 0)
        close(fd);
    return higher;
}

/* A file without a name that has the key: a descriptor; -1. */
static int make_key_file(const struct pymgr_options *options, struct pymgr_error *error)
{
    int fd = move_up(memfd_create("pymgr-authkey", MFD_CLOEXEC));

    if (fd < 0)
        return system_fault(error, "cannot make a file for the key");
    if (write_all(fd, options->authkey, options->authkey_size))
        return fd;
    system_fault(error, "cannot write the key");
    close(fd);
    return -1;
}

static const char *program_of(const struct pymgr_start_options *start)
{
    const char *program = start->program != NULL ? start->program : getenv("PYMGRD");

    if (program != NULL && program[0] != '\0')
        return program;
    return access(PM_BINDIR "/pymgrd", X_OK) == 0 ? PM_BINDIR "/pymgrd" : "pymgrd";
}

/* --- starting ------------------------------------------------------------------------------------------- */

static int spawn_with(
    pid_t *pidp, char *const *args, posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes)
{
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
    return posix_spawnp(pidp, args[0], files, attributes, args, environ);
}

/* Descriptors 0, 1 and KEY_FILE of the child are set; standard error is shared. 0, or an errno. */
static int spawn(pid_t *pidp, char *const *args, int output, int key_file)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int number = ENOMEM;

    if (posix_spawn_file_actions_init(&files) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) == 0) {
        if (posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) == 0 &&
            posix_spawn_file_actions_adddup2(&files, output, 1) == 0 &&
            posix_spawn_file_actions_adddup2(&files, key_file, KEY_FILE) == 0)
            number = spawn_with(pidp, args, &files, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return number;
}

/* Starts the program with its output and key file: 0, or -1. */
static int start_program(struct pm_started *started, const struct pymgr_start_options *start,
    const char *address, int output, int key_file, struct pymgr_error *error)
{
    const char *args[MOST_ARGS + 6] = { program_of(start), "--listen", address, "--authkey-file",
        "/dev/fd/3" };
    size_t count = 5;
    int number;

    for (size_t i = 0; start->args != NULL && start->args[i] != NULL; i++) {
        if (i == MOST_ARGS)
            return pm_fault(error, PYMGR_INVALID, "more than %d arguments", MOST_ARGS);
        args[count++] = start->args[i];
    }
    number = spawn(&started->pid, (char *const *)(uintptr_t)args, output, key_file);
    if (number != 0)
        return pm_fault(error, PYMGR_SYSTEM, "cannot start %s: %s", args[0], strerror(number));
    started->watch = pidfd_open(started->pid, 0);
    return started->watch >= 0 ? 0 : system_fault(error, "cannot watch the server's process");
}

/* Reads the child's first line, without its end. */
static int read_line(int fd, double timeout, char line[LINE_SIZE], struct pymgr_error *error)
{
    struct pm_deadline deadline = pm_deadline_in(timeout);
    struct pollfd watched = { .fd = fd, .events = POLLIN };
    size_t size = 0;

    while (size < LINE_SIZE - 1) {
        int ready = poll(&watched, 1, pm_poll_time(deadline));
        ssize_t count = ready > 0 ? read(fd, line + size, 1) : 0;

        if (ready == 0)
            return pm_fault(error, PYMGR_TIMED_OUT, "the server did not listen in time");
        if ((ready < 0 || count < 0) && errno == EINTR)
            continue;
        if (count <= 0)
            return pm_fault(error, PYMGR_SYSTEM, "the server ended instead of listening");
        if (line[size] == '\n')
            break;
        size++;
    }
    line[size] = '\0';
    return 0;
}

/* Starts the server and learns where it listens. */
static int start_server(struct pm_started *started, const struct pymgr_options *options,
    const struct pymgr_start_options *start, char line[LINE_SIZE], struct pymgr_error *error)
{
    const char *address = options->address == NULL ? started->address : options->address;
    int key_file = make_key_file(options, error), output[2], result;

    if (key_file < 0)
        return -1;
    if (pipe2(output, O_CLOEXEC) != 0) {
        close(key_file);
        return system_fault(error, "cannot make a pipe");
    }
    output[1] = move_up(output[1]);
    result = output[1] < 0 ? system_fault(error, "cannot make a pipe")
                           : start_program(started, start, address, output[1], key_file, error);
    if (output[1] >= 0)
        close(output[1]);
    close(key_file);
    if (result == 0)
        result = read_line(
            output[0], start->start_timeout > 0 ? start->start_timeout : START_TIMEOUT, line, error);
    close(output[0]);
    return result;
}

/* A manager of the server that was started; what was started is taken, and ended if that fails. */
static pymgr_manager *manage(struct pm_started *started, const struct pymgr_options *options,
    const struct pymgr_start_options *start, struct pymgr_error *error)
{
    static const char prefix[] = "manager ";
    char line[LINE_SIZE];
    struct pm_endpoint *endpoint = NULL;
    pymgr_manager *manager = NULL;

    if ((options->address != NULL || make_address(started, error) == 0) &&
        start_server(started, options, start, line, error) == 0) {
        if (strncmp(line, prefix, sizeof prefix - 1) == 0)
            endpoint = pm_endpoint_of_options(options, line + sizeof prefix - 1, error);
        else
            pm_fault(error, PYMGR_SYSTEM, "the server said '%.100s' instead of its address", line);
    }
    if (endpoint != NULL)
        manager = pm_manager_new(endpoint, started, error);
    if (manager == NULL)
        pm_started_end(started, NULL);
    return manager == NULL || pymgr_ping(manager, error) == 0 ? manager : pymgr_close(manager);
}

pymgr_manager *pymgr_start(
    const struct pymgr_options *options, const struct pymgr_start_options *start, struct pymgr_error *error)
{
    static const struct pymgr_start_options by_default;
    struct pymgr_options filled = *options;
    struct pm_started *started = pm_calloc(1, sizeof *started);
    unsigned char key[RANDOM_KEY];

    if (started == NULL) {
        pm_fault_nomem(error);
        return NULL;
    }
    start = start == NULL ? &by_default : start;
    *started = (struct pm_started){ .watch = -1,
        .parent = getpid(),
        .patience = start->shutdown_timeout > 0 ? start->shutdown_timeout : SHUTDOWN_TIMEOUT };
    if (filled.authkey == NULL && RAND_bytes(key, sizeof key) == 1) {
        filled.authkey = key;
        filled.authkey_size = sizeof key;
    }
    return manage(started, &filled, start, error);
}
