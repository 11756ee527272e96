/* tracy_session.c - one viewer, from its greeting to its going: drain, send, answer. */
#include "trace/tracy_session.h"

#include "base/arena.h"
#include "base/clock.h"

#include <string.h>

enum {
	GREETING_MS = 2000,
	IDLE_MS = 20,	   /* between two looks for events when there were none */
	BUSY_MS = 3,	   /* the same when there were */
	ALIVE_MS = 500,	   /* something is sent at least so often: viewers ask only then */
	SETTLED_MS = 50,   /* no question for so long: the viewer knows all names */
	GOODBYE_MS = 5000, /* how long a viewer may take to say it is done */
	SEND_MS = 50,	   /* looks at the end of the process while sending */
	PATIENCE = 10	   /* times exit_ms, altogether */
};

struct tracy_session {
	struct tracy_socket *connection;
	struct tracy_tracks tracks;
	struct tracy_strings *strings;
	const struct tracy_feed *feed;
	const int *ending;
	unsigned exit_ms;
	uint64_t end_ns;      /* since when the end is near; 0: it is not */
	uint64_t sent_ns;     /* when it last took a frame */
	uint64_t progress_ns; /* the same, or asked */
	uint64_t asked_ns;    /* when it last asked */
	int done;	      /* the viewer has said so, or gone */
	int leaving;	      /* it has asked to part */
	size_t not_taken;
	unsigned char asked[TRACY_QUERY]; /* a question that has not come in whole */
	size_t n_asked;
	struct tracy_wire wire;
};

static uint64_t ms_since(uint64_t ns)
{
	return (leaf__monotonic_ns() - ns) / 1000000;
}

static int is_ending(const int *ending)
{
	return __atomic_load_n(ending, __ATOMIC_ACQUIRE);
}

/* ---- greeting ---- */

static int send_all(const struct tracy_socket *connection, const void *bytes, size_t len)
{
	const char *at = bytes;
	uint64_t start = leaf__monotonic_ns();
	while (len && ms_since(start) < GREETING_MS) {
		long n = leaf__tracy_send(connection, at, len);
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
		if (len)
			leaf__tracy_wait_sendable(connection, SEND_MS);
	}
	return len ? -1 : 0;
}

void leaf__tracy_status(const struct tracy_socket *connection, int status)
{
	unsigned char byte = (unsigned char)status;
	send_all(connection, &byte, sizeof byte);
}

enum tracy_greeting leaf__tracy_greet(const struct tracy_socket *connection,
				      struct tracy_protocol *protocol, unsigned *number,
				      const int *ending)
{
	static const char magic[8] = "TracyPrf";
	unsigned char greeting[TRACY_GREETING];
	uint64_t start = leaf__monotonic_ns();
	size_t got = 0;
	while (got < sizeof greeting) {
		long n = leaf__tracy_receive(connection, greeting + got, sizeof greeting - got);
		if (n < 0 || ms_since(start) > GREETING_MS || is_ending(ending))
			return TRACY_NO_VIEWER;
		got += (size_t)n;
		if (got && memcmp(greeting, magic, got < 8 ? got : 8) != 0)
			return TRACY_NO_VIEWER;
		if (!n)
			leaf__tracy_wait(connection, SEND_MS);
	}
	uint32_t version;
	memcpy(&version, greeting + sizeof magic, sizeof version);
	*number = version;
	if (leaf__tracy_protocol(version, protocol))
		return TRACY_GREETED;
	leaf__tracy_status(connection, TRACY_MISMATCH);
	return TRACY_STRANGER;
}

/* ---- sending ---- */

/* Whether the viewer has had the time it gets at the end of the process. */
static int is_over(struct tracy_session *session)
{
	if (!session->end_ns && is_ending(session->ending))
		session->end_ns = session->progress_ns = leaf__monotonic_ns();
	return session->end_ns && (ms_since(session->progress_ns) > session->exit_ms ||
				   ms_since(session->end_ns) > PATIENCE * session->exit_ms);
}

static int send_frame(void *arg, const void *bytes, size_t len)
{
	struct tracy_session *session = arg;
	const char *at = bytes;
	while (len) {
		long n = leaf__tracy_send(session->connection, at, len);
		if (n < 0 || is_over(session)) {
			session->not_taken += len;
			session->done = 1;
			return -1;
		}
		at += n;
		len -= (size_t)n;
		if (len)
			leaf__tracy_wait_sendable(session->connection, SEND_MS);
	}
	session->sent_ns = session->progress_ns = leaf__monotonic_ns();
	return 0;
}

