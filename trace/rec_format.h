/* rec_format.h - the bytes of a recording: what the record sink writes and the reader expects. */
/*
 * A recording is a folder with one folder per run of a program, named PID-HEX:
 *
 *	meta   struct rec_meta; mapped by the program, so that it is right at every instant
 *	sites  a struct rec_site with its types and strings per call site, appended before first use
 *	rings  a slot of REC_SLOT bytes per thread alive at a time: struct rec_ring, then, from
 *	       REC_HEAD on, the part that is being filled; mapped by the program
 *	data   the parts that have been written out: full ones at multiples of REC_EXTENT, which is
 *	       cheapest, short ones side by side in extents of their own, at multiples of REC_ALIGN
 *
 * A part is a struct rec_part and a piece of one thread's records. It can be read without those before it. Numbers are
 * in the order of the machine that wrote them; rec_meta.order tells.
 *
 * A record begins with 32 bits: 12 of code, then 20 of ticks since the thread's record before.
 *   code >= 2, even  a span opens or an event happens at site code / 2; the values follow
 *   code >= 3, odd   the span at site code / 2 is closed
 *   code 1           the same with 32 bits of code following: for sites beyond REC_SITE_SHORT
 *   code 0           a control record: 6 bits of enum rec_control, 14 bits of parameter
 * Values stand as the site's types say, packed; text and bytes as a 16-bit length with REC_CUT and
 * REC_NULL, then the bytes. Nothing is aligned.
 *
 * docs/design/record.md says why.
 */
#ifndef LEAF_TRACE_REC_FORMAT_H
#define LEAF_TRACE_REC_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define REC_META_MAGIC 0x314345524641454cu /* "LEAFREC1" */

enum {
	REC_VERSION = 1,
	REC_ORDER = 0x01020304,
	REC_META_SIZE = 4096,
	REC_PART_MAGIC = 0x7472504c, /* "LPrt" */
	REC_SITE_MAGIC = 0x7469534c, /* "LSit" */
	REC_RING_MAGIC = 0x676e524c, /* "LRng" */
	REC_EXTENT = 128 * 1024,     /* bytes of a part, header included, at most */
	REC_HEAD = 4096,	     /* bytes of a ring's head */
	REC_SLOT = REC_HEAD + REC_EXTENT,
	REC_ROOM = REC_EXTENT - 80, /* bytes of records in a part, at most */
	REC_ALIGN = 64,
	REC_SITE_SHORT = 2047, /* the last site that fits the 12 bits */
	REC_TICK_BITS = 20,
	REC_CODE_BITS = 12,
	REC_STACK = 240,      /* open spans whose codes a ring keeps */
	REC_VALUE_MAX = 4096, /* bytes of one text or dump */
	REC_FIELDS_MAX = 16
};

enum { REC_CUT = 0x8000, REC_NULL = 0x4000, REC_LEN = 0x3fff }; /* of a text's length */

/* What a control record is; the payload that follows its 4 bytes; p is the parameter. */
enum rec_control {
	REC_TIME = 1, /* u64: ticks now; for gaps of more than 20 bits */
	REC_UNWIND,   /* u32: control left the spans deeper than this depth without closing them */
	REC_STACK_IS, /* u32 code [p]: the codes of the p outermost open spans, at a part's start */
	REC_PARENT,   /* u64: the id of the parent of the span that the next record opens */
	REC_FOLLOWS,  /* u32 depth, u64 id: the open span at this depth follows from another */
	REC_LATE, /* u32 depth, u32 type, u32 len | cut << 31, bytes [len]: its field p is told */
	REC_ID,	  /* u64: the id of the next span; the ones after it count up; 0: not known */
	REC_DROPPED, /* u32: so many records were dropped here */
	REC_END	     /* the thread has ended */
};

enum rec_state { REC_RUNNING = 1, REC_ENDED = 2 };

/* The two clocks read at one moment. */
struct rec_moment {
	uint64_t ticks;
	uint64_t ns; /* CLOCK_MONOTONIC */
};

