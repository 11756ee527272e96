/* tracy_wire.c - the bytes of Tracy's protocol: handshake, items, frames. */
#include "trace/tracy_wire.h"

#include "base/arena.h"
#include "trace/tracy_lz4.h"

#include <stdio.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers go onto the wire as they are");

enum { NO_ITEM = 255 };

static const struct {
	unsigned number;
	const char *release;
} protocols[] = {
#define PROTOCOL(number, release) { number, release },
#include "trace/tracy_protocols.def"
};
enum { N_PROTOCOLS = sizeof protocols / sizeof *protocols };

static const struct {
	const char *name;
	int size, from, new_size;
	int numbers[N_PROTOCOLS];
} items[] = {
#define ITEM(name, size, from, new_size, ...) { #name, size, from, new_size, { __VA_ARGS__ } },
#include "trace/tracy_items.def"
};

/* ---- protocols ---- */

int leaf__tracy_protocol(unsigned number, struct tracy_protocol *out)
{
	for (unsigned i = 0; i < N_PROTOCOLS; i++)
		if (protocols[i].number == number) {
			*out = (struct tracy_protocol){
				.number = number,
				.column = i,
				.release = protocols[i].release,
				.has_delay = number <= 74,
				.old_queries = number <= 65,
				.has_metadata = number >= 77,
				.has_short = number >= 78,
				.has_string8 = number >= 80,
				.has_fiber_hint = number >= 68,
			};
			return 1;
		}
	return 0;
}

unsigned leaf__tracy_newest(void)
{
	return protocols[N_PROTOCOLS - 1].number;
}

const char *leaf__tracy_known(void)
{
	static char text[16 * N_PROTOCOLS];
	size_t n = 0;
	for (unsigned i = 0; i < N_PROTOCOLS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%u (%s)", i ? ", " : "",
				      protocols[i].number, protocols[i].release);
	return text;
}

int leaf__tracy_number(const struct tracy_protocol *protocol, enum tracy_item item)
{
	return items[item].numbers[protocol->column];
}

unsigned leaf__tracy_size(const struct tracy_protocol *protocol, enum tracy_item item)
{
	int is_new = items[item].from && protocol->number >= (unsigned)items[item].from;
	return (unsigned)(is_new ? items[item].new_size : items[item].size);
}

const char *leaf__tracy_item_name(enum tracy_item item)
{
	return items[item].name;
}

/* ---- handshake ---- */

struct bytes {
	unsigned char *at;
};

static void put(struct bytes *out, const void *bytes, size_t len)
{
	memcpy(out->at, bytes, len);
	out->at += len;
}

static void put64(struct bytes *out, uint64_t value)
{
	put(out, &value, sizeof value);
}

size_t leaf__tracy_welcome(unsigned char out[TRACY_WELCOME_MAX],
			   const struct tracy_protocol *protocol,
			   const struct tracy_welcome *welcome)
{
	enum { ON_DEMAND = 1 };
	struct bytes to = { out };
	unsigned char flags = welcome->on_demand ? ON_DEMAND : 0;
	unsigned char cpu = (unsigned char)welcome->cpu;
	put(&to, &welcome->ns_per_tick, sizeof welcome->ns_per_tick);
	put64(&to, welcome->begin);
	put64(&to, welcome->begin); /* the end of the start-up */
	if (protocol->has_delay)
		put64(&to, welcome->delay);
	put64(&to, welcome->resolution);
	put64(&to, welcome->epoch);
	put64(&to, 0); /* the executable's time; 0: do not ask for sources */
	put64(&to, welcome->pid);
	put64(&to, 0); /* no sampling */
	put(&to, &flags, sizeof flags);
	put(&to, &cpu, sizeof cpu);
	put(&to, welcome->cpu_vendor, sizeof welcome->cpu_vendor);
	put(&to, &welcome->cpu_id, sizeof welcome->cpu_id);
	put(&to, welcome->program, sizeof welcome->program);
	put(&to, welcome->host, sizeof welcome->host);
	return (size_t)(to.at - out);
}

size_t leaf__tracy_datagram(unsigned char out[TRACY_DATAGRAM_MAX], unsigned port, unsigned protocol,
			    uint64_t pid, int32_t seconds, const char *program)
{
	enum { FORMAT = 3, NAME_MAX_LEN = 63 };
	struct bytes to = { out };
	uint16_t format = FORMAT, number = (uint16_t)port;
	uint32_t version = protocol;
	size_t len = strnlen(program, NAME_MAX_LEN);
	put(&to, &format, sizeof format);
	put(&to, &number, sizeof number);
	put(&to, &version, sizeof version);
	put64(&to, pid);
	put(&to, &seconds, sizeof seconds);
	put(&to, program, len);
	*to.at++ = 0;
	return (size_t)(to.at - out);
}