struct tracy_session *leaf__tracy_session_begin(struct tracy_socket *connection,
						const struct tracy_protocol *protocol,
						const struct tracy_welcome *welcome,
						struct tracy_strings *strings)
{
	static const unsigned char status = TRACY_WELCOME;
	unsigned char bytes[1 + TRACY_WELCOME_MAX + 16];
	struct tracy_session *session = leaf__pages_map(sizeof *session);
	if (!session)
		return NULL;
	memcpy(bytes, &status, 1);
	size_t len = 1 + leaf__tracy_welcome(bytes + 1, protocol, welcome);
	if (welcome->on_demand) {
		const uint64_t on_demand[] = { 0 /* frames so far */, welcome->begin };
		memcpy(bytes + len, on_demand, sizeof on_demand);
		len += sizeof on_demand;
	}
	if (send_all(connection, bytes, len) != 0) {
		leaf__pages_unmap(session, sizeof *session);
		return NULL;
	}
	session->connection = connection;
	session->strings = strings;
	leaf__tracy_wire_init(&session->wire, protocol, send_frame, session);
	leaf__tracy_tracks_init(&session->tracks, &session->wire, strings, welcome->begin);
	return session;
}

uint64_t leaf__tracy_session_hidden(const struct tracy_session *session)
{
	return session->tracks.n_hidden;
}

void leaf__tracy_session_bytes(const struct tracy_session *session, uint64_t *raw, uint64_t *sent)
{
	*raw = session->wire.raw_bytes;
	*sent = session->wire.sent_bytes;
}

void leaf__tracy_session_free(struct tracy_session *session)
{
	leaf__tracy_tracks_release(&session->tracks);
	leaf__tracy_wire_release(&session->wire);
	leaf__pages_unmap(session, sizeof *session);
}

/* ---- answering ---- */

static void answer_thread(struct tracy_session *session, uint64_t tid)
{
	const struct tracy_feed *feed = session->feed;
	const char *name = feed->thread_name ? feed->thread_name(feed->arg, tid) : NULL;
	if (!name)
		name = leaf__tracy_track_name(&session->tracks, tid);
	if (!name)
		name = "?";
	leaf__tracy_named(&session->wire, TRACY_ThreadName, tid, name, strlen(name));
}

/* Nothing that is sent makes a viewer ask these; a hostile one gets an answer all the same. */
static void answer_unexpected(struct tracy_wire *wire, const struct tracy_query *query)
{
	switch (query->asks) {
	case TRACY_ASKS_EXTERNAL:
		leaf__tracy_named(wire, TRACY_ExternalThreadName, query->handle, "?", 1);
		leaf__tracy_named(wire, TRACY_ExternalName, query->handle, "?", 1);
		return;
	case TRACY_ASKS_CALLSTACK:
		leaf__tracy_string(wire, "?", 1);
		leaf__tracy_item(wire, TRACY_CallstackFrameSize, 0);
		leaf__tracy_u64(wire, query->handle);
		leaf__tracy_u8(wire, 1);
		leaf__tracy_string(wire, "?", 1);
		leaf__tracy_second_string(wire, "?", 1);
		leaf__tracy_item(wire, TRACY_CallstackFrame, 0);
		leaf__tracy_u32(wire, 0);
		leaf__tracy_u64(wire, 0);
		leaf__tracy_u32(wire, 0);
		return;
	case TRACY_ASKS_SYMBOL:
		leaf__tracy_string(wire, "?", 1);
		leaf__tracy_item(wire, TRACY_SymbolInformation, 0);
		leaf__tracy_u32(wire, 0);
		leaf__tracy_u64(wire, query->handle);
		return;
	case TRACY_ASKS_SYMBOL_CODE:
		leaf__tracy_item(wire, TRACY_AckSymbolCodeNotAvailable, 0);
		return;
	case TRACY_ASKS_SOURCE:
		leaf__tracy_item(wire, TRACY_AckSourceCodeNotAvailable, 0);
		leaf__tracy_u32(wire, (uint32_t)query->handle);
		return;
	default:
		leaf__tracy_item(wire, TRACY_AckServerQueryNoop, 0);
		return;
	}
}

