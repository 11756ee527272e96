/* tracy_live.c - the thread that listens for viewers of the running program. */
#include "trace/tracy_live.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/over.h"
#include "trace/config.h"
#include "trace/loss.h"
#include "trace/say.h"
#include "trace/sinks.h"
#include "trace/tell.h"
#include "trace/thread.h"
#include "trace/tracy_queue.h"
#include "trace/tracy_session.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { LISTEN_MS = 500, BROADCAST_MS = 3000, SETTLE_MS = 50, TRY_MS = 1, SLACK_MS = 3000 };
enum { REST_MS = 50 }; /* after a viewer that cannot be let in: no descriptor is free */

enum phase {
	WAITING,  /* for a viewer */
	CONNECTED /* one is there, or has been, in capture mode */
};

/* What the user asked for. */
static struct {
	int capture, full_wait, announces;
	unsigned port, protocol, wait_ms, exit_ms;
	size_t cap;
	const char *address;
} options;

static struct {
	int runs;   /* the thread does */
	sem_t gone; /* it does not any more */
	int tid;    /* of the thread; written before 'gone' */
	int ending; /* read by the session too */
	int phase;
	struct leaf_sink *sink;
	uint64_t begin; /* ticks; of the capture */
	uint64_t start_ns, told_ns;
	unsigned n_infos;  /* that the viewer has been told */
	unsigned stranger; /* a protocol that has been complained about */
	struct tracy_socket listener, connection, broadcast;
	struct tracy_welcome welcome;
	struct tracy_strings strings;
	struct tracy_player *player;
} live = { .listener = { .fd = -1 }, .connection = { .fd = -1 }, .broadcast = { .fd = -1 } };

static void pause_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&pause, NULL);
}

static uint64_t ms_since(uint64_t ns)
{
	return (leaf__monotonic_ns() - ns) / 1000000;
}

static int is_ending(void)
{
	return __atomic_load_n(&live.ending, __ATOMIC_ACQUIRE);
}

/* ---- where the events come from ---- */

/* What the program has said of itself, before the viewer came or since. */
static void tell_app_infos(struct tracy_tracks *tracks)
{
	const char *text;
	size_t len;
	for (; (text = leaf__tell_app_info_at(live.n_infos, &len)) != NULL; live.n_infos++)
		leaf__tracy_app_info(tracks, live.begin, text, len);
}

static int play(void *arg, struct tracy_player *player)
{
	(void)arg;
	tell_app_infos(player->tracks);
	const struct rec_part *part = leaf__tracy_take();
	if (part)
		leaf__tracy_play(player, part);
	return part != NULL;
}

struct asked_thread {
	uint64_t tid;
	char name[64];
};

static void look_for(struct leaf__thread *thread, void *arg)
{
	struct asked_thread *asked = arg;
	if ((uint64_t)thread->info.tid != asked->tid)
		return;
	leaf__thread_name(thread);
	if (thread->called[0])
		memcpy(asked->name, thread->called, sizeof asked->name);
	else
		memcpy(asked->name, thread->info.name, sizeof thread->info.name);
}

static const char *thread_name(void *arg, uint64_t tid)
{
	static struct asked_thread asked;
	(void)arg;
	asked = (struct asked_thread){ .tid = tid };
	leaf__thread_each(look_for, &asked);
	return asked.name[0] ? asked.name : NULL;
}

static uint64_t now(void *arg)
{
	(void)arg;
	return leaf__clock_ticks();
}

static const struct tracy_feed feed = { .play = play, .thread_name = thread_name, .now = now };

/* ---- broadcasting ---- */

static void announce(int gone)
{
	unsigned char bytes[TRACY_DATAGRAM_MAX];
	if (!options.announces)
		return;
	int32_t seconds = gone ? -1 : (int32_t)(ms_since(live.start_ns) / 1000);
	size_t len = leaf__tracy_datagram(bytes, options.port, options.protocol, (uint64_t)getpid(),
					  seconds, live.welcome.program);
	leaf__tracy_broadcast(&live.broadcast, options.address, bytes, len);
	live.told_ns = leaf__monotonic_ns();
}

/* ---- a viewer ---- */

/* The lock may be held by whoever waits for us to end. */
static void wake(int awake)
{
	while (!is_ending() && leaf__sinks_wake(live.sink, awake) != 0)
		pause_ms(TRY_MS);
}

static void set_phase(enum phase phase)
{
	__atomic_store_n(&live.phase, (int)phase, __ATOMIC_RELEASE);
}

/* The clock's length is better known some time after the start. */
static void settle_clock(void)
{
	uint64_t ms = ms_since(live.start_ns);
	if (ms < SETTLE_MS)
		pause_ms((long)(SETTLE_MS - ms));
	live.welcome.ns_per_tick = leaf__clock_ns_per_tick();
}

