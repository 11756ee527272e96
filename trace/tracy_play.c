/* tracy_play.c - records of spans and events, as bytes, played to a viewer. */
#include "trace/tracy_play.h"

#include "base/arena.h"
#include "trace/digits.h"
#include "trace/fields.h"
#include "trace/rec_values.h"
#include "trace/show.h"
#include "trace/site.h"
#include "trace/tracy_queue.h"

#include <string.h>

void leaf__tracy_player_release(struct tracy_player *player)
{
	if (player->sites)
		leaf__pages_unmap(player->sites, player->room * sizeof *player->sites);
	player->sites = NULL;
	player->room = 0;
	leaf__arena_release(&player->arena);
}

/* ---- call sites ---- */

static int grow_sites(struct tracy_player *player, uint32_t id)
{
	uint32_t room = 2 * id + 1024;
	struct tracy_site **sites = leaf__pages_map(room * sizeof *sites);
	if (!sites)
		return 0;
	if (player->sites) {
		memcpy(sites, player->sites, player->room * sizeof *sites);
		leaf__pages_unmap(player->sites, player->room * sizeof *sites);
	}
	player->sites = sites;
	player->room = room;
	return 1;
}

/* The list is newest first: copy what is new, up to the first that is known. */
static void learn_sites(struct tracy_player *player)
{
	for (struct leaf__site *known = leaf__site_list(); known; known = known->next) {
		const struct leaf_site_info *info = &known->info;
		if (info->id >= player->room && !grow_sites(player, info->id))
			return;
		if (player->sites[info->id])
			return;
		struct tracy_site *site = leaf__arena_alloc(&player->arena, sizeof *site);
		player->sites[info->id] = site;
		if (!site)
			return;
		*site = (struct tracy_site){
			.name = info->name,
			.target = info->target,
			.file = info->file,
			.names = info->names,
			.types = info->types,
			.line = info->line,
			.level = info->level,
			.kind = info->kind,
			.n_fields = info->n_fields,
		};
	}
}

static struct tracy_site *site_of(struct tracy_player *player, uint32_t id)
{
	if (__builtin_expect(id >= player->room || !player->sites[id], 0))
		learn_sites(player);
	return id < player->room ? player->sites[id] : NULL;
}

static size_t values_len(const struct tracy_site *site, const unsigned char *values)
{
	struct leaf_value value;
	size_t len = 0;
	for (unsigned i = 0; i < site->n_fields; i++)
		len += leaf__field_refers(site->types[i])
			       ? leaf__rec_value_read(site->types[i], values + len, &value)
			       : leaf__field_size(site->types[i]);
	return len;
}

/* ---- values ---- */

static size_t put_text(struct tracy_player *player, size_t len, const char *text)
{
	size_t n = strlen(text);
	if (n > sizeof player->text - len)
		n = sizeof player->text - len;
	memcpy(player->text + len, text, n);
	return len + n;
}

static size_t put_value(struct tracy_player *player, size_t len, const char *name,
			const struct leaf_value *value)
{
	if (len)
		len = put_text(player, len, ", ");
	len = put_text(player, len, name);
	len = put_text(player, len, "=");
	size_t room = sizeof player->text - len;
	size_t n = leaf_value_show(value, player->text + len, room);
	return len + (n < room ? n : room);
}

size_t leaf__tracy_show(struct tracy_player *player, size_t len, const struct tracy_site *site,
			const unsigned char *values)
{
	struct leaf_value value;
	for (unsigned i = 0; i < site->n_fields; i++) {
		values += leaf__rec_value_read(site->types[i], values, &value);
		if (value.type != LEAF_TYPE_LATE)
			len = put_value(player, len, site->names[i], &value);
	}
	return len;
}

/* ---- values that are all plain integers, as most are: written at once where they go ---- */

enum {
	BLOCK = 16,	 /* bytes that a prefix is copied by */
	DIGITS = 20,	 /* of an integer, with its sign */
	SHORT_TEXT = 256 /* beyond it protocols have another form */
};

static int is_plain_type(unsigned packed_type)
{
	unsigned type = leaf__field_type(packed_type), size = leaf__field_size(packed_type);
	return (type == LEAF_TYPE_INT || type == LEAF_TYPE_UINT) && (size == 4 || size == 8);
}

