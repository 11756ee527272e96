/* text_site.c - a call site's lines of the text log, all but the values written out in advance. */
#include "trace/text_site.h"

#include "base/arena.h"
#include "trace/digits.h"
#include "trace/escape.h"
#include "trace/fields.h"
#include "trace/quiet.h"
#include "trace/site.h"

#include <pthread.h>
#include <string.h>

#define DIM "\33[2m"
#define GREEN "\33[1;32m"
#define PLAIN "\33[0m"

static const struct {
	const char *name, *colour, *padded;
} levels[] = {
	[LEAF_LEVEL_OFF] = { "OFF", "\33[1m", "  OFF" },
	[LEAF_LEVEL_ERROR] = { "ERROR", "\33[1;31m", "ERROR" },
	[LEAF_LEVEL_WARN] = { "WARN", "\33[1;38;2;252;234;160m", " WARN" },
	[LEAF_LEVEL_INFO] = { "INFO", "\33[1;32m", " INFO" },
	[LEAF_LEVEL_DEBUG] = { "DEBUG", "\33[1;34m", "DEBUG" },
	[LEAF_LEVEL_TRACE] = { "TRACE", "\33[1;35m", "TRACE" },
};

/* The time, and what is written beyond the end of pieces. */
enum { SLACK = 96 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct leaf__arena arena;

/* ---- pieces ---- */

static void put_text(struct leaf__out_text *out, const char *text)
{
	leaf__out_bytes(out, text, strlen(text));
}

static void put_escaped(struct leaf__out_text *out, const char *text)
{
	leaf__out_escaped(out, text, strlen(text), 0);
}

static void put_coloured(struct leaf__out_text *out, const struct leaf__text_opts *opts,
			 const char *colour, const char *text)
{
	if (opts->colours)
		put_text(out, colour);
	put_escaped(out, text);
	if (opts->colours)
		put_text(out, PLAIN);
}

/* A message may have lines; everything else that is not printable is escaped. */
static void put_message(struct leaf__out_text *out, const char *message)
{
	while (*message) {
		size_t len = strcspn(message, "\n");
		size_t end = len && message[len] && message[len - 1] == '\r' ? len - 1 : len;
		leaf__out_escaped(out, message, end, 0);
		message += len;
		if (*message && *++message)
			leaf__out_char(out, '\n');
	}
}

static void put_head(struct leaf__out_text *out, const struct leaf_site_info *info,
		     const struct leaf__text_opts *opts)
{
	unsigned level = info->level <= LEAF_LEVEL_TRACE ? info->level : LEAF_LEVEL_TRACE;
	if (info->kind == LEAF_KIND_SPAN) {
		if (opts->targets) {
			put_coloured(out, opts, DIM, info->target);
			put_text(out, "::");
		}
		put_coloured(out, opts, GREEN, info->name);
		if (opts->bracketed_fields)
			put_coloured(out, opts, GREEN, "{");
		return;
	}
	put_coloured(out, opts, levels[level].colour,
		     opts->colours ? levels[level].padded : levels[level].name);
	if (opts->targets) {
		leaf__out_char(out, ' ');
		put_coloured(out, opts, DIM, info->target);
	}
	if (info->name[0]) {
		leaf__out_char(out, ' ');
		put_message(out, info->name);
	}
}

static void put_close(struct leaf__out_text *out, const struct leaf_site_info *info,
		      const struct leaf__text_opts *opts)
{
	if (info->kind == LEAF_KIND_SPAN && opts->bracketed_fields)
		put_coloured(out, opts, GREEN, "}");
	leaf__out_char(out, '\n');
}

/* Run 'put' twice: for the length, and into memory. */
#define MAKE_PIECE(piece, ...)                                                                     \
	do {                                                                                       \
		struct leaf__out_text out = { NULL, 0, 0 };                                        \
		__VA_ARGS__;                                                                       \
		(piece)->len = (unsigned)out.len;                                                  \
		out.room = out.len + LEAF__TEXT_BLOCK;                                             \
		out.text = leaf__arena_alloc(&arena, out.room);                                    \
		if (!out.text)                                                                     \
			return -1;                                                                 \
		out.len = 0;                                                                       \
		__VA_ARGS__;                                                                       \
		(piece)->text = out.text;                                                          \
	} while (0)

static void put_name(struct leaf__out_text *out, const char *name)
{
	put_text(out, ", ");
	put_escaped(out, name);
	leaf__out_char(out, '=');
}

static void put_more(struct leaf__out_text *out, unsigned n)
{
	char number[LEAF__NUMBER_ROOM];
	if (n == 0)
		return;
	put_text(out, ", +");
	leaf__out_bytes(out, number, (size_t)(leaf__put_u64(number, n) - number));
	put_text(out, " more");
}

/* ---- fields ---- */

static enum leaf__text_how how_to_read(unsigned packed_type)
{
	unsigned size = leaf__field_size(packed_type);
	switch (leaf__field_type(packed_type)) {
	case LEAF_TYPE_BOOL:
		return size == 1 ? LEAF__TEXT_BOOL : LEAF__TEXT_SLOW;
	case LEAF_TYPE_INT:
		return size == 4 ? LEAF__TEXT_I32 : size == 8 ? LEAF__TEXT_I64 : LEAF__TEXT_SLOW;
	case LEAF_TYPE_UINT:
		return size == 4 ? LEAF__TEXT_U32 : size == 8 ? LEAF__TEXT_U64 : LEAF__TEXT_SLOW;
	case LEAF_TYPE_POINTER:
	case LEAF_TYPE_HEX:
		return size == 8 ? LEAF__TEXT_HEX : LEAF__TEXT_SLOW;
	default:
		return LEAF__TEXT_SLOW;
	}
}

static int make_fields(struct leaf__text_site *site, const struct leaf_site_info *info)
{
	unsigned offset = 0;
	site->n_fields = info->n_fields;
	for (unsigned i = 0; i < info->n_fields; i++) {
		struct leaf__text_field *field = &site->fields[i];
		MAKE_PIECE(&field->name, put_name(&out, info->names[i]));
		field->offset = offset;
		field->how = how_to_read(info->types[i]);
		offset += leaf__field_size(info->types[i]);
		site->quick &= field->how != LEAF__TEXT_SLOW;
		site->most += field->name.len + LEAF__NUMBER_ROOM;
	}
	return 0;
}

static int make_site(struct leaf__text_site *site, const struct leaf_site_info *info,
		     const struct leaf__text_opts *opts)
{
	int span = info->kind == LEAF_KIND_SPAN;
	int braces = span && opts->bracketed_fields;
	MAKE_PIECE(&site->head, put_head(&out, info, opts));
	MAKE_PIECE(&site->more, put_more(&out, info->n_more));
	MAKE_PIECE(&site->close, put_close(&out, info, opts));
	site->multi_line = memchr(site->head.text, '\n', site->head.len) != NULL;
	site->quick = !site->multi_line;
	site->skip = braces ? 2 : !span && info->name[0] ? 0 : 1;
	site->most = site->head.len + site->close.len + site->more.len + SLACK;
	return make_fields(site, info);
}

const struct leaf__text_site *leaf__text_site_make(const struct leaf_site_info *info, void **slot,
						   const struct leaf__text_opts *opts)
{
	struct leaf__quiet before;
	leaf__quiet_begin(&before);
	pthread_mutex_lock(&lock);
	struct leaf__text_site *site = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	if (!site) {
		site = leaf__arena_alloc(&arena, sizeof(*site));
		if (site && make_site(site, info, opts) != 0)
			site = NULL;
		if (site)
			__atomic_store_n(slot, site, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&lock);
	leaf__quiet_end(&before);
	return site;
}

void leaf__text_site_forget(unsigned sink_index)
{
	for (struct leaf__site *site = leaf__site_list(); site; site = site->next)
		__atomic_store_n(&site->info.data[sink_index], NULL, __ATOMIC_RELEASE);
}

void leaf__text_site_fork_child(void)
{
	static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
	lock = fresh;
	memset(&arena, 0, sizeof(arena)); /* it may have been in the middle of something */
}