static void show(const struct tracy_protocol *protocol)
{
	settle_clock();
	if (!options.capture) {
		live.begin = leaf__clock_ticks();
		leaf__tracy_queue_open(options.cap, options.full_wait);
	}
	live.welcome.begin = live.begin;
	live.welcome.on_demand = !options.capture;
	struct tracy_session *session = leaf__tracy_session_begin(&live.connection, protocol,
								  &live.welcome, &live.strings);
	if (session) {
		live.n_infos = 0;
		announce(1);
		set_phase(CONNECTED);
		wake(1);
		size_t lost = leaf__tracy_session_run(session, live.player, &feed, &live.ending,
						      options.exit_ms);
		if (is_ending() && lost)
			leaf__loss_add(LEAF__LOSS_TRACY_EXIT, lost + leaf__tracy_queued());
		leaf__loss_add(LEAF__LOSS_TRACY_DEPTH, leaf__tracy_session_hidden(session));
		leaf__tracy_session_free(session);
	}
	leaf__tracy_queue_hurry();
	if (session || !options.capture) {
		wake(0);
		leaf__tracy_queue_shut();
	}
	if (!options.capture)
		set_phase(WAITING);
}

static void complain(unsigned number)
{
	if (number != live.stranger)
		leaf__say("a Tracy viewer speaks protocol %u, this library %s: take a viewer of "
			  "one of these releases, or a newer Leaf",
			  number, leaf__tracy_known());
	live.stranger = number;
}

static void meet(void)
{
	struct tracy_protocol protocol;
	unsigned number;
	const int waits_for_it = 0; /* at the end of a capture */
	enum tracy_greeting greeting = leaf__tracy_greet(&live.connection, &protocol, &number,
							 options.capture ? &waits_for_it
									 : &live.ending);
	if (greeting == TRACY_STRANGER)
		complain(number);
	else if (greeting == TRACY_GREETED && live.phase == CONNECTED)
		leaf__tracy_status(&live.connection, TRACY_NOT_AVAILABLE);
	else if (greeting == TRACY_GREETED)
		show(&protocol);
	leaf__tracy_hang_up(&live.connection);
}

/* ---- the thread ---- */

/* At the end of a capture that nobody has seen: somebody may still come. */
static int may_go(uint64_t *end_ns)
{
	if (!is_ending())
		return 0;
	if (!*end_ns)
		*end_ns = leaf__monotonic_ns();
	return !options.capture || live.phase == CONNECTED || ms_since(*end_ns) >= options.wait_ms;
}

static void *listen_for_viewers(void *arg)
{
	uint64_t end_ns = 0;
	(void)arg;
	prctl(PR_SET_NAME, "leaf-tracy", 0, 0, 0);
	while (!may_go(&end_ns)) {
		if (ms_since(live.told_ns) >= BROADCAST_MS && live.phase == WAITING)
			announce(0);
		int knocks = leaf__tracy_wait(&live.listener, end_ns ? TRY_MS : LISTEN_MS);
		if (leaf__tracy_accept(&live.connection, &live.listener) == 0)
			meet();
		else if (knocks && !is_ending())
			pause_ms(REST_MS);
	}
	announce(1);
	live.tid = (int)syscall(SYS_gettid);
	sem_post(&live.gone);
	return NULL;
}

/*
 * The thread takes no signals: they are the program's. It is detached, as tools that look for
 * threads that nobody waits for look before we are told to stop.
 */
static int start_thread(void)
{
	enum { STACK = 256 * 1024 };
	sigset_t all, mask;
	pthread_attr_t attributes;
	pthread_t thread;
	sem_init(&live.gone, 0, 0);
	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_sigmask(SIG_SETMASK, &all, &mask);
	int failed = pthread_create(&thread, &attributes, listen_for_viewers, NULL);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	pthread_attr_destroy(&attributes);
	return !failed;
}

/* ---- what the user asked for ---- */

/* more: words that somebody else has looked for, as the message has them. */
static int is_word(const char *name, const char *word, const char *otherwise, const char *more)
{
	const char *text = leaf__config_get(name);
	if (text && strcmp(text, word) != 0 && strcmp(text, otherwise) != 0)
		leaf__say("%s='%s' is none of %s, %s%s: %s it is", name, text, word, otherwise,
			  more, otherwise);
	return text && strcmp(text, word) == 0;
}