/* Find out whether the site's values are such; their prefixes live in the player's arena. */
static void learn_prefixes(struct tracy_player *player, struct tracy_site *site)
{
	size_t most = 0;
	site->is_plain = -1;
	for (unsigned i = 0; i < site->n_fields; i++) {
		if (!is_plain_type(site->types[i]))
			return;
		most += strnlen(site->names[i], SHORT_TEXT) + DIGITS + 3;
	}
	if (most >= SHORT_TEXT)
		return;
	site->plain = leaf__arena_alloc(&player->arena, site->n_fields * sizeof *site->plain);
	for (unsigned i = 0; site->plain && i < site->n_fields; i++) {
		size_t name = strlen(site->names[i]), comma = i ? 2 : 0, len = comma + name + 1;
		char *text = leaf__arena_alloc(&player->arena, len + BLOCK);
		if (!text)
			return;
		memcpy(text, ", ", comma);
		memcpy(text + comma, site->names[i], name);
		text[comma + name] = '=';
		site->plain[i] = (struct tracy_prefix){
			.text = text,
			.len = (unsigned)len,
			.size = leaf__field_size(site->types[i]),
			.is_signed = leaf__field_type(site->types[i]) == LEAF_TYPE_INT,
		};
	}
	site->is_plain = site->plain ? 1 : -1;
}

static inline uint64_t plain_value(const struct tracy_prefix *prefix, const unsigned char *values)
{
	int32_t narrow;
	uint64_t wide;
	if (prefix->size == sizeof wide) {
		memcpy(&wide, values, sizeof wide);
		return wide;
	}
	memcpy(&narrow, values, sizeof narrow);
	return prefix->is_signed ? (uint64_t)(int64_t)narrow : (uint32_t)narrow;
}

static inline char *put_plain(char *at, const struct tracy_site *site, const unsigned char *values)
{
	const struct tracy_prefix *prefix = site->plain, *end = prefix + site->n_fields;
	for (; prefix < end; prefix++) {
		for (unsigned i = 0; i < prefix->len; i += BLOCK)
			memcpy(at + i, prefix->text + i, BLOCK);
		uint64_t value = plain_value(prefix, values);
		at += prefix->len;
		*at = '-';
		if (prefix->is_signed && (int64_t)value < 0)
			at = leaf__put_u64(at + 1, 0 - value);
		else
			at = leaf__put_u64(at, value);
		values += prefix->size;
	}
	return at;
}

/* The zone's text, put together on the wire: the string, then the item that takes it. */
static inline void plain_text(struct tracy_wire *wire, const struct tracy_site *site,
			      const unsigned char *values)
{
	unsigned char *at = leaf__tracy_room(wire, 1 + 2 + SHORT_TEXT + 1);
	int is_8 = wire->protocol.has_string8;
	unsigned char *text = at + (is_8 ? 2 : 3);
	unsigned char *end = (unsigned char *)put_plain((char *)text, site, values);
	size_t len = (size_t)(end - text);
	at[0] = wire->numbers[is_8 ? TRACY_SingleStringData8 : TRACY_SingleStringData];
	at[1] = (unsigned char)len;
	if (!is_8)
		at[2] = (unsigned char)(len >> 8);
	*end = wire->numbers[TRACY_ZoneText];
	leaf__tracy_end(wire, end + 1);
}

/* The zone has just been opened. */
static inline void plain_values(struct tracy_player *player, struct tracy_track *track,
				const struct tracy_site *site, const unsigned char *values)
{
	if (!track->open[track->depth - 1].shown)
		return;
	uint64_t value = plain_value(site->plain, values);
	if (site->n_fields == 1 && (!site->plain->is_signed || !(value >> 63)))
		leaf__tracy_zone_value(player->tracks, track, value);
	else
		plain_text(player->tracks->wire, site, values);
}

/* Whether a value is an integer that a viewer can show as its number: it takes 64 bits, no sign. */
static int is_number(const struct leaf_value *value, uint64_t *number)
{
	if (value->type == LEAF_TYPE_HEX || value->type == LEAF_TYPE_UINT ||
	    value->type == LEAF_TYPE_INT) {
		struct leaf__integer integer = leaf__integer_of(value);
		*number = integer.low;
		return integer.valid && !integer.high &&
		       (value->type != LEAF_TYPE_INT || !(integer.low >> 63));
	}
	return 0;
}

void leaf__tracy_play_span(struct tracy_player *player, struct tracy_track *track,
			   struct tracy_site *site, uint64_t ticks, const unsigned char *values)
{
	struct leaf_value value;
	uint64_t number;
	leaf__tracy_zone_open(player->tracks, track, site, ticks);
	if (!site->n_fields)
		return;
	if (__builtin_expect(!site->is_plain, 0))
		learn_prefixes(player, site);
	if (site->is_plain > 0 && track->depth <= track->room) {
		plain_values(player, track, site, values);
		return;
	}
	if (site->n_fields == 1)
		leaf__rec_value_read(site->types[0], values, &value);
	if (site->n_fields == 1 && is_number(&value, &number))
		leaf__tracy_zone_value(player->tracks, track, number);
	else
		leaf__tracy_zone_text(player->tracks, track, player->text,
				      leaf__tracy_show(player, 0, site, values));
}

