/* tracy_tracks.h - what a viewer has been told, so that it is told nothing that does not fit. */
/*
 * The player of records calls these in the order of each thread; they put items onto the wire.
 * Whatever comes, each zone that begins on the wire ends there, texts stand inside zones, an
 * obtained lock was waited for, and what is freed was allocated. One thread at a time.
 */
#ifndef LEAF_TRACE_TRACY_TRACKS_H
#define LEAF_TRACE_TRACY_TRACKS_H

#include "leaf/sink.h"
#include "trace/tracy_strings.h"
#include "trace/tracy_wire.h"

/* What stands in front of a value: ", name="; padded, so that whole blocks can be copied. */
struct tracy_prefix {
	const char *text;
	unsigned len;
	unsigned size; /* of the value: 4 or 8 */
	int is_signed;
};

/* A call site as the player knows it; the words below are the tracks' own, 0 at first. */
struct tracy_site {
	const char *name, *target, *file;
	const char *const *names;
	const unsigned *types; /* [n_fields] */
	uint32_t line;
	unsigned char level, kind, n_fields;
	uint32_t place, text;	    /* numbers in the strings */
	uint64_t handle;	    /* of the place, for the first times that it is open */
	struct tracy_prefix *plain; /* [n_fields]; set when is_plain */
	signed char is_plain;	    /* all values are small integers; -1: not so, 0: not known */
};

struct tracy_open {
	struct tracy_site *site;
	uint32_t shown; /* its place, if it is open on the wire too; else 0 */
};

/* A row of the viewer: a thread, or a fiber. */
struct tracy_track {
	struct tracy_track *next;
	uint32_t number, tid;
	char name[64];
	int is_named;  /* by the program: other names do not count */
	uint64_t last; /* time of its last record; the player's */
	struct tracy_open *open;
	size_t depth, room;
	size_t shown; /* of the open ones */
	/* of a fiber: its name's handle, and whether the viewer has it running on thread tid */
	uint64_t fiber;
	int is_running, was_running;
};

struct tracy_set {
	uint64_t *at; /* [room] 0: free */
	size_t room, n;
};

struct tracy_lock;

struct tracy_tracks {
	struct tracy_wire *wire;
	struct tracy_strings *strings;
	struct leaf__arena arena; /* tracks and locks */
	struct tracy_track *tracks[256];
	uint64_t begin;		/* no event is earlier */
	uint64_t frame, memory; /* the last time of frames, of memory and locks */
	uint16_t *counts;	/* [counts_room] how often each place is open in the track below */
	size_t counts_room;
	const struct tracy_track *counted;
	struct tracy_set alive; /* addresses */
	struct tracy_lock *locks[256], *free_locks;
	uint32_t n_locks;
	uint64_t n_hidden; /* zones that the viewer would not bear */
};

void leaf__tracy_tracks_init(struct tracy_tracks *tracks, struct tracy_wire *wire,
			     struct tracy_strings *strings, uint64_t begin);
void leaf__tracy_tracks_release(struct tracy_tracks *tracks);

/* The track of a thread, made if need be, by its usual name; NULL without memory. */
struct tracy_track *leaf__tracy_track(struct tracy_tracks *tracks, uint32_t number, uint32_t tid,
				      const char *name, size_t name_len);

/* The program has a name for it. */
void leaf__tracy_name_track(struct tracy_track *track, const char *name, size_t len);

/* The name of the thread with this number of the system; NULL: never heard of. */
const char *leaf__tracy_track_name(const struct tracy_tracks *tracks, uint64_t tid);

void leaf__tracy_zone_open_slowly(struct tracy_tracks *tracks, struct tracy_track *track,
				  struct tracy_site *site, uint64_t ticks);

/* The zones deeper than 'depth' have ended. */
void leaf__tracy_zone_close_to(struct tracy_tracks *tracks, struct tracy_track *track, size_t depth,
			       uint64_t ticks);

