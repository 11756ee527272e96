/* cmd_record_tracy.c - `leaf record tracy`: a recording, played to a Tracy viewer. */
#include <errno.h>
#include <string.h>

#include "leaf/commands.h"
#include "leaf/record_open.h"

#define CLI_NAME record_tracy
#define CLI_ROWS "leaf/record_tracy_opts.def"
#include "leaf/cli_table.h"

#if defined(LEAF_PROFILE_TRACY) && !defined(LEAF_TRACY_EXTERNAL)

#include "base/clock.h"
#include "trace/tracy_session.h"

/* Times on the wire are nanoseconds from the start, and none is 0. */
enum { FIRST_NS = 1, STEPS_AT_ONCE = 4096, LOOK_MS = 100, EXIT_MS = 500 };

struct playback {
	const struct recrun *run;
	struct recmerge merge;
	struct tracy_site *sites; /* [n_sites] by number; 0 stands for those that are not known */
	size_t n_sites;
	uint64_t now; /* the time of the last step */
	leaf_err err;
};

static uint64_t time_of(const struct playback *playback, const struct recstep *step)
{
	int64_t ns = recrun_ns(playback->run, step->ticks);
	return ns > 0 ? (uint64_t)ns + FIRST_NS : FIRST_NS;
}

static leaf_err make_sites(struct cli_call *call, struct playback *playback,
			   const struct recsites *sites)
{
	size_t n = sites->n ? sites->n : 1;
	playback->sites = leaf__arena_alloc(call->arena, n * sizeof *playback->sites);
	if (!playback->sites)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu call sites", n);
	playback->n_sites = n;
	playback->sites[0] = (struct tracy_site){ .name = "?", .target = "?", .file = "?" };
	for (size_t i = 1; i < sites->n; i++) {
		const struct recsite *site = &sites->sites[i];
		if (site->id)
			playback->sites[i] = (struct tracy_site){
				.name = site->name,
				.target = site->target,
				.file = site->file,
				.names = site->names,
				.types = site->types,
				.line = site->line,
				.level = site->level <= LEAF_LEVEL_TRACE ? site->level
									 : LEAF_LEVEL_TRACE,
				.kind = site->kind,
				.n_fields = site->n_fields,
			};
	}
	return LEAF_E_OK;
}

static struct tracy_site *site_of(const struct playback *playback, const struct recstep *step)
{
	return &playback->sites[step->site && step->site->id < playback->n_sites ? step->site->id
										 : 0];
}

static void play_step(struct playback *playback, struct tracy_player *player,
		      const struct recmerge_told *told)
{
	const struct recstep *step = told->step;
	struct tracy_track *track = leaf__tracy_track(player->tracks, step->thread, told->walk->tid,
						      told->walk->name, strlen(told->walk->name));
	struct tracy_site *site = site_of(playback, step);
	if (!track)
		return;
	uint64_t ns = time_of(playback, step);
	if (ns < track->last)
		ns = track->last;
	track->last = playback->now = ns;
	switch (step->kind) {
	case RECSTEP_OPEN:
	case RECSTEP_RESUMED:
		leaf__tracy_zone_close_to(player->tracks, track, step->depth, ns);
		if (step->values && step->kind == RECSTEP_OPEN)
			leaf__tracy_play_span(player, track, site, ns, step->values);
		else
			leaf__tracy_zone_open(player->tracks, track, site, ns);
		return;
	case RECSTEP_CLOSE:
	case RECSTEP_LEFT:
	case RECSTEP_CLOSED_UNSEEN:
	case RECSTEP_STILL_OPEN:
		leaf__tracy_zone_close_to(player->tracks, track, step->depth, ns);
		return;
	case RECSTEP_EVENT:
		if (step->site && step->values)
			leaf__tracy_play_event(player, track, site, ns, step->values);
		return;
	case RECSTEP_LATE:
		if (step->site && step->depth + 1 == track->depth)
			leaf__tracy_play_late(player, track, site, step->field, &step->late);
		return;
	case RECSTEP_ENDED:
		leaf__tracy_zone_close_to(player->tracks, track, 0, ns);
		leaf__tracy_track_rests(track);
		return;
	default:
		return;
	}
}

static int play(void *arg, struct tracy_player *player)
{
	struct playback *playback = arg;
	struct recmerge_told told;
	for (int i = 0; i < STEPS_AT_ONCE; i++) {
		playback->err = recmerge_next(&playback->merge, &told);
		if (playback->err != LEAF_E_OK || !told.step)
			return -1;
		play_step(playback, player, &told);
	}
	return 1;
}

static uint64_t now(void *arg)
{
	return ((struct playback *)arg)->now;
}

/* ---- the viewer ---- */

static leaf_err listen_for(struct cli_call *call, struct tracy_socket *listener)
{
	const struct record_tracy_opts *opts = call->opts;
	if (opts->port > 65535)
		return leaf_fail(LEAF_E_USAGE, "--port takes 1 to 65535");
	unsigned port = leaf__tracy_listen(listener, opts->address, (unsigned)opts->port);
	if (!port && errno == EINVAL)
		return leaf_fail(LEAF_E_USAGE, "'%s' is no address; 127.0.0.1 is", opts->address);
	if (!port)
		return leaf_fail(LEAF_E_IO, "cannot listen for a viewer: %s", strerror(errno));
	cli_note(call, "waiting for a Tracy viewer: connect it to %s, port %u", opts->address,
		 port);
	return LEAF_E_OK;
}

