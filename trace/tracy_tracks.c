/* tracy_tracks.c - what a viewer has been told, so that it is told nothing that does not fit. */
#include "trace/tracy_tracks.h"

#include <string.h>

enum { N_LISTS = 256 };

void leaf__tracy_tracks_init(struct tracy_tracks *tracks, struct tracy_wire *wire,
			     struct tracy_strings *strings, uint64_t begin)
{
	*tracks = (struct tracy_tracks){ .wire = wire, .strings = strings, .begin = begin };
	tracks->frame = tracks->memory = begin;
}

void leaf__tracy_tracks_release(struct tracy_tracks *tracks)
{
	for (int i = 0; i < N_LISTS; i++)
		for (struct tracy_track *track = tracks->tracks[i]; track; track = track->next)
			if (track->open)
				leaf__pages_unmap(track->open, track->room * sizeof *track->open);
	if (tracks->counts)
		leaf__pages_unmap(tracks->counts, tracks->counts_room * sizeof *tracks->counts);
	leaf__tracy_shared_release(tracks);
	leaf__arena_release(&tracks->arena);
}

static void set_name(struct tracy_track *track, const char *name, size_t len)
{
	if (len >= sizeof track->name)
		len = sizeof track->name - 1;
	len = strnlen(name, len);
	if (!len)
		return;
	memcpy(track->name, name, len);
	track->name[len] = '\0';
}

struct tracy_track *leaf__tracy_track(struct tracy_tracks *tracks, uint32_t number, uint32_t tid,
				      const char *name, size_t name_len)
{
	struct tracy_track **list = &tracks->tracks[number % N_LISTS], *track = *list;
	while (track && track->number != number)
		track = track->next;
	if (!track) {
		track = leaf__arena_alloc(&tracks->arena, sizeof *track);
		if (!track)
			return NULL;
		track->next = *list;
		track->number = number;
		track->tid = tid;
		*list = track;
	}
	if (!track->is_named)
		set_name(track, name, name_len);
	return track;
}

void leaf__tracy_name_track(struct tracy_track *track, const char *name, size_t len)
{
	set_name(track, name, len);
	track->is_named = 1;
}

const char *leaf__tracy_track_name(const struct tracy_tracks *tracks, uint64_t tid)
{
	for (int i = 0; i < N_LISTS; i++)
		for (const struct tracy_track *t = tracks->tracks[i]; t; t = t->next)
			if (t->tid == tid && t->name[0] && !t->fiber)
				return t->name;
	return NULL;
}

/* ---- zones ---- */

/* How often each place is open in this track: counted again when the track is another. */
static int count_for(struct tracy_tracks *tracks, const struct tracy_track *track)
{
	size_t need = tracks->strings->by_place.n + 1;
	if (tracks->counts_room < need) {
		size_t room = 2 * need + 1024;
		uint16_t *counts = leaf__pages_map(room * sizeof *counts);
		if (!counts)
			return 0;
		if (tracks->counts)
			leaf__pages_unmap(tracks->counts,
					  tracks->counts_room * sizeof *tracks->counts);
		tracks->counts = counts;
		tracks->counts_room = room;
		tracks->counted = NULL;
	}
	if (tracks->counted == track)
		return 1;
	memset(tracks->counts, 0, tracks->counts_room * sizeof *tracks->counts);
	for (size_t i = 0; i < track->depth; i++)
		if (track->open[i].shown)
			tracks->counts[track->open[i].shown]++;
	tracks->counted = track;
	return 1;
}

static int room_to_open(struct tracy_track *track)
{
	enum { FIRST = 256 };
	if (track->depth < track->room)
		return 1;
	size_t room = track->room ? 2 * track->room : FIRST;
	while (room <= track->depth)
		room *= 2; /* it has grown while there was no memory */
	struct tracy_open *open = leaf__pages_map(room * sizeof *open);
	if (!open)
		return 0;
	if (track->open) {
		memcpy(open, track->open, track->room * sizeof *open);
		leaf__pages_unmap(track->open, track->room * sizeof *open);
	}
	track->open = open;
	track->room = room;
	return 1;
}

static uint32_t place_of(struct tracy_tracks *tracks, struct tracy_site *site)
{
	if (__builtin_expect(!site->place, 0))
		site->place = leaf__tracy_place(tracks->strings, site->name, site->file, site->line,
						site->target);
	return site->place;
}

void leaf__tracy_zone_open_slowly(struct tracy_tracks *tracks, struct tracy_track *track,
				  struct tracy_site *site, uint64_t ticks)
{
	uint32_t place = place_of(tracks, site);
	uint64_t handle = 0;
	if (!room_to_open(track)) {
		track->depth++; /* beyond the room nothing is shown */
		tracks->n_hidden++;
		return;
	}
	if (place && count_for(tracks, track))
		handle = leaf__tracy_location_handle(tracks->strings, place, tracks->counts[place]);
	if (handle && !tracks->counts[place])
		site->handle = handle;
	track->open[track->depth++] = (struct tracy_open){ site, handle ? place : 0 };
	if (!handle) {
		tracks->n_hidden++;
		return;
	}
	tracks->counts[place]++;
	track->shown++;
	leaf__tracy_context(tracks->wire, track->tid);
	leaf__tracy_zone_begin(tracks->wire, ticks, handle);
}

void leaf__tracy_zone_close_to(struct tracy_tracks *tracks, struct tracy_track *track, size_t depth,
			       uint64_t ticks)
{
	while (track->depth > depth) {
		size_t i = --track->depth;
		if (i >= track->room || !track->open[i].shown)
			continue;
		if (tracks->counted == track)
			tracks->counts[track->open[i].shown]--;
		track->shown--;
		leaf__tracy_context(tracks->wire, track->tid);
		leaf__tracy_zone_end(tracks->wire, ticks);
	}
}