/* Whether the viewer's and the tracks' present thread is that of the track. */
static inline int leaf__tracy_is_present(const struct tracy_tracks *tracks,
					 const struct tracy_track *track)
{
	return tracks->counted == track && tracks->wire->thread == track->tid;
}

static inline void leaf__tracy_zone_open(struct tracy_tracks *tracks, struct tracy_track *track,
					 struct tracy_site *site, uint64_t ticks)
{
	size_t place = site->place, depth = track->depth;
	if (__builtin_expect(!leaf__tracy_is_present(tracks, track) || depth >= track->room ||
				     !site->handle || place >= tracks->counts_room ||
				     tracks->counts[place] >= TRACY_OPEN_PER_HANDLE,
			     0)) {
		leaf__tracy_zone_open_slowly(tracks, track, site, ticks);
		return;
	}
	tracks->counts[place]++;
	track->open[depth] = (struct tracy_open){ site, (uint32_t)place };
	track->depth = depth + 1;
	track->shown++;
	leaf__tracy_zone_begin(tracks->wire, ticks, site->handle);
}

/* The innermost zone has ended. */
static inline void leaf__tracy_zone_close(struct tracy_tracks *tracks, struct tracy_track *track,
					  uint64_t ticks)
{
	size_t depth = track->depth - 1;
	uint32_t place = depth < track->room ? track->open[depth].shown : 0;
	if (__builtin_expect(!place || !leaf__tracy_is_present(tracks, track), 0)) {
		leaf__tracy_zone_close_to(tracks, track, track->depth ? depth : 0, ticks);
		return;
	}
	tracks->counts[place]--;
	track->depth = depth;
	track->shown--;
	leaf__tracy_zone_end(tracks->wire, ticks);
}

/* Text, or a number, for the innermost zone of the track. */
void leaf__tracy_zone_text(struct tracy_tracks *tracks, struct tracy_track *track, const char *text,
			   size_t len);
void leaf__tracy_zone_value(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t value);

/* The thread has ended and has no zones: give back what they took. */
void leaf__tracy_track_rests(struct tracy_track *track);

/* A message: the site's own text (text NULL), or another. */
void leaf__tracy_say(struct tracy_tracks *tracks, struct tracy_track *track,
		     struct tracy_site *site, uint64_t ticks, const char *text, size_t len);

/* ---- what is in order across threads ---- */

void leaf__tracy_frame(struct tracy_tracks *tracks, uint64_t ticks, const char *name, size_t len);
void leaf__tracy_alloc(struct tracy_tracks *tracks, uint64_t ticks, uint32_t tid, uint64_t address,
		       uint64_t size);
void leaf__tracy_free(struct tracy_tracks *tracks, uint64_t ticks, uint32_t tid, uint64_t address);

struct tracy_lock_step {
	enum leaf_kind kind;
	uint32_t id, tid;
	int shared;
	const char *name;
	size_t name_len;
};
void leaf__tracy_lock(struct tracy_tracks *tracks, uint64_t ticks,
		      const struct tracy_lock_step *step);

/* Give the memory of these back; part of leaf__tracy_tracks_release(). */
void leaf__tracy_shared_release(struct tracy_tracks *tracks);

/* ---- the rest ---- */

/* A plot's value, an integer or a number. */
void leaf__tracy_plot_int(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
			  const char *name, size_t len, int64_t value);
void leaf__tracy_plot_double(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
			     const char *name, size_t len, double value);
void leaf__tracy_app_info(struct tracy_tracks *tracks, uint64_t ticks, const char *text,
			  size_t len);

/* The fiber goes on or stops, on the thread that track->tid names. */
void leaf__tracy_fiber(struct tracy_tracks *tracks, struct tracy_track *track, uint64_t ticks,
		       int runs);

/* Everything ends now: all open zones. */
void leaf__tracy_tracks_end(struct tracy_tracks *tracks, uint64_t ticks);

#endif