/* Wait until a viewer has said its protocol. */
static leaf_err meet(struct cli_call *call, const struct tracy_socket *listener,
		     struct tracy_socket *connection, struct tracy_protocol *protocol)
{
	const struct record_tracy_opts *opts = call->opts;
	static const int goes_on = 0;
	uint64_t start = leaf__monotonic_ns();
	unsigned number;
	for (;;) {
		if (opts->wait && leaf__monotonic_ns() - start > opts->wait * 1000000000u)
			return leaf_fail(LEAF_E_NOTFOUND, "no viewer has come in %llu s",
					 (unsigned long long)opts->wait);
		leaf__tracy_wait(listener, LOOK_MS);
		if (leaf__tracy_accept(connection, listener) != 0)
			continue;
		switch (leaf__tracy_greet(connection, protocol, &number, &goes_on)) {
		case TRACY_GREETED:
			return LEAF_E_OK;
		case TRACY_STRANGER:
			cli_note(call, "a viewer of protocol %u has come; known are %s", number,
				 leaf__tracy_known());
			break;
		case TRACY_NO_VIEWER:
			break;
		}
		leaf__tracy_hang_up(connection);
	}
}

static void describe(struct tracy_welcome *welcome, const struct recrun *run)
{
	const struct rec_meta *meta = &run->meta;
	char command[sizeof meta->command + 1] = { 0 };
	memcpy(command, meta->command, sizeof meta->command);
	leaf__tracy_describe(welcome);
	welcome->begin = FIRST_NS;
	welcome->resolution = welcome->delay = 1;
	welcome->epoch = meta->wall_ns / 1000000000u;
	welcome->pid = meta->pid;
	/* The fields are padded with NUL; what stood there is longer. */
	memset(welcome->program, 0, sizeof welcome->program);
	memset(welcome->host, 0, sizeof welcome->host);
	snprintf(welcome->program, sizeof welcome->program, "%s", record_base_name(command));
	snprintf(welcome->host, sizeof welcome->host, "A recording, played by leaf");
}

static leaf_err show(struct playback *playback, struct tracy_socket *connection,
		     const struct tracy_protocol *protocol)
{
	static const int goes_on = 0;
	const struct tracy_feed feed = { .play = play, .now = now, .arg = playback };
	struct tracy_strings strings = { 0 };
	struct tracy_welcome welcome;
	struct tracy_player *player = leaf__pages_map(sizeof *player);
	describe(&welcome, playback->run);
	struct tracy_session *session = player ? leaf__tracy_session_begin(connection, protocol,
									   &welcome, &strings)
					       : NULL;
	size_t lost = 0;
	if (session) {
		lost = leaf__tracy_session_run(session, player, &feed, &goes_on, EXIT_MS);
		leaf__tracy_session_free(session);
	}
	leaf__tracy_strings_release(&strings);
	if (player)
		leaf__pages_unmap(player, sizeof *player);
	if (!session || lost)
		return leaf_fail(LEAF_E_IO, "the viewer has gone before it had everything");
	return playback->err;
}

static leaf_err play_run(struct cli_call *call, const struct record_opened *opened, uint32_t only)
{
	struct playback playback = { .run = &opened->run, .now = FIRST_NS };
	struct tracy_socket listener = { .fd = -1 }, connection = { .fd = -1 };
	struct tracy_protocol protocol;
	leaf__clock_init();
	LEAF_TRY(make_sites(call, &playback, &opened->sites));
	LEAF_TRY(
		recmerge_init(&playback.merge, &opened->run, &opened->sites, &opened->parts, only));
	leaf_err err = listen_for(call, &listener);
	if (err == LEAF_E_OK)
		err = meet(call, &listener, &connection, &protocol);
	if (err == LEAF_E_OK)
		err = show(&playback, &connection, &protocol);
	leaf__tracy_hang_up(&connection);
	leaf__tracy_let_go(&listener);
	recmerge_release(&playback.merge);
	return err;
}

#else

static leaf_err play_run(struct cli_call *call, const struct record_opened *opened, uint32_t only)
{
	(void)call, (void)opened, (void)only;
	return leaf_fail(LEAF_E_UNSUPPORTED,
			 "leaf was built without a Tracy client of its own; "
			 "'leaf record chrome' makes a file for Tracy's importer");
}

#endif

leaf_err cmd_record_tracy(struct cli_call *call)
{
	const struct record_tracy_opts *opts = call->opts;
	struct record_opened opened;
	uint32_t only;
	LEAF_TRY(record_thread_number(&only, opts->thread));
	LEAF_TRY(record_open_chosen(call, &opened, opts->run));
	leaf_err err = play_run(call, &opened, only);
	record_release(&opened);
	return err;
}