/* Whether the innermost zone is open on the wire. */
static int is_shown(const struct tracy_track *track)
{
	return track->depth && track->depth <= track->room && track->open[track->depth - 1].shown;
}

void leaf__tracy_zone_text(struct tracy_tracks *tracks, struct tracy_track *track, const char *text,
			   size_t len)
{
	if (!is_shown(track) || !len)
		return;
	leaf__tracy_context(tracks->wire, track->tid);
	leaf__tracy_string(tracks->wire, text, len);
	leaf__tracy_item(tracks->wire, TRACY_ZoneText, 0);
}

void leaf__tracy_zone_value(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t value)
{
	if (!is_shown(track))
		return;
	leaf__tracy_context(tracks->wire, track->tid);
	leaf__tracy_item(tracks->wire, TRACY_ZoneValue, 0);
	leaf__tracy_u64(tracks->wire, value);
}

void leaf__tracy_track_rests(struct tracy_track *track)
{
	if (track->open)
		leaf__pages_unmap(track->open, track->room * sizeof *track->open);
	track->open = NULL;
	track->room = 0;
}

/* ---- messages ---- */

void leaf__tracy_say(struct tracy_tracks *tracks, struct tracy_track *track,
		     struct tracy_site *site, uint64_t ticks, const char *text, size_t len)
{
	leaf__tracy_context(tracks->wire, track->tid);
	if (!text && !site->text)
		site->text = leaf__tracy_name(tracks->strings, site->name, strlen(site->name));
	if (!text && site->text) {
		uint64_t handle = leaf__tracy_handle(TRACY_STRING, site->text);
		leaf__tracy_message(tracks->wire, ticks, (enum leaf_level)site->level, handle);
		return;
	}
	leaf__tracy_string(tracks->wire, text ? text : site->name, text ? len : strlen(site->name));
	leaf__tracy_message(tracks->wire, ticks, (enum leaf_level)site->level, 0);
}

void leaf__tracy_app_info(struct tracy_tracks *tracks, uint64_t ticks, const char *text, size_t len)
{
	leaf__tracy_string(tracks->wire, text, len);
	leaf__tracy_item(tracks->wire, TRACY_MessageAppInfo, 0);
	leaf__tracy_u64(tracks->wire, ticks);
}

/* ---- plots and frames ---- */

/* Without a name there is nothing to put it under. */
static int put_plot(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
		    enum tracy_item item, const char *name, size_t len)
{
	uint32_t number = leaf__tracy_name(tracks->strings, name, len);
	if (!number)
		return 0;
	leaf__tracy_context(tracks->wire, track->tid);
	leaf__tracy_item(tracks->wire, item, 0);
	leaf__tracy_u64(tracks->wire, leaf__tracy_handle(TRACY_PLOT, number));
	leaf__tracy_u64(tracks->wire, leaf__tracy_thread_delta(tracks->wire, ticks));
	return 1;
}

void leaf__tracy_plot_int(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
			  const char *name, size_t len, int64_t value)
{
	if (put_plot(tracks, track, ticks, TRACY_PlotDataInt, name, len))
		leaf__tracy_u64(tracks->wire, (uint64_t)value);
}

void leaf__tracy_plot_double(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
			     const char *name, size_t len, double value)
{
	if (put_plot(tracks, track, ticks, TRACY_PlotDataDouble, name, len))
		leaf__tracy_put(tracks->wire, &value, sizeof value);
}

static uint64_t not_before(uint64_t *last, uint64_t ticks)
{
	if (ticks > *last)
		*last = ticks;
	return *last;
}

void leaf__tracy_frame(struct tracy_tracks *tracks, uint64_t ticks, const char *name, size_t len)
{
	uint32_t number = len ? leaf__tracy_name(tracks->strings, name, len) : 0;
	if (len && !number)
		return;
	leaf__tracy_item(tracks->wire, TRACY_FrameMarkMsg, 0);
	leaf__tracy_u64(tracks->wire, not_before(&tracks->frame, ticks));
	leaf__tracy_u64(tracks->wire, len ? leaf__tracy_handle(TRACY_FRAME_SET, number) : 0);
}

/* ---- fibers ---- */

void leaf__tracy_fiber(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
		       int runs)
{
	struct tracy_wire *wire = tracks->wire;
	if (track->is_running == runs || !track->fiber)
		return;
	track->is_running = runs;
	leaf__tracy_context(wire, track->tid);
	leaf__tracy_item(wire, runs ? TRACY_FiberEnter : TRACY_FiberLeave, 0);
	leaf__tracy_u64(wire, leaf__tracy_thread_delta(wire, ticks));
	if (runs)
		leaf__tracy_u64(wire, track->fiber);
	leaf__tracy_u32(wire, track->tid);
	if (runs && wire->protocol.has_fiber_hint)
		leaf__tracy_u32(wire, 0);
}

/* ---- the end ---- */

void leaf__tracy_tracks_end(struct tracy_tracks *tracks, uint64_t ticks)
{
	for (int i = 0; i < N_LISTS; i++)
		for (struct tracy_track *t = tracks->tracks[i]; t; t = t->next) {
			uint64_t at = ticks > t->last ? ticks : t->last;
			if (t->depth)
				leaf__tracy_fiber(tracks, t, at, 1);
			leaf__tracy_zone_close_to(tracks, t, 0, at);
			leaf__tracy_fiber(tracks, t, at, 0);
		}
}