/* ---- frames ---- */

void leaf__tracy_wire_init(struct tracy_wire *wire, const struct tracy_protocol *protocol,
			   int (*send)(void *arg, const void *bytes, size_t len), void *arg)
{
	size_t room = leaf__tracy_lz4_room();
	wire->protocol = *protocol;
	wire->send = send;
	wire->arg = arg;
	wire->lz4 = room ? leaf__pages_map(room) : NULL;
	for (int i = 0; i < TRACY_ITEMS; i++) {
		int number = leaf__tracy_number(protocol, (enum tracy_item)i);
		wire->numbers[i] = (unsigned char)(number < 0 ? NO_ITEM : number);
	}
}

void leaf__tracy_wire_release(struct tracy_wire *wire)
{
	if (wire->lz4)
		leaf__pages_unmap(wire->lz4, leaf__tracy_lz4_room());
	wire->lz4 = NULL;
}

size_t leaf__tracy_literal(unsigned char *out, const unsigned char *bytes, size_t len)
{
	enum { NIBBLE = 15, BYTE = 255 };
	unsigned char *at = out;
	*at++ = (unsigned char)((len < NIBBLE ? len : NIBBLE) << 4);
	if (len >= NIBBLE) {
		size_t rest = len - NIBBLE;
		for (; rest >= BYTE; rest -= BYTE)
			*at++ = BYTE;
		*at++ = (unsigned char)rest;
	}
	memcpy(at, bytes, len);
	return (size_t)(at - out) + len;
}

/* What a frame of so many bytes is at most, with its length. */
static size_t packed_most(size_t len)
{
	enum { ROW = 255, HEAD = 4 + 16 };
	return len + len / ROW + HEAD;
}

static void send_packed(struct tracy_wire *wire)
{
	size_t len = wire->packed_used;
	wire->packed_used = 0;
	wire->sent_bytes += len;
	if (len && !wire->failed && wire->send(wire->arg, wire->packed, len) != 0)
		wire->failed = 1;
}

void leaf__tracy_pack(struct tracy_wire *wire)
{
	size_t len = 0, most = packed_most(wire->used);
	if (!wire->used)
		return;
	if (wire->packed_used + most > sizeof wire->packed)
		send_packed(wire);
	unsigned char *at = wire->packed + wire->packed_used;
	if (wire->lz4)
		len = leaf__tracy_lz4_block(wire->lz4, at + 4, most - 4, wire->frame, wire->used);
	if (!len)
		len = leaf__tracy_literal(at + 4, wire->frame, wire->used);
	uint32_t n = (uint32_t)len;
	memcpy(at, &n, sizeof n);
	wire->packed_used += sizeof n + len;
	wire->raw_bytes += wire->used;
	wire->used = 0;
}

void leaf__tracy_flush(struct tracy_wire *wire)
{
	leaf__tracy_pack(wire);
	send_packed(wire);
}

/* ---- items ---- */

void leaf__tracy_item(struct tracy_wire *wire, enum tracy_item item, size_t extra)
{
	leaf__tracy_room(wire, 1 + leaf__tracy_size(&wire->protocol, item) + extra);
	leaf__tracy_u8(wire, wire->numbers[item]);
}

void leaf__tracy_context(struct tracy_wire *wire, uint32_t thread)
{
	if (wire->thread == thread)
		return;
	leaf__tracy_item(wire, TRACY_ThreadContext, 0);
	leaf__tracy_u32(wire, thread);
	wire->thread = thread;
	wire->ref_thread = 0;
}

static unsigned char *put_number(unsigned char *at, unsigned item, const void *time, size_t size)
{
	*at = (unsigned char)item;
	memcpy(at + 1, time, size);
	return at + 1 + size;
}

unsigned char *leaf__tracy_time(const struct tracy_wire *wire, unsigned char *at,
				enum tracy_item longest, uint64_t delta)
{
	const uint64_t from32 = 1u << 16, from64 = from32 + ((uint64_t)1 << 32);
	const unsigned char *numbers = wire->numbers;
	uint64_t wide = delta - from64;
	uint32_t middle = (uint32_t)(delta - from32);
	if (!wire->protocol.has_short || (int64_t)delta < 0)
		return put_number(at, numbers[longest], &delta, sizeof delta);
	if (delta < from64)
		return put_number(at, numbers[longest + 1], &middle, sizeof middle);
	return put_number(at, numbers[longest], &wide, sizeof wide);
}

_Static_assert(TRACY_ZoneBegin32 == TRACY_ZoneBegin + 1 && TRACY_ZoneBegin16 == TRACY_ZoneBegin + 2,
	       "times count on it");
_Static_assert(TRACY_ZoneEnd32 == TRACY_ZoneEnd + 1 && TRACY_ZoneEnd16 == TRACY_ZoneEnd + 2,
	       "times count on it");