void leaf__tracy_play_late(struct tracy_player *player, struct tracy_track *track,
			   const struct tracy_site *site, unsigned field,
			   const struct leaf_value *value)
{
	if (field < site->n_fields)
		leaf__tracy_zone_text(player->tracks, track, player->text,
				      put_value(player, 0, site->names[field], value));
}

/* ---- events ---- */

int leaf__tracy_is_serial(unsigned kind)
{
	return kind == LEAF_KIND_FRAME || kind == LEAF_KIND_ALLOC || kind == LEAF_KIND_FREE ||
	       (kind >= LEAF_KIND_LOCK_WAIT && kind <= LEAF_KIND_LOCK_END);
}

/* The values of an event of a kind of its own, which has at most three. */
enum { OWN_VALUES = 3 };

static void read_values(const struct tracy_site *site, const unsigned char *values,
			struct leaf_value out[OWN_VALUES])
{
	for (unsigned i = 0; i < OWN_VALUES; i++) {
		out[i] = (struct leaf_value){ .type = LEAF_TYPE_UINT, .data = NULL };
		if (i < site->n_fields)
			values += leaf__rec_value_read(site->types[i], values, &out[i]);
	}
}

static const char *text_of(const struct leaf_value *value, size_t *len)
{
	*len = value->data && value->type == LEAF_TYPE_TEXT ? value->len : 0;
	return *len ? value->data : "";
}

static void play_message(struct tracy_player *player, struct tracy_track *track,
			 struct tracy_site *site, uint64_t ticks, const unsigned char *values)
{
	size_t len = 0;
	if (site->n_fields) {
		len = put_text(player, 0, site->name);
		len = leaf__tracy_show(player, len, site, values);
	}
	leaf__tracy_say(player->tracks, track, site, ticks, site->n_fields ? player->text : NULL,
			len);
}

static void play_plot(struct tracy_player *player, struct tracy_track *track, uint64_t ticks,
		      const struct leaf_value value[OWN_VALUES])
{
	size_t len;
	const char *name = text_of(&value[0], &len);
	if (value[1].type == LEAF_TYPE_FLOAT) {
		leaf__tracy_plot_double(player->tracks, track, ticks, name, len,
					leaf_value_double(&value[1]));
	} else {
		struct leaf__integer integer = leaf__integer_of(&value[1]);
		leaf__tracy_plot_int(player->tracks, track, ticks, name, len,
				     integer.valid ? (int64_t)integer.low
						   : (int64_t)leaf_value_u64(&value[1]));
	}
}

static void play_lock(struct tracy_player *player, const struct tracy_track *track,
		      const struct tracy_site *site, uint64_t ticks,
		      const struct leaf_value value[OWN_VALUES])
{
	struct tracy_lock_step step = {
		.kind = (enum leaf_kind)site->kind,
		.id = (uint32_t)leaf_value_u64(&value[0]),
		.tid = track->number ? track->tid : player->who_tid,
		.shared = leaf_value_u64(&value[2]) != 0,
	};
	step.name = text_of(&value[1], &step.name_len);
	leaf__tracy_lock(player->tracks, ticks, &step);
}

void leaf__tracy_play_event(struct tracy_player *player, struct tracy_track *track,
			    struct tracy_site *site, uint64_t ticks, const unsigned char *values)
{
	struct leaf_value value[OWN_VALUES];
	uint32_t tid = track->number ? track->tid : player->who_tid;
	size_t len;
	if (site->kind == LEAF_KIND_EVENT) {
		play_message(player, track, site, ticks, values);
		return;
	}
	read_values(site, values, value);
	const char *text = text_of(&value[0], &len);
	switch (site->kind) {
	case LEAF_KIND_FRAME:
		leaf__tracy_frame(player->tracks, ticks, text, len);
		return;
	case LEAF_KIND_PLOT:
		play_plot(player, track, ticks, value);
		return;
	case LEAF_KIND_ALLOC:
		leaf__tracy_alloc(player->tracks, ticks, tid, leaf_value_u64(&value[0]),
				  leaf_value_u64(&value[1]));
		return;
	case LEAF_KIND_FREE:
		leaf__tracy_free(player->tracks, ticks, tid, leaf_value_u64(&value[0]));
		return;
	case LEAF_KIND_THREAD_NAME:
		leaf__tracy_name_track(track, text, len);
		return;
	case LEAF_KIND_APP_INFO:
		leaf__tracy_app_info(player->tracks, ticks, text, len);
		return;
	case LEAF_KIND_LOCK_WAIT:
	case LEAF_KIND_LOCK_OBTAIN:
	case LEAF_KIND_LOCK_RELEASE:
	case LEAF_KIND_LOCK_END:
		play_lock(player, track, site, ticks, value);
		return;
	default:
		return; /* fibers are the queue's matter */
	}
}

