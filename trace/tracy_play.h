/* tracy_play.h - records of spans and events, as bytes, played to a viewer. */
#ifndef LEAF_TRACE_TRACY_PLAY_H
#define LEAF_TRACE_TRACY_PLAY_H

#include "trace/rec_format.h"
#include "trace/tracy_tracks.h"

struct tracy_player {
	struct tracy_tracks *tracks;
	uint32_t who, who_tid; /* whose record of the serial ring is played */
	struct leaf__arena arena;
	struct tracy_site **sites; /* [room] by number; NULL: not known */
	uint32_t room;
	char text[TRACY_TEXT];
};

/* All zero but the tracks is valid; have it mapped, it is large. */
void leaf__tracy_player_release(struct tracy_player *player);

/*
 * Play what leaf__tracy_take() gave: a header and its records, which are of this process and
 * right. One thread at a time.
 */
void leaf__tracy_play(struct tracy_player *player, const struct rec_part *part);

/*
 * The values of a site as text, "a=1, b=2", behind what stands in player->text [len]; returns the
 * new length. 'values' is as records hold them.
 */
size_t leaf__tracy_show(struct tracy_player *player, size_t len, const struct tracy_site *site,
			const unsigned char *values);

/* A span opens, or an event happens: its items. 'values' as above. */
void leaf__tracy_play_span(struct tracy_player *player, struct tracy_track *track,
			   struct tracy_site *site, uint64_t ticks, const unsigned char *values);
void leaf__tracy_play_event(struct tracy_player *player, struct tracy_track *track,
			    struct tracy_site *site, uint64_t ticks, const unsigned char *values);

/* A field of the innermost zone is told late. */
void leaf__tracy_play_late(struct tracy_player *player, struct tracy_track *track,
			   const struct tracy_site *site, unsigned field,
			   const struct leaf_value *value);

/* Whether events of this kind must be in order across threads. */
int leaf__tracy_is_serial(unsigned kind);

#endif
