/* SPDX-License-Identifier: MIT */
#include "client/puppet.h"

#include "unit.h"
#include "wire/frame.h"

#include <unistd.h>

int pm_puppet_listen(struct pm_address *address)
{
    struct sockaddr_storage name;
    struct pm_error error;
    socklen_t length;
    int fd;

    CU_ASSERT_EQUAL_FATAL(pm_address_resolve(address, true, &name, &length, 1, &error), 1);
    fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&name, length), 0);
    CU_ASSERT_EQUAL_FATAL(listen(fd, 1), 0);
    length = sizeof name;
    CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&name, &length), 0);
    pm_address_from_socket((struct sockaddr *)&name, length, address);
    return fd;
}

bool pm_puppet_read(struct pm_puppet *puppet)
{
    enum { CHUNK = 65536 };
    struct pm_buffer *in = &puppet->in;

    while (pm_frame_peek(pm_buffer_bytes(in), pm_buffer_length(in), PM_FRAME_LIMIT_DEFAULT, &puppet->header,
               &puppet->size) != PM_FRAME_READY) {
        unsigned char *room = pm_buffer_room(in, CHUNK);
        ssize_t count = read(puppet->fd, room, CHUNK);

        if (count <= 0)
            return false;
        pm_buffer_added(in, (size_t)count);
    }
    return true;
}

void pm_puppet_drop(struct pm_puppet *puppet)
{
    pm_buffer_consume(&puppet->in, puppet->header + puppet->size);
}

void pm_puppet_write(const struct pm_puppet *puppet, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(puppet->fd, bytes, size);

        if (count <= 0)
            _exit(1);
        bytes += count;
        size -= (size_t)count;
    }
}

void pm_puppet_admit(struct pm_puppet *puppet, const struct pm_auth_policy *policy)
{
    struct pm_buffer out = PM_BUFFER_INIT;
    struct pm_auth auth;

    pm_auth_start(&auth, PM_AUTH_SERVER, policy, &out);
    pm_puppet_write(puppet, pm_buffer_bytes(&out), pm_buffer_length(&out));
    while (auth.state == PM_AUTH_MORE && pm_puppet_read(puppet)) {
        pm_buffer_clear(&out);
        pm_auth_feed(&auth, pm_buffer_bytes(&puppet->in) + puppet->header, puppet->size, &out);
        pm_puppet_drop(puppet);
        pm_puppet_write(puppet, pm_buffer_bytes(&out), pm_buffer_length(&out));
    }
    pm_buffer_free(&out);
}

void pm_puppet_drain(const struct pm_puppet *puppet)
{
    char bytes[4096];

    while (read(puppet->fd, bytes, sizeof bytes) > 0)
        continue;
}