/* The length of text that is sent: no half character of UTF-8 at the end. */
static size_t text_len(const char *text, size_t len)
{
	if (len > TRACY_TEXT) {
		len = TRACY_TEXT;
		while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	return len;
}

static void put_string(struct tracy_wire *wire, enum tracy_item item, enum tracy_item item8,
		       const char *text, size_t len)
{
	enum { SHORT = 256 };
	int short_form = wire->protocol.has_string8;
	len = text_len(text, len);
	if (short_form && len < SHORT) {
		leaf__tracy_item(wire, item8, 1 + len);
		leaf__tracy_u8(wire, (unsigned)len);
	} else {
		leaf__tracy_item(wire, item, 2 + len);
		leaf__tracy_u16(wire, (unsigned)(short_form ? len - SHORT : len));
	}
	leaf__tracy_put(wire, text, len);
}

void leaf__tracy_string(struct tracy_wire *wire, const char *text, size_t len)
{
	put_string(wire, TRACY_SingleStringData, TRACY_SingleStringData8, text, len);
}

void leaf__tracy_second_string(struct tracy_wire *wire, const char *text, size_t len)
{
	put_string(wire, TRACY_SecondStringData, TRACY_SecondStringData8, text, len);
}

void leaf__tracy_named(struct tracy_wire *wire, enum tracy_item item, uint64_t handle,
		       const char *text, size_t len)
{
	len = text_len(text, len);
	leaf__tracy_item(wire, item, 2 + len);
	leaf__tracy_u64(wire, handle);
	leaf__tracy_u16(wire, (unsigned)len);
	leaf__tracy_put(wire, text, len);
}

/* What viewers before 0.14, which know no severity, show of one. 0: nothing. */
static uint32_t colour_of(enum leaf_level level)
{
	return level == LEAF_LEVEL_ERROR ? 0xff4040 : level == LEAF_LEVEL_WARN ? 0xffd040 : 0;
}

/* Severity in the upper half, the source in the lower: 0, the user. */
static unsigned metadata_of(enum leaf_level level)
{
	static const unsigned char severity[] = {
		[LEAF_LEVEL_ERROR] = 4, [LEAF_LEVEL_WARN] = 3,	[LEAF_LEVEL_INFO] = 2,
		[LEAF_LEVEL_DEBUG] = 1, [LEAF_LEVEL_TRACE] = 0,
	};
	return (unsigned)severity[level] << 4;
}

void leaf__tracy_message(struct tracy_wire *wire, uint64_t ticks, enum leaf_level level,
			 uint64_t literal)
{
	int meta = wire->protocol.has_metadata;
	uint32_t colour = meta ? 0 : colour_of(level);
	enum tracy_item plain = literal ? TRACY_MessageLiteral : TRACY_Message;
	enum tracy_item coloured = literal ? TRACY_MessageLiteralColor : TRACY_MessageColor;
	leaf__tracy_item(wire, colour ? coloured : plain, 0);
	leaf__tracy_u64(wire, ticks);
	if (colour)
		leaf__tracy_bgr(wire, colour);
	if (literal)
		leaf__tracy_u64(wire, meta ? literal << 8 | metadata_of(level) : literal);
	else if (meta)
		leaf__tracy_u8(wire, metadata_of(level));
}

void leaf__tracy_location(struct tracy_wire *wire, const struct tracy_location *location)
{
	leaf__tracy_item(wire, TRACY_SourceLocation, 0);
	leaf__tracy_u64(wire, location->name);
	leaf__tracy_u64(wire, location->function);
	leaf__tracy_u64(wire, location->file);
	leaf__tracy_u32(wire, location->line);
	leaf__tracy_bgr(wire, location->colour);
}

/* ---- questions ---- */

struct tracy_query leaf__tracy_query(const struct tracy_protocol *protocol,
				     const unsigned char bytes[TRACY_QUERY])
{
	/* numbers 8 to 10 of the old protocols */
	static const enum tracy_question old[] = { TRACY_ASKS_DISCONNECT, TRACY_ASKS_CALLSTACK,
						   TRACY_ASKS_EXTERNAL };
	enum { OLD_FIRST = 8, OLD_LAST = 10 };
	struct tracy_query query;
	unsigned number = bytes[0];
	query.asks = number < TRACY_ASKS_UNKNOWN ? (enum tracy_question)number : TRACY_ASKS_UNKNOWN;
	if (protocol->old_queries && number >= OLD_FIRST && number <= OLD_LAST)
		query.asks = old[number - OLD_FIRST];
	memcpy(&query.handle, bytes + 1, sizeof query.handle);
	memcpy(&query.extra, bytes + 9, sizeof query.extra);
	return query;
}
