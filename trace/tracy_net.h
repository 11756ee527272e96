/* tracy_net.h - the sockets of the Tracy client. */
/*
 * Descriptors are kept out of the way of programs that count on low numbers, and before each use it
 * is checked that they still are ours: a daemon may have closed them all. Nothing blocks longer
 * than it is told to, and no call is a cancellation point that matters: the session's thread is ours.
 */
#ifndef LEAF_TRACE_TRACY_NET_H
#define LEAF_TRACE_TRACY_NET_H

#include <stddef.h>
#include <stdint.h>

struct tracy_socket {
	int fd; /* -1: none */
	uint64_t dev, ino;
};

enum { TRACY_PORT_FIRST = 8086, TRACY_PORT_LAST = 8105 };

/*
 * Listen on this address, a number, and port; 0: the first that is free. Returns the port, or 0
 * with errno set: EINVAL if the address is none.
 */
unsigned leaf__tracy_listen(struct tracy_socket *listener, const char *address, unsigned port);

/* Take a connection that waits; 0, or -1 if there is none. */
int leaf__tracy_accept(struct tracy_socket *connection, const struct tracy_socket *listener);

void leaf__tracy_hang_up(struct tracy_socket *socket);

/* In the child of a fork: as above, but the parent's connection goes on. */
void leaf__tracy_let_go(struct tracy_socket *socket);

/* Wait until there is something to read, or to accept, for at most timeout_ms; whether there is. */
int leaf__tracy_wait(const struct tracy_socket *socket, int timeout_ms);

/* Make whoever waits for this socket come back. */
void leaf__tracy_rouse(const struct tracy_socket *socket);

/* Read what is there, at most len bytes: how many; 0 nothing now; -1 the peer has gone. */
long leaf__tracy_receive(const struct tracy_socket *socket, void *bytes, size_t len);

/* Write some of it: how many; 0 not now; -1 the peer has gone. */
long leaf__tracy_send(const struct tracy_socket *socket, const void *bytes, size_t len);

/* Wait until it can be written to, for at most timeout_ms. */
void leaf__tracy_wait_sendable(const struct tracy_socket *socket, int timeout_ms);

/* Tell the local network, or this machine if the address is one of its own (127.…). */
void leaf__tracy_broadcast(struct tracy_socket *socket, const char *address, const void *bytes,
			   size_t len);

#endif
