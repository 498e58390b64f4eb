/* SPDX-License-Identifier: MIT
 *
 * pymgr: a manager server from the command line.
 */
#include "pymgr/options.h"
#include "pymgr/output.h"

#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

/* A standard descriptor that is closed is taken, the wrong way round, so that its number does not become that
 * of a connection, and using it still fails. */
static void occupy_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(PM_EXIT_FAILED);
    }
}

int main(int argc, char **argv)
{
    struct pm_order order;
    enum pm_exit output;
    int status;

    occupy_standard_descriptors();
    setlocale(LC_CTYPE, ""); /* for the width of characters */
    status = pm_order_read(&order, argc, argv);
    if (status < 0) {
        status = (int)order.command->run(&order.tool, order.count, order.words);
        pm_order_free(&order);
    }
    output = pm_finish_output();
    return output == PM_EXIT_FINE ? status : (int)output;
}