static void answer(struct tracy_session *session, const struct tracy_query *query)
{
	switch (query->asks) {
	case TRACY_ASKS_TERMINATE:
		session->done = 1;
		return;
	case TRACY_ASKS_STRING:
	case TRACY_ASKS_PLOT:
	case TRACY_ASKS_FRAME:
	case TRACY_ASKS_FIBER:
	case TRACY_ASKS_LOCATION:
		leaf__tracy_answer(session->strings, &session->wire, query);
		return;
	case TRACY_ASKS_THREAD:
		answer_thread(session, query->handle);
		return;
	case TRACY_ASKS_DISCONNECT:
		leaf__tracy_tracks_end(&session->tracks, session->feed->now(session->feed->arg));
		leaf__tracy_item(&session->wire, TRACY_Terminate, 0);
		session->leaving = 1;
		return;
	default:
		answer_unexpected(&session->wire, query);
		return;
	}
}

/* Answer what has been asked by now. */
static void answer_all(struct tracy_session *session)
{
	unsigned char bytes[TRACY_QUERY * 256];
	while (!session->done) {
		memcpy(bytes, session->asked, session->n_asked);
		long n = leaf__tracy_receive(session->connection, bytes + session->n_asked,
					     sizeof bytes - session->n_asked);
		if (n < 0)
			session->done = 1;
		if (n <= 0)
			return;
		size_t len = session->n_asked + (size_t)n, at = 0;
		for (; at + TRACY_QUERY <= len && !session->done; at += TRACY_QUERY) {
			struct tracy_query query = leaf__tracy_query(&session->wire.protocol,
								     bytes + at);
			answer(session, &query);
		}
		session->n_asked = session->done ? 0 : len - at;
		memcpy(session->asked, bytes + at, session->n_asked);
		session->asked_ns = session->progress_ns = leaf__monotonic_ns();
	}
}

/* Send what there is, and wait for questions. */
static void wait_for_questions(struct tracy_session *session, int timeout_ms)
{
	leaf__tracy_flush(&session->wire);
	if (ms_since(session->sent_ns) >= ALIVE_MS) {
		uint64_t progress_ns = session->progress_ns; /* this is none */
		leaf__tracy_item(&session->wire, TRACY_KeepAlive, 0);
		leaf__tracy_flush(&session->wire);
		session->progress_ns = progress_ns;
	}
	if (!session->done)
		leaf__tracy_wait(session->connection, timeout_ms);
	answer_all(session);
}

/* ---- the session ---- */

/* Whether the viewer may still take its time. */
static int is_patient(struct tracy_session *session)
{
	if (is_over(session) || session->done)
		return 0;
	return session->end_ns || ms_since(session->progress_ns) < GOODBYE_MS;
}

/* Everything has been played: end what is open, let the viewer ask, part. */
static void part_ways(struct tracy_session *session)
{
	if (!session->leaving)
		leaf__tracy_tracks_end(&session->tracks, session->feed->now(session->feed->arg));
	leaf__tracy_flush(&session->wire);
	session->asked_ns = leaf__monotonic_ns();
	while (!session->leaving && is_patient(session) && ms_since(session->asked_ns) < SETTLED_MS)
		wait_for_questions(session, SETTLED_MS / 10);
	if (!session->leaving)
		leaf__tracy_item(&session->wire, TRACY_Terminate, 0);
	while (is_patient(session))
		wait_for_questions(session, IDLE_MS);
	leaf__tracy_flush(&session->wire);
}

size_t leaf__tracy_session_run(struct tracy_session *session, struct tracy_player *player,
			       const struct tracy_feed *feed, const int *ending, unsigned exit_ms)
{
	int state = 1;
	session->feed = feed;
	session->ending = ending;
	session->exit_ms = exit_ms;
	session->sent_ns = session->progress_ns = session->asked_ns = leaf__monotonic_ns();
	player->tracks = &session->tracks;
	while (!session->done && !session->leaving && state >= 0) {
		int last = is_ending(ending), played = 0;
		while (!session->done && (state = feed->play(feed->arg, player)) > 0) {
			played = 1;
			answer_all(session);
		}
		if (state < 0 || (last && !played))
			break;
		wait_for_questions(session, last ? 0 : played ? BUSY_MS : IDLE_MS);
	}
	part_ways(session);
	return session->not_taken;
}