struct rec_meta {
	uint64_t magic;
	uint32_t order;
	uint32_t version;
	uint32_t pid, parent_pid;
	uint64_t wall_ns;     /* since 1970, at the start */
	uint64_t born;	      /* start time of the process, in the system's own unit */
	uint64_t parent_wall; /* the run this was forked from: its wall_ns; 0: none */
	struct rec_moment first;
	struct rec_moment later[2]; /* the newest is later[which]; ns 0: not yet */
	uint32_t which;
	uint32_t state;	    /* enum rec_state */
	double ns_per_tick; /* as known at the start */
	uint64_t cap;	    /* bytes of 'data' that are kept; 0: all */
	uint64_t end;	    /* bytes handed out in 'data' so far, by extents, whatever cap says */
	uint32_t n_rings;
	uint32_t n_sites;
	uint64_t n_threads;
	uint64_t n_parts;		 /* written out */
	uint64_t lost_parts, lost_bytes; /* could not be written */
	uint64_t dropped;		 /* records not taken: in signal handlers, without a ring */
	uint64_t stale;			 /* ends of spans that were closed already */
	uint32_t command_len;
	char command[1024]; /* the arguments, each ended by NUL */
};

struct rec_part {
	uint32_t magic;
	uint32_t check;	 /* rec_part_check() */
	uint32_t ring;	 /* slot in 'rings' */
	uint32_t seq;	 /* the ring's parts, counted */
	uint32_t thread; /* number, from 1 */
	uint32_t first;	 /* seq of the thread's first part */
	uint32_t tid;
	uint32_t depth; /* spans open at the start */
	uint64_t base;	/* ticks that the first record counts from */
	uint64_t id;	/* of the next span opened; 0: not known */
	uint64_t at;	/* place in 'data', counted on when that begins anew */
	uint32_t len;	/* bytes of records */
	uint32_t pad;
	char name[16]; /* of the thread */
};

/*
 * The head of a ring. Of its part's header magic, check, seq, len and at are made only when it is
 * written out: seq and len are in 'where'. The writer's private words are of no use to a
 * reader.
 */
struct rec_ring {
	uint32_t magic;
	uint32_t n_batch; /* private: rings mapped together with this one, their first */
	uint64_t where;	  /* seq << 32 | bytes filled */
	uint64_t last;	  /* ticks of the last record */
	uint64_t gate;	  /* private: see rec_ring.h */
	uint64_t id;	  /* of the next span; 0: not known */
	uint64_t mark;	  /* private: depth and epoch, see rec_ring.h */
	uint64_t dropped; /* private: records dropped and not yet told */
	uint64_t stuck;	  /* private: of those, since the gate was taken */
	uint64_t next_free, next_batch, info; /* private: addresses in the writer */
	uint32_t stack[REC_STACK];	      /* the codes of the outermost open spans */
	uint64_t sp[REC_STACK + 1];   /* private: stack pointers of the open spans, from 1 on */
	uint32_t back[REC_STACK + 1]; /* private: and where in their functions, lower half */
};

struct rec_site {
	uint32_t magic;
	uint32_t check; /* rec_check() of what follows these two words, strings included */
	uint32_t len;	/* of all: this, u32 types [n_fields], strings */
	uint32_t id;
	uint32_t line;
	uint32_t n_bytes; /* of the packed values, texts as pointers */
	uint8_t level, kind, n_fields, n_more;
	/* then, each ended by NUL: name, target, file, the fields' names */
};

_Static_assert(sizeof(struct rec_part) == REC_EXTENT - REC_ROOM, "layout");
_Static_assert(sizeof(struct rec_site) == 28, "layout");
_Static_assert(sizeof(struct rec_ring) <= REC_HEAD, "the header fits its page");
_Static_assert(sizeof(struct rec_meta) <= REC_META_SIZE, "the meta data fit their page");

/* A check sum: FNV-1a, 32 bits, folded with the seed. */
static inline uint32_t rec_check(const void *bytes, size_t len, uint64_t seed)
{
	const unsigned char *p = bytes;
	uint32_t sum = 2166136261u ^ (uint32_t)seed ^ (uint32_t)(seed >> 32);
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ p[i]) * 16777619u;
	return sum;
}

/* Of a part's header, in the run that began at wall_ns: old parts of other runs do not match. */
static inline uint32_t rec_part_check(const struct rec_part *part, uint64_t wall_ns)
{
	size_t from = offsetof(struct rec_part, ring);
	return rec_check((const char *)part + from, sizeof *part - from, wall_ns);
}

static inline uint32_t rec_header(uint64_t ticks, uint32_t code)
{
	return (uint32_t)(ticks << REC_CODE_BITS) | code;
}

static inline uint32_t rec_control_header(enum rec_control kind, uint32_t parameter)
{
	return (uint32_t)kind << REC_CODE_BITS | parameter << (REC_CODE_BITS + 6);
}

/* The bytes that a part takes in 'data'. */
static inline uint64_t rec_part_size(uint32_t len)
{
	return (sizeof(struct rec_part) + len + REC_ALIGN - 1) & ~(uint64_t)(REC_ALIGN - 1);
}

#endif
