/* fake_session.c - one session of the fake server with a client, from connect to close. */
#include "tests/tracy/fake_session.h"

#include "tests/tracy/fake_discovery.h"
#include "tests/tracy/fake_hostile.h"
#include "tests/tracy/fake_link.h"
#include "tests/tracy/fake_lz4.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	STOP_FRAMES = 5,
	QUERY_BYTES = 13,
	SLACK_NS = 50000000,
};

struct session {
	struct fake_model *model;
	const struct fake_options *options;
	struct fake_link link;
	struct fake_lz4 lz4;
	int64_t began_ms, clock_ns, clock_raw, last_frame_ms, terminated_ms;
	int has_clock, has_stalled, has_disconnected, has_asked_all;
};

static void put(unsigned char *out, uint64_t number, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)(number >> 8 * i);
}

/* ---- handshake ---- */

static int hello(struct session *session)
{
	unsigned char bytes[12] = "TracyPrf";
	put(bytes + 8, (uint64_t)session->model->protocol, 4);
	if (!fake_is_hostile(session->options, HOSTILE_slow))
		return fake_link_send(&session->link, bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++) {
		fake_sleep_ms(20);
		if (!fake_link_send(&session->link, bytes + i, 1))
			return 0;
	}
	return 1;
}

static int read_status(struct session *session)
{
	struct fake_model *model = session->model;
	unsigned char status;
	if (!hello(session) ||
	    !fake_link_receive(&session->link, &status, 1, session->options->step_ms)) {
		fake_break(model, RULE_status_missing, "%s",
			   session->link.is_ended ? "the client closed" : "nothing came");
		return 0;
	}
	model->status = status;
	if (status != session->options->expect_status)
		fake_break(model, RULE_status_wrong, "%d, not %ld", status,
			   session->options->expect_status);
	if (status != 1 && !fake_link_wait_end(&session->link, session->options->step_ms))
		fake_break(model, RULE_status_then_close, "status %d", status);
	return status == 1;
}

static int read_welcome(struct session *session)
{
	struct fake_model *model = session->model;
	unsigned char bytes[1178], on_demand[16];
	if (!fake_link_receive(&session->link, bytes, fake_welcome_size(model),
			       session->options->step_ms)) {
		fake_break(model, RULE_welcome_short, "less than %zu bytes",
			   fake_welcome_size(model));
		return 0;
	}
	fake_read_welcome(model, bytes);
	long expected = session->options->expect_on_demand;
	if (expected >= 0 && expected != model->is_on_demand)
		fake_break(model, RULE_on_demand_wrong, "%d", model->is_on_demand);
	if (!model->is_on_demand)
		return 1;
	if (!fake_link_receive(&session->link, on_demand, sizeof on_demand,
			       session->options->step_ms)) {
		fake_break(model, RULE_on_demand_short, "less than 16 bytes");
		return 0;
	}
	model->default_frames = fake_number(on_demand, 8);
	model->raw_now = (int64_t)fake_number(on_demand + 8, 8);
	fake_check_time(model, model->raw_now, "the on-demand message");
	return 1;
}

/*
 * The client's clock may not run ahead of ours. What it read for the on-demand message it read after
 * `before`.
 */
static void start_clock(struct session *session, int64_t before)
{
	const struct fake_model *model = session->model;
	int64_t now = fake_now_ns();
	if (session->options->recorded)
		return;
	session->clock_ns = before;
	session->clock_raw = model->raw_now;
	session->has_clock = model->is_on_demand;
	if (!model->is_on_demand && model->timer_mul == 1.0 && model->init_begin <= now) {
		session->clock_ns = session->clock_raw = now;
		session->has_clock = 1;
	}
}

static void advance_clock(struct session *session)
{
	int64_t passed = fake_now_ns() - session->clock_ns + SLACK_NS;
	session->model->has_limit = session->has_clock;
	session->model->limit = session->clock_raw +
				(int64_t)((double)passed / session->model->timer_mul);
}

static void set_credits(struct session *session)
{
	int size = 0;
	socklen_t len = sizeof size;
	getsockopt(session->link.fd, SOL_SOCKET, SO_SNDBUF, &size, &len);
	size_t credits = (size_t)size / QUERY_BYTES;
	session->model->credits = (credits < 8192 ? credits : 8192) - 4;
}

