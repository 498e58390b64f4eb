/* SPDX-License-Identifier: MIT */
#include "server/listener.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct pymgr_server_options keyed = { .authkey = "k", .authkey_size = 1 };

static void a_port_is_chosen_and_told(void)
{
    pymgr_server *server = pymgr_server_new(&keyed, NULL);
    char bound[PYMGR_MESSAGE_SIZE];
    struct pm_address address;
    struct pm_error error;

    CU_ASSERT_EQUAL(pymgr_server_listen(server, "127.0.0.1:0", bound, NULL), 0);
    CU_ASSERT_EQUAL(pm_address_parse(bound, &address, &error), 0);
    CU_ASSERT_STRING_EQUAL(address.host, "127.0.0.1");
    CU_ASSERT(address.port != 0);
    pymgr_server_free(server);
}

struct folder {
    char name[32], path[64];
};

static void make_folder(struct folder *folder)
{
    strcpy(folder->name, "/tmp/pymgr-unit-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder->name));
    snprintf(folder->path, sizeof folder->path, "%s/socket", folder->name);
}

static void a_live_socket_is_refused_and_a_dead_one_replaced(void)
{
    struct folder folder;
    pymgr_server *first = pymgr_server_new(&keyed, NULL), *second = pymgr_server_new(&keyed, NULL);
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    struct stat status;
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);

    make_folder(&folder);
    strcpy(name.sun_path, folder.path);
    CU_ASSERT_EQUAL(bind(dead, (struct sockaddr *)&name, sizeof name), 0);
    close(dead);
    CU_ASSERT_EQUAL(pymgr_server_listen(first, folder.path, NULL, NULL), 0);
    CU_ASSERT_EQUAL(stat(folder.path, &status), 0);
    CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
    CU_ASSERT_EQUAL(pymgr_server_listen(second, folder.path, NULL, NULL), -1);
    pymgr_server_free(second);
    CU_ASSERT_EQUAL(stat(folder.path, &status), 0); /* still the first one's */
    pymgr_server_free(first);
    CU_ASSERT_EQUAL(stat(folder.path, &status), -1);
    rmdir(folder.name);
}

static void a_file_in_the_way_is_left_alone(void)
{
    struct folder folder;
    pymgr_server *server = pymgr_server_new(&keyed, NULL);
    struct stat status;
    FILE *file;

    make_folder(&folder);
    file = fopen(folder.path, "w");
    fclose(file);
    CU_ASSERT_EQUAL(pymgr_server_listen(server, folder.path, NULL, NULL), -1);
    pymgr_server_free(server);
    CU_ASSERT_EQUAL(stat(folder.path, &status), 0);
    unlink(folder.path);
    rmdir(folder.name);
}

static void what_cannot_be_bound_is_told(void)
{
    pymgr_server *server = pymgr_server_new(&keyed, NULL);
    char message[PYMGR_MESSAGE_SIZE] = "";

    CU_ASSERT_EQUAL(pymgr_server_listen(server, "/no/such/folder/socket", NULL, message), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(message, "cannot listen at /no/such/folder/socket: No such file"));
    CU_ASSERT_EQUAL(pymgr_server_listen(server, "192.0.2.1:0", NULL, message), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(message, "192.0.2.1:0"));
    CU_ASSERT_EQUAL(pymgr_server_listen(server, "nonsense", NULL, message), -1);
    pymgr_server_free(server);
}

/* As a token carries it. */
static void expect_address(const char *listen, const char *begins)
{
    pymgr_server *server = pymgr_server_new(&keyed, NULL);
    pymgr_value *address;
    char *text;

    CU_ASSERT_PTR_NULL(pm_listener_address(server));
    CU_ASSERT_EQUAL(pymgr_server_listen(server, listen, NULL, NULL), 0);
    address = pm_listener_address(server);
    CU_ASSERT_PTR_NOT_NULL_FATAL(address);
    text = pymgr_repr(address);
    CU_ASSERT_EQUAL(strncmp(text, begins, strlen(begins)), 0);
    free(text);
    pymgr_unref(address);
    pymgr_server_free(server);
}

static void workers_reach_it_on_this_machine(void)
{
    expect_address("0.0.0.0:0", "('127.0.0.1', ");
    expect_address("127.0.0.1:0", "('127.0.0.1', ");
    expect_address("[::]:0", "('::1', ");
    expect_address("@pymgr-test-listener", "'\\x00pymgr-test-listener'");
}

static const struct pm_test tests[] = {
    { "a port is chosen and told", a_port_is_chosen_and_told },
    { "a live socket is refused and a dead one replaced", a_live_socket_is_refused_and_a_dead_one_replaced },
    { "a file in the way is left alone", a_file_in_the_way_is_left_alone },
    { "workers reach it on this machine", workers_reach_it_on_this_machine },
    { "what cannot be bound is told", what_cannot_be_bound_is_told },
};

const struct pm_suite pm_suite_listener = { "server/listener", PM_SUITE(tests) };
