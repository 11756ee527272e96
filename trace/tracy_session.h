/* tracy_session.h - one viewer, from its greeting to its going: drain, send, answer. */
#ifndef LEAF_TRACE_TRACY_SESSION_H
#define LEAF_TRACE_TRACY_SESSION_H

#include "trace/tracy_net.h"
#include "trace/tracy_play.h"

/* Where the events come from. */
struct tracy_feed {
	/*
	 * Play some of what there is, not for long. Returns 1 there is more, 0 nothing now, -1 there
	 * will be nothing more.
	 */
	int (*play)(void *arg, struct tracy_player *player);
	/* the name of a thread that is alive, or NULL; valid until the next call */
	const char *(*thread_name)(void *arg, uint64_t tid);
	uint64_t (*now)(void *arg); /* ticks */
	void *arg;
};

enum tracy_greeting {
	TRACY_GREETED,	 /* the protocol is known and must be welcomed */
	TRACY_NO_VIEWER, /* silence, garbage, gone: hang up */
	TRACY_STRANGER	 /* a protocol that nobody knows; it has been told */
};

/* What the viewer answers to a program that has nothing for it any more. */
enum { TRACY_WELCOME = 1, TRACY_MISMATCH = 2, TRACY_NOT_AVAILABLE = 3 };

/*
 * Read the greeting, which may take two seconds, or until *ending is set; answer it if the
 * protocol is unknown, whose number is then in *number.
 */
enum tracy_greeting leaf__tracy_greet(const struct tracy_socket *connection,
				      struct tracy_protocol *protocol, unsigned *number,
				      const int *ending);

/* Send one of the above; then the viewer hangs up, or goes on with the welcome. */
void leaf__tracy_status(const struct tracy_socket *connection, int status);

struct tracy_session; /* large: mapped */

/* Send the welcome. NULL without memory, or if the viewer has gone. */
struct tracy_session *leaf__tracy_session_begin(struct tracy_socket *connection,
						const struct tracy_protocol *protocol,
						const struct tracy_welcome *welcome,
						struct tracy_strings *strings);

/*
 * Talk until the viewer goes, the feed is over, or *ending is set; then what is left is sent, as long as
 * the viewer takes something every exit_ms. Returns how many bytes it did not take, about.
 */
size_t leaf__tracy_session_run(struct tracy_session *session, struct tracy_player *player,
			       const struct tracy_feed *feed, const int *ending, unsigned exit_ms);

/* Spans that were left out since a viewer would not bear them. */
uint64_t leaf__tracy_session_hidden(const struct tracy_session *session);

/* Bytes sent so far, before compression and after. */
void leaf__tracy_session_bytes(const struct tracy_session *session, uint64_t *raw, uint64_t *sent);

void leaf__tracy_session_free(struct tracy_session *session);

/* Fill in what concerns this machine and process. */
void leaf__tracy_describe(struct tracy_welcome *welcome);

#endif