/* ---- the stream ---- */

static void send_questions(struct session *session)
{
	struct fake_question question;
	while (fake_next_question(session->model, &question)) {
		unsigned char bytes[QUERY_BYTES];
		bytes[0] = (unsigned char)question.number;
		put(bytes + 1, question.ptr, 8);
		put(bytes + 9, question.extra, 4);
		fake_link_queue(&session->link, bytes, sizeof bytes);
	}
	fake_link_push(&session->link);
}

static int see_frame(struct session *session, const unsigned char *bytes, size_t n)
{
	struct fake_model *model = session->model;
	switch (fake_lz4_decode(&session->lz4, bytes, n)) {
	case LZ4_FINE:
		fake_see_block(model, fake_lz4_block(&session->lz4), session->lz4.n);
		return 1;
	case LZ4_TOO_LARGE:
		fake_break(model, RULE_frame_too_large, "%zu bytes", n);
		return 0;
	default:
		fake_break(model, RULE_frame_bad_lz4, "%zu bytes", n);
		return 0;
	}
}

static void after_frame(struct session *session)
{
	const struct fake_options *options = session->options;
	session->last_frame_ms = fake_now_ms();
	fake_hostile_after_frame(session->model, &session->link);
	if (*options->stop && session->model->n_frames == STOP_FRAMES)
		close(open(options->stop, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	send_questions(session);
	if (options->frame_ms)
		fake_sleep_ms(options->frame_ms);
	if (options->stall_frames >= 0 && !session->has_stalled &&
	    session->model->n_frames >= (uint64_t)options->stall_frames) {
		session->has_stalled = 1;
		fake_sleep_ms(options->stall_ms);
		session->last_frame_ms = fake_now_ms();
	}
}

static int is_time_to_leave(const struct session *session)
{
	const struct fake_options *options = session->options;
	return (options->leave_frames >= 0 &&
		session->model->n_frames >= (uint64_t)options->leave_frames) ||
	       (options->leave_bytes >= 0 &&
		session->model->wire_bytes >= (uint64_t)options->leave_bytes) ||
	       (options->leave_ms >= 0 && fake_now_ms() - session->began_ms >= options->leave_ms);
}

/* See the frames that are there; 0: the stream cannot be read on. */
static int see_frames(struct session *session)
{
	struct fake_link *link = &session->link;
	size_t at = 0;
	int is_fine = 1;
	advance_clock(session);
	while (is_fine && link->in_n - at >= 4 && !is_time_to_leave(session)) {
		size_t n = fake_number(link->in + at, 4);
		if (n > FAKE_FRAME_MAX) {
			fake_break(session->model, RULE_frame_too_long, "%zu bytes", n);
			return 0;
		}
		if (link->in_n - at - 4 < n)
			break;
		is_fine = see_frame(session, link->in + at + 4, n);
		at += 4 + n;
		after_frame(session);
	}
	fake_link_consume(link, at);
	return is_fine;
}

/* After Terminate everything else is answered; then the server's own Terminate ends it. */
static int is_over(struct session *session)
{
	struct fake_model *model = session->model;
	if (!model->is_terminated)
		return 0;
	if (!session->terminated_ms)
		session->terminated_ms = fake_now_ms();
	if (session->options->ask_all && !session->has_asked_all) {
		session->has_asked_all = 1;
		fake_ask_everything(model);
		send_questions(session);
	}
	return fake_all_answered(model) ||
	       fake_now_ms() - session->terminated_ms > session->options->answer_ms;
}

static void end_by_terminate(struct session *session)
{
	struct fake_model *model = session->model;
	struct fake_link *link = &session->link;
	unsigned char bytes[QUERY_BYTES] = { 0 };
	fake_link_queue(link, bytes, sizeof bytes);
	for (int64_t end = fake_now_ms() + session->options->close_ms; !link->is_ended;) {
		if (fake_now_ms() > end) {
			fake_break(model, RULE_close_late, "%ld ms", session->options->close_ms);
			return;
		}
		fake_link_turn(link, 10, SIZE_MAX);
		see_frames(session);
	}
}

static void leave(struct session *session)
{
	if (session->options->hold)
		fake_sleep_ms(session->link.deadline - fake_now_ms());
}

static void check_idle(struct session *session)
{
	int64_t now = fake_now_ms();
	if (now - session->last_frame_ms <= session->options->idle_ms)
		return;
	fake_break(session->model, RULE_keepalive_missing, "after %" PRIu64 " frames",
		   session->model->n_frames);
	session->last_frame_ms = now;
}

static size_t most_bytes(const struct session *session)
{
	if (session->options->leave_bytes < 0)
		return SIZE_MAX;
	uint64_t most = (uint64_t)session->options->leave_bytes;
	return most > session->model->wire_bytes ? most - session->model->wire_bytes : 1;
}

static void client_has_gone(struct session *session)
{
	struct fake_model *model = session->model;
	int may_leave = session->options->may_break || model->is_unchecked ||
			fake_is_hostile(session->options, HOSTILE_types);
	if (may_leave)
		return;
	if (model->is_terminated)
		fake_break(model, RULE_left_early, "%zu questions are open", model->open);
	else
		fake_break(model, RULE_terminate_missing, "after %" PRIu64 " frames%s",
			   model->n_frames, session->link.in_n ? ", within one" : "");
}

static void stream(struct session *session)
{
	struct fake_model *model = session->model;
	struct fake_link *link = &session->link;
	const struct fake_options *options = session->options;
	session->last_frame_ms = fake_now_ms();
	link->is_in_pieces = fake_is_hostile(options, HOSTILE_pieces);
	for (;;) {
		model->wire_bytes += fake_link_turn(link, 10, most_bytes(session));
		if (!see_frames(session))
			return;
		if (is_time_to_leave(session)) {
			leave(session);
			return;
		}
		if (is_over(session)) {
			end_by_terminate(session);
			fake_see_end(model);
			return;
		}
		if (link->is_ended) {
			client_has_gone(session);
			return;
		}
		if (fake_now_ms() > link->deadline) {
			fake_break(model, RULE_session_endless, "%ld ms", options->bound_ms);
			return;
		}
		if (options->disconnect_ms >= 0 && !session->has_disconnected &&
		    fake_now_ms() - session->began_ms >= options->disconnect_ms) {
			session->has_disconnected = 1;
			fake_ask_anew(model, QUERY_Disconnect, 0, 0, 0);
			send_questions(session);
		}
		check_idle(session);
	}
}

/* It says that it waits before, and that it does not once somebody has come. */
static void hear(struct fake_model *model, int fd, int has_come)
{
	long ms = model->options->hear_ms;
	if (fd < 0)
		return;
	int32_t active = fake_discovery_hear(model, fd, has_come ? "gone" : "waiting", ms);
	if (has_come != (active < 0))
		fake_break(model, RULE_datagram_wrong, "%s and active for %" PRId32 " s",
			   has_come ? "taken" : "waiting", active);
}

static void meet(struct session *session)
{
	struct fake_model *model = session->model;
	int64_t before = fake_now_ns();
	session->began_ms = before / 1000000;
	fake_lz4_init(&session->lz4, FAKE_RAW_MAX);
	if (!fake_hostile_handshake(model, &session->link) && read_status(session) &&
	    read_welcome(session)) {
		set_credits(session);
		start_clock(session, before);
		fake_hostile_begin(model);
		stream(session);
	}
	fake_lz4_release(&session->lz4);
	fake_link_close(&session->link, (int)session->options->reset);
}

void fake_session(struct fake_model *model, const struct fake_options *options)
{
	struct session session = { .model = model, .options = options };
	fake_model_init(model, options, (int)options->protocol);
	int ears = options->hear_ms ? fake_discovery_open() : -1;
	if (options->hear_ms && ears < 0)
		fake_break(model, RULE_datagram_wrong, "the port to hear them is taken");
	hear(model, ears, 0);
	if (fake_link_open(&session.link, options)) {
		meet(&session);
		hear(model, ears, 1);
	} else {
		fake_break(model, RULE_no_listener, "%s:%ld", options->address, options->port);
	}
	if (ears >= 0)
		close(ears);
}
