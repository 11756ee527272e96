/* tracy_wire.h - the bytes of Tracy's protocol: handshake, items, frames. */
/*
 * The items of one connection are appended to a frame and sent when it is full or flushed. All
 * numbers are little-endian; times are raw ticks, absolute: the wire makes them relative as each
 * item needs it.
 *
 * Source: the wire format as its servers accept it; docs/design/tracy-sink.md.
 */
#ifndef LEAF_TRACE_TRACY_WIRE_H
#define LEAF_TRACE_TRACY_WIRE_H

#include "leaf/abi.h"

#include <stddef.h>
#include <stdint.h>

enum tracy_item {
#define ITEM(name, ...) TRACY_##name,
#include "trace/tracy_items.def"
	TRACY_ITEMS
};

/* What differs between protocols, apart from numbers and sizes. */
struct tracy_protocol {
	unsigned number;
	unsigned column;     /* in the table of items */
	const char *release; /* of Tracy */
	int has_delay;	     /* the welcome has one field more */
	int old_queries;     /* three queries have other numbers */
	int has_metadata;    /* messages tell severity */
	int has_short;	     /* short deltas in zones */
	int has_string8;     /* short strings have a short length */
	int has_fiber_hint;
};

/* The protocol of this number; 0 if it is none that was released. Threads: pure. */
int leaf__tracy_protocol(unsigned number, struct tracy_protocol *out);

/* The newest protocol's number, and all as text: "63 (0.9), …". */
unsigned leaf__tracy_newest(void);
const char *leaf__tracy_known(void);

/* Number and size of an item; the number is -1 if the protocol has none. Threads: pure. */
int leaf__tracy_number(const struct tracy_protocol *protocol, enum tracy_item item);
unsigned leaf__tracy_size(const struct tracy_protocol *protocol, enum tracy_item item);
const char *leaf__tracy_item_name(enum tracy_item item);

enum {
	TRACY_GREETING = 12,	       /* what the server sends first: "TracyPrf", u32 protocol */
	TRACY_WELCOME_MAX = 1178,      /* bytes of the welcome */
	TRACY_QUERY = 13,	       /* bytes of a question */
	TRACY_FRAME = 256 * 1024,      /* bytes of a frame before compression, at most */
	TRACY_PACKED = 263188,	       /* and after it */
	TRACY_FRAME_FULL = 128 * 1024, /* when another is begun: it stays in the cache */
	TRACY_SLACK = 64,	       /* bytes behind a frame that may be scribbled on */
	TRACY_TEXT = 65000	       /* bytes of a string, at most */
};

struct tracy_welcome {
	double ns_per_tick;
	uint64_t begin; /* ticks; no event is earlier */
	uint64_t delay, resolution;
	uint64_t epoch; /* seconds since 1970 */
	uint64_t pid;
	int on_demand;
	unsigned cpu; /* 0 unknown, 1 x86, 2 x64, 3 arm32, 4 arm64 */
	char cpu_vendor[12];
	uint32_t cpu_id;
	char program[64], host[1024];
};

/* The welcome in the protocol's layout; returns its length. */
size_t leaf__tracy_welcome(unsigned char out[TRACY_WELCOME_MAX],
			   const struct tracy_protocol *protocol,
			   const struct tracy_welcome *welcome);

/* The datagram that tells of this program; returns its length. seconds: -1 it is gone. */
enum { TRACY_DATAGRAM_MAX = 84 };
size_t leaf__tracy_datagram(unsigned char out[TRACY_DATAGRAM_MAX], unsigned port, unsigned protocol,
			    uint64_t pid, int32_t seconds, const char *program);

/* ---- frames ---- */

struct tracy_wire {
	struct tracy_protocol protocol;
	/* takes bytes of the stream; returns 0, or -1: no more can be sent */
	int (*send)(void *arg, const void *bytes, size_t len);
	void *arg;
	int failed;
	uint64_t ref_thread, ref_serial; /* the last time sent, by kind */
	uint32_t thread;		 /* of the last context; 0: none */
	uint64_t raw_bytes, sent_bytes;
	size_t used;
	unsigned char numbers[TRACY_ITEMS]; /* of the protocol; 255: none */
	size_t packed_used;
	unsigned char frame[TRACY_FRAME + TRACY_SLACK];
	unsigned char packed[4 + TRACY_PACKED]; /* frames that are ready to be sent */
	void *lz4;				/* the compressor's own, or NULL */
};

/* Begin a connection's stream. The struct is large: have it mapped. */
void leaf__tracy_wire_init(struct tracy_wire *wire, const struct tracy_protocol *protocol,
			   int (*send)(void *arg, const void *bytes, size_t len), void *arg);
void leaf__tracy_wire_release(struct tracy_wire *wire);

/* The frame is full: another is begun, and some are sent if need be. */
void leaf__tracy_pack(struct tracy_wire *wire);

/* Send what there is, if there is anything. */
void leaf__tracy_flush(struct tracy_wire *wire);

/*
 * A block of LZ4 with no compression. Returns its length, at most len + len / 255 + 16.
 * Threads: pure.
 */
size_t leaf__tracy_literal(unsigned char *out, const unsigned char *bytes, size_t len);

/* ---- items ---- */

/* Make room for an item and the string it carries; then put its number. */
void leaf__tracy_item(struct tracy_wire *wire, enum tracy_item item, size_t extra);

static inline void leaf__tracy_put(struct tracy_wire *wire, const void *bytes, size_t len)
{
	__builtin_memcpy(wire->frame + wire->used, bytes, len);
	wire->used += len;
}

/* The machines that this is built for are little-endian; see the assertion in tracy_wire.c. */
static inline void leaf__tracy_u8(struct tracy_wire *wire, unsigned value)
{
	wire->frame[wire->used++] = (unsigned char)value;
}

