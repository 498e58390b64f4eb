/* SPDX-License-Identifier: MIT
 *
 * A manager's client for a script: `tool_connection ADDRESS KEY SERIALIZER`. Each line of standard input is
 * one request, `COUNT IDENT METHOD(ARGS)`, and is answered with one line, `KIND repr`, or `! STATUS text`.
 * With the ident `-` it is for the server itself and has a connection of its own; others share one. It is
 * sent COUNT times before the first reply is read; the last reply is printed, if all were alike.
 */
#include "base/memory.h"
#include "client/connection.h"
#include "value/literal.h"

#include <stdio.h>
#include <stdlib.h>

static const double timeout = 60;

struct client {
    struct pm_address address;
    struct pm_connection_options options;
    struct pm_connection *channel; /* for objects */
};

struct request {
    size_t count;
    pymgr_value *ident, *method, *args, *kwds;
};

struct reply {
    enum pm_reply_kind kind;
    pymgr_value *value;
};

static void fail(const char *what)
{
    fprintf(stderr, "tool_connection: %s\n", what);
    exit(2);
}

static void report(enum pm_connection_status status, const struct pm_error *error)
{
    static const char *const names[] = {
        [PM_CONNECTION_ERROR] = "error",
        [PM_CONNECTION_REFUSED] = "refused",
        [PM_CONNECTION_TIMED_OUT] = "timed out",
        [PM_CONNECTION_LOST] = "lost",
    };

    printf("! %s %s\n", names[status], error->text);
}

static void print(const struct reply *reply)
{
    char *repr = pymgr_repr(reply->value);

    if (repr == NULL)
        fail("no repr");
    printf("%s %s\n", pm_reply_kind_name(reply->kind), repr);
    free(repr);
}

static enum pm_connection_status receive_like(
    struct pm_connection *connection, struct reply *reply, struct pm_error *error)
{
    struct reply next = { .value = NULL };
    enum pm_connection_status status = pm_connection_receive(connection, &next.kind, &next.value, error);

    if (status == PM_CONNECTION_OK && reply->value != NULL &&
        (next.kind != reply->kind || !pymgr_equal(next.value, reply->value)))
        fail("replies differ");
    pymgr_unref(reply->value);
    *reply = next;
    return status;
}

static enum pm_connection_status pipeline(struct pm_connection *connection, const struct request *request,
    struct reply *reply, struct pm_error *error)
{
    enum pm_connection_status status = PM_CONNECTION_OK;
    size_t size;
    const char *method = pymgr_text(request->method, &size);

    for (size_t i = 0; status == PM_CONNECTION_OK && i < request->count; i++)
        status =
            pm_connection_submit(connection, request->ident, method, request->args, request->kwds, error);
    if (status == PM_CONNECTION_OK)
        status = pm_connection_flush(connection, error);
    for (size_t i = 0; status == PM_CONNECTION_OK && i < request->count; i++)
        status = receive_like(connection, reply, error);
    return status;
}

static enum pm_connection_status send_request(struct pm_connection *connection, const struct request *request,
    struct reply *reply, struct pm_error *error)
{
    size_t size;

    if (request->count != 1)
        return pipeline(connection, request, reply, error);
    return pm_connection_call(connection, request->ident, pymgr_text(request->method, &size), request->args,
        request->kwds, &reply->kind, &reply->value, error);
}

static enum pm_connection_status open_connection(
    struct client *client, struct pm_connection **connectionp, struct pm_error *error)
{
    enum pm_connection_status status =
        pm_connection_open(&client->address, &client->options, connectionp, error);

    if (status == PM_CONNECTION_OK)
        pm_connection_set_timeout(*connectionp, timeout);
    return status;
}

/* Opens the connection for objects: a server's thread is given a name, and serves objects from then on. */
static enum pm_connection_status open_channel(struct client *client, struct pm_error *error)
{
    enum pm_connection_status status = open_connection(client, &client->channel, error);
    pymgr_value *args = pymgr_tuple_of(1, pymgr_str("tool_connection"));
    struct reply reply = { .value = NULL };

    if (status == PM_CONNECTION_OK)
        status = pm_connection_call(
            client->channel, NULL, "accept_connection", args, NULL, &reply.kind, &reply.value, error);
    pymgr_unref(args);
    pymgr_unref(reply.value);
    return status;
}

static enum pm_connection_status ask_server(
    struct client *client, const struct request *request, struct reply *reply, struct pm_error *error)
{
    struct pm_connection *connection;
    enum pm_connection_status status = open_connection(client, &connection, error);

    if (status == PM_CONNECTION_OK)
        status = send_request(connection, request, reply, error);
    pm_connection_close(connection);
    return status;
}

static enum pm_connection_status ask_object(
    struct client *client, const struct request *request, struct reply *reply, struct pm_error *error)
{
    enum pm_connection_status status = PM_CONNECTION_OK;

    if (client->channel == NULL)
        status = open_channel(client, error);
    if (status == PM_CONNECTION_OK)
        status = send_request(client->channel, request, reply, error);
    return status;
}

static void serve(struct client *client, const struct request *request)
{
    struct reply reply = { .value = NULL };
    struct pm_error error;
    enum pm_connection_status status = request->ident == NULL ? ask_server(client, request, &reply, &error)
                                                              : ask_object(client, request, &reply, &error);

    if (status == PM_CONNECTION_OK)
        print(&reply);
    else
        report(status, &error);
    fflush(stdout);
    pymgr_unref(reply.value);
}

static void parse(char *line, struct request *request)
{
    char *ident, *call;
    struct pm_error error;

    request->count = strtoul(strtok(line, " "), NULL, 10);
    ident = strtok(NULL, " ");
    call = strtok(NULL, "\n");
    if (call == NULL)
        fail("a line is COUNT IDENT METHOD(ARGS)");
    request->ident = strcmp(ident, "-") == 0 ? NULL : pymgr_str(ident);
    if (pm_literal_call(call, strlen(call), &request->method, &request->args, &request->kwds, &error) != 0)
        fail(error.text);
}

static void drop(struct request *request)
{
    pymgr_unref(request->ident);
    pymgr_unref(request->method);
    pymgr_unref(request->args);
    pymgr_unref(request->kwds);
}

int main(int argc, char **argv)
{
    struct client client = { .options = { .timeout = timeout } };
    struct pm_error error;
    char *line = NULL;
    size_t room = 0;

    if (argc != 4)
        fail("expected ADDRESS KEY SERIALIZER");
    if (pm_address_parse(argv[1], &client.address, &error) != 0)
        fail(error.text);
    client.options.policy.key = (const unsigned char *)argv[2];
    client.options.policy.key_size = strlen(argv[2]);
    client.options.codec = strcmp(argv[3], "xmlrpclib") == 0 ? &pm_codec_xmlrpc : &pm_codec_pickle;
    while (getline(&line, &room, stdin) > 0) {
        struct request request;

        parse(line, &request);
        serve(&client, &request);
        drop(&request);
    }
    free(line);
    pm_connection_close(client.channel);
    pm_blocks_drop();
    return 0;
}
