/* fake_link.c - the connection of the fake server to a client: bytes, with time limits. */
#include "tests/tracy/fake_link.h"

#include "tests/tracy/fake_map.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 18 };

int64_t fake_now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t fake_now_ms(void)
{
	return fake_now_ns() / 1000000;
}

void fake_sleep_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	while (nanosleep(&time, &time) < 0 && errno == EINTR)
		;
}

static int try_connect(struct fake_link *link, const struct fake_options *options)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)options->port) };
	if (inet_pton(AF_INET, options->address, &to.sin_addr) != 1)
		return 0;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return 0;
	if (options->receive_bytes) {
		int size = (int)options->receive_bytes;
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	}
	int one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
		close(fd);
		return 0;
	}
	link->fd = fd;
	return 1;
}

int fake_link_open(struct fake_link *link, const struct fake_options *options)
{
	*link = (struct fake_link){ .fd = -1 };
	for (int64_t end = fake_now_ms() + options->wait_ms;;) {
		if (try_connect(link, options)) {
			link->deadline = fake_now_ms() + options->bound_ms;
			return 1;
		}
		if (fake_now_ms() >= end)
			return 0;
		fake_sleep_ms(5);
	}
}

void fake_link_close(struct fake_link *link, int with_reset)
{
	if (link->fd >= 0) {
		struct linger linger = { .l_onoff = 1, .l_linger = 0 };
		if (with_reset)
			setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
		close(link->fd);
	}
	free(link->in);
	free(link->out);
	*link = (struct fake_link){ .fd = -1 };
}

int fake_link_send(struct fake_link *link, const void *bytes, size_t n)
{
	const char *at = bytes;
	while (n) {
		ssize_t sent = send(link->fd, at, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return 0;
		at += sent;
		n -= (size_t)sent;
	}
	return 1;
}

/* Wait for bytes or an end, by a point in time; 0: neither came. */
static int wait_readable(struct fake_link *link, int64_t end)
{
	struct pollfd poll_fd = { .fd = link->fd, .events = POLLIN };
	int64_t left = end - fake_now_ms();
	return poll(&poll_fd, 1, left > 0 ? (int)left : 0) > 0;
}

int fake_link_receive(struct fake_link *link, void *bytes, size_t n, long ms)
{
	char *at = bytes;
	int64_t end = fake_now_ms() + ms;
	while (n) {
		if (!wait_readable(link, end))
			return 0;
		ssize_t got = recv(link->fd, at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			link->is_ended = 1;
			return 0;
		}
		at += got;
		n -= (size_t)got;
	}
	return 1;
}

int fake_link_wait_end(struct fake_link *link, long ms)
{
	char dropped[4096];
	int64_t end = fake_now_ms() + ms;
	while (!link->is_ended) {
		if (!wait_readable(link, end))
			return 0;
		if (recv(link->fd, dropped, sizeof dropped, 0) <= 0)
			link->is_ended = 1;
	}
	return 1;
}

void fake_link_queue(struct fake_link *link, const void *bytes, size_t n)
{
	if (link->out_at == link->out_n)
		link->out_at = link->out_n = 0;
	if (link->out_n + n > link->out_cap) {
		link->out_cap = 2 * (link->out_n + n);
		link->out = fake_grow(link->out, link->out_cap);
	}
	memcpy(link->out + link->out_n, bytes, n);
	link->out_n += n;
}

static void send_some(struct fake_link *link)
{
	size_t n = link->out_n - link->out_at;
	if (link->is_in_pieces && n > 5)
		n = 5;
	ssize_t sent = send(link->fd, link->out + link->out_at, n, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent > 0)
		link->out_at += (size_t)sent;
	else if (errno != EAGAIN && errno != EINTR)
		link->out_at = link->out_n; /* the client is gone; what it said is still read */
}

void fake_link_push(struct fake_link *link)
{
	if (link->out_at < link->out_n)
		send_some(link);
}

static size_t receive_some(struct fake_link *link, size_t most)
{
	if (link->in_cap - link->in_n < CHUNK) {
		link->in_cap = link->in_n + 2 * CHUNK;
		link->in = fake_grow(link->in, link->in_cap);
	}
	ssize_t got = recv(link->fd, link->in + link->in_n, most < CHUNK ? most : CHUNK,
			   MSG_DONTWAIT);
	if (got > 0) {
		link->in_n += (size_t)got;
		return (size_t)got;
	}
	if (got == 0 || (errno != EAGAIN && errno != EINTR))
		link->is_ended = 1;
	return 0;
}

size_t fake_link_turn(struct fake_link *link, long ms, size_t most)
{
	int has_output = link->out_at < link->out_n;
	struct pollfd poll_fd = { .fd = link->fd,
				  .events = (short)(POLLIN | (has_output ? POLLOUT : 0)) };
	if (poll(&poll_fd, 1, (int)ms) <= 0)
		return 0;
	if (has_output && poll_fd.revents & POLLOUT)
		send_some(link);
	if (poll_fd.revents & (POLLIN | POLLHUP | POLLERR))
		return receive_some(link, most);
	return 0;
}

void fake_link_consume(struct fake_link *link, size_t n)
{
	if (n == 0) /* there may be no buffer yet */
		return;
	memmove(link->in, link->in + n, link->in_n - n);
	link->in_n -= n;
}