static inline void leaf__tracy_u16(struct tracy_wire *wire, unsigned value)
{
	uint16_t bytes = (uint16_t)value;
	leaf__tracy_put(wire, &bytes, sizeof bytes);
}

static inline void leaf__tracy_u32(struct tracy_wire *wire, uint32_t value)
{
	leaf__tracy_put(wire, &value, sizeof value);
}

static inline void leaf__tracy_u64(struct tracy_wire *wire, uint64_t value)
{
	leaf__tracy_put(wire, &value, sizeof value);
}

/* Blue, green, red of 0xRRGGBB. */
static inline void leaf__tracy_bgr(struct tracy_wire *wire, uint32_t colour)
{
	leaf__tracy_put(wire, &colour, 3);
}

/* The time since the thread's last item, and since the last item of locks and memory. */
static inline uint64_t leaf__tracy_thread_delta(struct tracy_wire *wire, uint64_t ticks)
{
	uint64_t delta = ticks - wire->ref_thread;
	wire->ref_thread = ticks;
	return delta;
}

static inline uint64_t leaf__tracy_serial_delta(struct tracy_wire *wire, uint64_t ticks)
{
	uint64_t delta = ticks - wire->ref_serial;
	wire->ref_serial = ticks;
	return delta;
}

/* What follows is of this thread. Nothing if it is so already. */
void leaf__tracy_context(struct tracy_wire *wire, uint32_t thread);

/* Where the next item goes, which needs so many bytes. Then its end is said. */
static inline unsigned char *leaf__tracy_room(struct tracy_wire *wire, size_t need)
{
	if (__builtin_expect(wire->used + need > TRACY_FRAME_FULL, 0))
		leaf__tracy_pack(wire);
	return wire->frame + wire->used;
}

static inline void leaf__tracy_end(struct tracy_wire *wire, const unsigned char *end)
{
	wire->used = (size_t)(end - wire->frame);
}

/* Put number and time of a zone's item, not in the shortest form. */
unsigned char *leaf__tracy_time(const struct tracy_wire *wire, unsigned char *at,
				enum tracy_item longest, uint64_t delta);

/*
 * Put number and time in the shortest of three forms, which the protocol demands: 16 bits, 32 bits
 * that count from where these end, 64 bits likewise. 'longest' is the 64-bit item; the shorter ones
 * follow it.
 */
static inline unsigned char *leaf__tracy_short_time(struct tracy_wire *wire, unsigned char *at,
						    enum tracy_item longest, uint64_t ticks)
{
	uint64_t delta = leaf__tracy_thread_delta(wire, ticks);
	uint16_t brief = (uint16_t)delta;
	if (__builtin_expect(delta > UINT16_MAX || !wire->protocol.has_short, 0))
		return leaf__tracy_time(wire, at, longest, delta);
	at[0] = wire->numbers[longest + 2];
	__builtin_memcpy(at + 1, &brief, sizeof brief);
	return at + 1 + sizeof brief;
}

static inline void leaf__tracy_zone_begin(struct tracy_wire *wire, uint64_t ticks,
					  uint64_t location)
{
	unsigned char *at = leaf__tracy_room(wire, 1 + 8 + 8);
	at = leaf__tracy_short_time(wire, at, TRACY_ZoneBegin, ticks);
	__builtin_memcpy(at, &location, sizeof location);
	leaf__tracy_end(wire, at + sizeof location);
}

static inline void leaf__tracy_zone_end(struct tracy_wire *wire, uint64_t ticks)
{
	unsigned char *at = leaf__tracy_room(wire, 1 + 8);
	leaf__tracy_end(wire, leaf__tracy_short_time(wire, at, TRACY_ZoneEnd, ticks));
}

/* The string that the next item takes; cut at TRACY_TEXT, between characters. It has no NUL. */
void leaf__tracy_string(struct tracy_wire *wire, const char *text, size_t len);
void leaf__tracy_second_string(struct tracy_wire *wire, const char *text, size_t len);

/* A named string: StringData, ThreadName and so on, for a handle. */
void leaf__tracy_named(struct tracy_wire *wire, enum tracy_item item, uint64_t handle,
		       const char *text, size_t len);

/* A message with the text before it (literal 0), or with that handle. */
void leaf__tracy_message(struct tracy_wire *wire, uint64_t ticks, enum leaf_level level,
			 uint64_t literal);

/* The answer to a question about a call site. */
struct tracy_location {
	uint64_t name, function, file; /* handles; name 0: the function */
	uint32_t line, colour;
};
void leaf__tracy_location(struct tracy_wire *wire, const struct tracy_location *location);

/* ---- questions ---- */

enum tracy_question {
	TRACY_ASKS_TERMINATE,
	TRACY_ASKS_STRING,
	TRACY_ASKS_THREAD,
	TRACY_ASKS_LOCATION,
	TRACY_ASKS_PLOT,
	TRACY_ASKS_FRAME,
	TRACY_ASKS_PARAMETER,
	TRACY_ASKS_FIBER,
	TRACY_ASKS_EXTERNAL,
	TRACY_ASKS_DISCONNECT,
	TRACY_ASKS_CALLSTACK,
	TRACY_ASKS_SYMBOL,
	TRACY_ASKS_SYMBOL_CODE,
	TRACY_ASKS_SOURCE,
	TRACY_ASKS_DATA,
	TRACY_ASKS_DATA_PART,
	TRACY_ASKS_UNKNOWN
};

struct tracy_query {
	enum tracy_question asks;
	uint64_t handle;
	uint32_t extra;
};

/* Read a question of the protocol. Threads: pure. */
struct tracy_query leaf__tracy_query(const struct tracy_protocol *protocol,
				     const unsigned char bytes[TRACY_QUERY]);

#endif