static void read_options(void)
{
	enum { MAX_MB = 1 << 20, MAX_MS = 3600 * 1000, PORTS = 65535, DEFAULT_MB = 48 };
	const char *address = leaf__config_get("LEAF_TRACY_ADDRESS");
	const char *announces = leaf__config_get("LEAF_TRACY_BROADCAST");
	options.capture = is_word("LEAF_TRACY", "capture", "ondemand", ", off");
	options.full_wait = is_word("LEAF_TRACY_FULL", "wait", "drop", "");
	options.port = (unsigned)leaf__config_number("LEAF_TRACY_PORT", 0, 0, PORTS);
	options.wait_ms = (unsigned)leaf__config_number("LEAF_TRACY_WAIT_MS", 0, 0, MAX_MS);
	options.exit_ms = (unsigned)leaf__config_number("LEAF_TRACY_EXIT_MS", 500, 0, MAX_MS);
	options.cap = (size_t)leaf__config_number("LEAF_TRACY_MAX_MB", DEFAULT_MB, 1, MAX_MB) << 20;
	options.address = address ? address : "127.0.0.1";
	long number = announces ? leaf__config_number("LEAF_TRACY_BROADCAST", 0, 0, 65535) : 0;
	options.announces = number != 0;
	options.protocol = number > 1 ? (unsigned)number : leaf__tracy_newest();
}

static int listen_somewhere(void)
{
	unsigned port = leaf__tracy_listen(&live.listener, options.address, options.port);
	if (port) {
		options.port = port;
		return 1;
	}
	if (errno == EINVAL)
		leaf__say(
			"LEAF_TRACY_ADDRESS='%s' is no address, 127.0.0.1 is: no Tracy viewer can connect",
			options.address);
	else if (errno == EADDRNOTAVAIL)
		leaf__say(
			"LEAF_TRACY_ADDRESS='%s' is none of this machine: no Tracy viewer can connect",
			options.address);
	else if (options.port)
		leaf__say("cannot listen on port %u for a Tracy viewer: %s", options.port,
			  strerror(errno));
	else
		leaf__say("no port from %d to %d is free for a Tracy viewer: %s", TRACY_PORT_FIRST,
			  TRACY_PORT_LAST, strerror(errno));
	return 0;
}

/* At the start the caller waits; sinks are started under a lock that wake() cannot get then. */
static void wait_for_viewer(void)
{
	while (ms_since(live.start_ns) < options.wait_ms &&
	       __atomic_load_n(&live.phase, __ATOMIC_ACQUIRE) == WAITING)
		pause_ms(TRY_MS);
}

int leaf__tracy_live_start(struct leaf_sink *sink)
{
	const char *mode = leaf__config_get("LEAF_TRACY");
	if ((mode && strcmp(mode, "off") == 0) || live.runs)
		return 0;
	read_options();
	if (!live.player)
		live.player = leaf__pages_map(sizeof *live.player);
	if (!live.player || !listen_somewhere())
		return 0;
	live.sink = sink;
	live.ending = 0;
	live.phase = WAITING;
	live.start_ns = leaf__monotonic_ns();
	live.told_ns = 0;
	live.begin = leaf__clock_ticks();
	leaf__tracy_describe(&live.welcome);
	if (options.capture)
		leaf__tracy_queue_open(options.cap, 0);
	live.runs = start_thread();
	if (!live.runs) {
		leaf__say("cannot start a thread: no Tracy viewer can connect");
		leaf__tracy_queue_shut();
		leaf__tracy_let_go(&live.listener);
		return 0;
	}
	if (!options.capture)
		wait_for_viewer();
	return options.capture || live.phase == CONNECTED ? 1 : LEAF__SINK_ASLEEP;
}

/* How long the thread may take to end, at most, with all that it is allowed. */
static struct timespec deadline(void)
{
	enum { PATIENCE = 11 };
	uint64_t ms = options.wait_ms + (uint64_t)PATIENCE * options.exit_ms + SLACK_MS;
	struct timespec at;
	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += (time_t)(ms / 1000);
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

void leaf__tracy_live_stop(void)
{
	if (!live.runs)
		return;
	live.runs = 0;
	leaf__tracy_queue_hurry();
	__atomic_store_n(&live.ending, 1, __ATOMIC_RELEASE);
	if (!options.capture || !options.wait_ms || live.phase == CONNECTED)
		leaf__tracy_rouse(&live.listener);
	const struct timespec at = deadline();
	int waited;
	while ((waited = sem_timedwait(&live.gone, &at)) != 0 && errno == EINTR)
		;
	if (waited != 0)
		return; /* it is stuck, and keeps what it has */
	leaf__over(live.tid, SLACK_MS);
	leaf__tracy_let_go(&live.listener);
	leaf__tracy_let_go(&live.broadcast);
	leaf__tracy_queue_shut();
	leaf__tracy_strings_release(&live.strings);
	leaf__tracy_player_release(live.player);
}

void leaf__tracy_live_fork_child(void)
{
	leaf__tracy_let_go(&live.listener);
	leaf__tracy_let_go(&live.connection);
	leaf__tracy_let_go(&live.broadcast);
	live.runs = 0;
	live.player = NULL;
	live.strings = (struct tracy_strings){ 0 };
}