/* ---- records ---- */

struct reader {
	const unsigned char *at, *end;
};

static uint32_t read32(struct reader *reader)
{
	uint32_t word;
	memcpy(&word, reader->at, sizeof word);
	reader->at += sizeof word;
	return word;
}

static uint64_t read64(struct reader *reader)
{
	uint64_t word;
	memcpy(&word, reader->at, sizeof word);
	reader->at += sizeof word;
	return word;
}

/* A field is told late: it belongs to a zone that may not be the innermost, which alone takes text. */
static void play_late(struct tracy_player *player, struct tracy_track *track, struct reader *reader,
		      uint32_t field)
{
	uint32_t depth = read32(reader), type = read32(reader), len = read32(reader);
	struct leaf_value value = { (enum leaf_type)type, reader->at, len & 0x7fffffff,
				    (int)(len >> 31) };
	reader->at += value.len;
	if (depth != track->depth || depth > track->room)
		return;
	leaf__tracy_play_late(player, track, track->open[depth - 1].site, field, &value);
}

static void play_control(struct tracy_player *player, struct tracy_track *track, uint32_t header,
			 struct reader *reader)
{
	uint32_t kind = header >> REC_CODE_BITS & 63, parameter = header >> (REC_CODE_BITS + 6);
	switch (kind) {
	case REC_TIME:
		track->last = read64(reader);
		return;
	case REC_UNWIND:
		leaf__tracy_zone_close_to(player->tracks, track, read32(reader), track->last);
		return;
	case REC_LATE:
		play_late(player, track, reader, parameter);
		return;
	case REC_DROPPED:
		reader->at += 4;
		return;
	case TRACY_REC_WHO:
		player->who = read32(reader);
		player->who_tid = read32(reader);
		return;
	case TRACY_REC_FIBER:
		track->last = read64(reader);
		track->tid = read32(reader);
		leaf__tracy_fiber(player->tracks, track, track->last, (int)parameter);
		return;
	case REC_END:
		leaf__tracy_zone_close_to(player->tracks, track, 0, track->last);
		leaf__tracy_track_rests(track);
		return;
	default:
		reader->at = reader->end; /* not one of the queue's */
		return;
	}
}

/* The values of a record that begins something; their length. */
static inline size_t play_beginning(struct tracy_player *player, struct tracy_track *track,
				    struct tracy_site *site, const unsigned char *values)
{
	if (site->kind == LEAF_KIND_SPAN)
		leaf__tracy_play_span(player, track, site, track->last, values);
	else
		leaf__tracy_play_event(player, track, site, track->last, values);
	return site->n_fields ? values_len(site, values) : 0;
}

/*
 * While a fiber runs on a thread, the viewer takes all that comes from the thread for the fiber's. So it
 * runs, for the viewer, just while its own records are played.
 */
static void resume_fiber(struct tracy_player *player, struct tracy_track *track,
			 const struct rec_part *part)
{
	if (!(part->thread & TRACY_FIBERS))
		return;
	if (!track->fiber) {
		uint32_t name = leaf__tracy_name(player->tracks->strings, track->name,
						 strlen(track->name));
		track->fiber = leaf__tracy_fiber_handle(part->thread & ~(uint32_t)TRACY_FIBERS,
							name);
	}
	leaf__tracy_fiber(player->tracks, track, track->last, track->was_running);
}

static void pause_fiber(struct tracy_player *player, struct tracy_track *track)
{
	track->was_running = track->is_running;
	leaf__tracy_fiber(player->tracks, track, track->last, 0);
}

void leaf__tracy_play(struct tracy_player *player, const struct rec_part *part)
{
	enum { CODE = (1 << REC_CODE_BITS) - 1 };
	struct reader reader = { (const unsigned char *)(part + 1), NULL };
	struct tracy_track *track = leaf__tracy_track(player->tracks, part->thread, part->tid,
						      part->name, sizeof part->name);
	if (!track)
		return;
	reader.end = reader.at + part->len;
	resume_fiber(player, track, part);
	while (reader.at < reader.end) {
		uint32_t header = read32(&reader), code = header & CODE;
		if (code == 0) {
			play_control(player, track, header, &reader);
			continue;
		}
		if (code == 1)
			code = read32(&reader);
		track->last += header >> REC_CODE_BITS;
		if (code & 1) {
			leaf__tracy_zone_close(player->tracks, track, track->last);
			continue;
		}
		struct tracy_site *site = site_of(player, code / 2);
		if (!site)
			break;
		reader.at += play_beginning(player, track, site, reader.at);
	}
	pause_fiber(player, track);
}
