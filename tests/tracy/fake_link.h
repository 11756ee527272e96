/* fake_link.h - the connection of the fake server to a client: bytes, with time limits. */
#ifndef FAKE_LINK_H
#define FAKE_LINK_H

#include "tests/tracy/fake_options.h"

#include <stddef.h>
#include <stdint.h>

struct fake_link {
	int fd;		  /* -1: none */
	int64_t deadline; /* of the whole session, by fake_now_ms() */
	unsigned char *in, *out;
	size_t in_n, in_cap, out_n, out_at, out_cap;
	int is_ended; /* the client has closed */
	int is_in_pieces;
};

int64_t fake_now_ns(void); /* of CLOCK_MONOTONIC */
int64_t fake_now_ms(void);
void fake_sleep_ms(long ms);

/* Connect, again and again for wait_ms; 0: nobody listens. */
int fake_link_open(struct fake_link *link, const struct fake_options *options);
void fake_link_close(struct fake_link *link, int with_reset);

/* Send at once, in handshakes; 0: the client is gone. */
int fake_link_send(struct fake_link *link, const void *bytes, size_t n);

/* Receive exactly n bytes within ms; 0: they did not come. */
int fake_link_receive(struct fake_link *link, void *bytes, size_t n, long ms);

/* Wait until the client closes; what comes meanwhile is dropped. 0: it did not within ms. */
int fake_link_wait_end(struct fake_link *link, long ms);

/* Put bytes where fake_link_turn() sends them from. */
void fake_link_queue(struct fake_link *link, const void *bytes, size_t n);

/* Send what can be without waiting. */
void fake_link_push(struct fake_link *link);

/* Send and receive what can be, within ms; at most `most` bytes are received. Their number. */
size_t fake_link_turn(struct fake_link *link, long ms, size_t most);

/* Drop the first n bytes that were received. */
void fake_link_consume(struct fake_link *link, size_t n);

#endif
