/* tracy_net.c - the sockets of the Tracy client. */
#include "trace/tracy_net.h"

#include "base/fd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* ---- descriptors ---- */

static void take(struct tracy_socket *socket, int fd)
{
	struct stat is;
	*socket = (struct tracy_socket){ .fd = -1 };
	fd = leaf__fd_high(fd);
	if (fd < 0 || fstat(fd, &is) != 0)
		return;
	*socket = (struct tracy_socket){ fd, is.st_dev, is.st_ino };
}

static int is_ours(const struct tracy_socket *socket)
{
	struct stat is;
	return socket->fd >= 0 && fstat(socket->fd, &is) == 0 && is.st_dev == socket->dev &&
	       is.st_ino == socket->ino;
}

void leaf__tracy_hang_up(struct tracy_socket *socket)
{
	if (is_ours(socket))
		shutdown(socket->fd, SHUT_RDWR);
	leaf__tracy_let_go(socket);
}

void leaf__tracy_let_go(struct tracy_socket *socket)
{
	if (is_ours(socket))
		close(socket->fd);
	socket->fd = -1;
}

/* ---- listening ---- */

/* The address from its digits; returns its length, 0 if it is none. */
static socklen_t parse(union address *out, const char *text, unsigned port)
{
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons((uint16_t)port);
		return sizeof out->v4;
	}
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
		out->v6.sin6_family = AF_INET6;
		out->v6.sin6_port = htons((uint16_t)port);
		return sizeof out->v6;
	}
	return 0;
}

static int listen_on(struct tracy_socket *listener, const char *text, unsigned port)
{
	enum { BACKLOG = 4 };
	union address address;
	const int yes = 1;
	socklen_t len = parse(&address, text, port);
	if (!len) {
		errno = EINVAL;
		return 0;
	}
	int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	take(listener, fd);
	if (listener->fd < 0)
		return 0;
	setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(listener->fd, &address.any, len) == 0 && listen(listener->fd, BACKLOG) == 0)
		return 1;
	int error = errno;
	leaf__tracy_let_go(listener);
	errno = error;
	return 0;
}

unsigned leaf__tracy_listen(struct tracy_socket *listener, const char *address, unsigned port)
{
	unsigned first = port ? port : TRACY_PORT_FIRST, last = port ? port : TRACY_PORT_LAST;
	for (unsigned at = first; at <= last; at++)
		if (listen_on(listener, address, at))
			return at;
		else if (errno != EADDRINUSE)
			break;
	return 0;
}

int leaf__tracy_accept(struct tracy_socket *connection, const struct tracy_socket *listener)
{
	const int yes = 1;
	connection->fd = -1;
	if (!is_ours(listener))
		return -1;
	take(connection, accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
	if (connection->fd < 0)
		return -1;
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	return 0;
}

/* ---- talking ---- */

int leaf__tracy_wait(const struct tracy_socket *socket, int timeout_ms)
{
	struct pollfd fd = { .fd = is_ours(socket) ? socket->fd : -1, .events = POLLIN };
	return poll(&fd, 1, timeout_ms) > 0;
}

void leaf__tracy_rouse(const struct tracy_socket *socket)
{
	if (is_ours(socket))
		shutdown(socket->fd, SHUT_RDWR);
}

static long result_of(ssize_t n)
{
	if (n > 0)
		return n;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

long leaf__tracy_receive(const struct tracy_socket *socket, void *bytes, size_t len)
{
	return is_ours(socket) ? result_of(recv(socket->fd, bytes, len, MSG_DONTWAIT)) : -1;
}

long leaf__tracy_send(const struct tracy_socket *socket, const void *bytes, size_t len)
{
	return is_ours(socket)
		       ? result_of(send(socket->fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL))
		       : -1;
}

void leaf__tracy_wait_sendable(const struct tracy_socket *socket, int timeout_ms)
{
	struct pollfd fd = { .fd = socket->fd, .events = POLLOUT };
	poll(&fd, 1, timeout_ms);
}

/* ---- broadcast ---- */

void leaf__tracy_broadcast(struct tracy_socket *from, const char *address, const void *bytes,
			   size_t len)
{
	const int yes = 1;
	union address to;
	const char *all = strncmp(address, "127.", 4) == 0 ? "127.255.255.255" : "255.255.255.255";
	if (!is_ours(from)) {
		take(from, socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
		if (from->fd < 0)
			return;
		setsockopt(from->fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
	}
	socklen_t to_len = parse(&to, all, TRACY_PORT_FIRST);
	sendto(from->fd, bytes, len, MSG_NOSIGNAL, &to.any, to_len);
}
