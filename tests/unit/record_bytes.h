/* record_bytes.h - recordings made by hand, byte for byte, for tests of the reader. */
#ifndef LEAF_TESTS_RECORD_BYTES_H
#define LEAF_TESTS_RECORD_BYTES_H

#include <string.h>

#include "record/recmerge.h"

enum { WALL = 12345, FILE_MAX = 8 * REC_EXTENT };

/* The files of a run, being made. */
struct made {
	struct rec_meta meta;
	unsigned char sites[64 * 1024], rings[4 * REC_SLOT], data[FILE_MAX];
	size_t n_sites, n_rings, n_data;
	/* the part being made */
	struct rec_part part;
	unsigned char records[REC_ROOM];
};

__attribute__((unused)) static void made_begin(struct made *made)
{
	memset(made, 0, sizeof *made);
	made->meta = (struct rec_meta){ .magic = REC_META_MAGIC,
					.order = REC_ORDER,
					.version = REC_VERSION,
					.pid = 1,
					.wall_ns = WALL,
					.state = REC_ENDED,
					.first = { 1000, 1 },
					.ns_per_tick = 1.0 };
}

/* A site with n_fields values of type 'type' (enum leaf_type | size << 8), named f0, f1, … */
__attribute__((unused)) static void made_site(struct made *made, uint32_t id, int kind,
					      const char *name, unsigned n_fields, uint32_t type)
{
	unsigned char *at = made->sites + made->n_sites, *p = at + sizeof(struct rec_site);
	struct rec_site site = { .magic = REC_SITE_MAGIC,
				 .id = id,
				 .line = 7,
				 .n_bytes = n_fields * (type >> 8),
				 .level = 3,
				 .kind = (uint8_t)kind,
				 .n_fields = (uint8_t)n_fields };
	const char *strings[] = { name, "target", "file.c" };
	for (unsigned i = 0; i < n_fields; i++, p += sizeof type)
		memcpy(p, &type, sizeof type);
	for (int i = 0; i < 3; i++)
		p = (unsigned char *)stpcpy((char *)p, strings[i]) + 1;
	for (unsigned i = 0; i < n_fields; i++) {
		char field[] = { 'f', (char)('0' + i), 0 };
		p = (unsigned char *)stpcpy((char *)p, field) + 1;
	}
	site.len = (uint32_t)(p - at);
	memcpy(at, &site, sizeof site);
	site.check = rec_check(at + 8, site.len - 8, WALL);
	memcpy(at, &site, sizeof site);
	made->n_sites += site.len;
}

__attribute__((unused)) static void made_part(struct made *made, uint32_t thread, uint32_t nth,
					      uint64_t base, uint32_t depth)
{
	made->part = (struct rec_part){ .magic = REC_PART_MAGIC,
					.ring = 0,
					.seq = nth,
					.thread = thread,
					.tid = thread,
					.base = base,
					.depth = depth,
					.name = "main" };
}

__attribute__((unused)) static void put(struct made *made, const void *bytes, size_t len)
{
	memcpy(made->records + made->part.len, bytes, len);
	made->part.len += (uint32_t)len;
}

__attribute__((unused)) static void put4(struct made *made, uint32_t value)
{
	put(made, &value, sizeof value);
}

__attribute__((unused)) static void put8(struct made *made, uint64_t value)
{
	put(made, &value, sizeof value);
}

__attribute__((unused)) static void put_open(struct made *made, uint32_t site, uint32_t ticks)
{
	put4(made, rec_header(ticks, site * 2));
}

__attribute__((unused)) static void put_close(struct made *made, uint32_t site, uint32_t ticks)
{
	put4(made, rec_header(ticks, site * 2 + 1));
}

__attribute__((unused)) static void put_control(struct made *made, enum rec_control kind,
						uint32_t parameter)
{
	put4(made, rec_control_header(kind, parameter));
}

/* The part goes to the file of parts, at the next place. */
__attribute__((unused)) static void made_written(struct made *made)
{
	unsigned char *at = made->data + made->n_data;
	made->part.at = made->n_data;
	made->part.check = rec_part_check(&made->part, WALL);
	memcpy(at, &made->part, sizeof made->part);
	memcpy(at + sizeof made->part, made->records, made->part.len);
	made->n_data += (size_t)rec_part_size(made->part.len);
	made->meta.n_parts++;
	made->meta.end = made->n_data;
}

/* The part is in a ring. */
__attribute__((unused)) static void made_in_ring(struct made *made)
{
	unsigned char *at = made->rings + made->n_rings;
	struct rec_ring ring = { .magic = REC_RING_MAGIC,
				 .where = (uint64_t)made->part.seq << 32 | made->part.len };
	memcpy(at, &ring, sizeof ring);
	memcpy(at + REC_HEAD, &made->part, sizeof made->part);
	memcpy(at + REC_HEAD + sizeof made->part, made->records, made->part.len);
	made->n_rings += REC_SLOT;
}

/* What the reader makes of it. */
struct taken {
	struct recrun run;
	struct recsites sites;
	struct recparts parts;
};

__attribute__((unused)) static leaf_err take_made(struct taken *taken, const struct made *made)
{
	struct recrun_bytes meta = { (const unsigned char *)&made->meta, sizeof made->meta };
	struct recrun_bytes sites = { made->sites, made->n_sites };
	struct recrun_bytes rings = { made->rings, made->n_rings };
	struct recrun_bytes data = { made->data, made->n_data };
	memset(taken, 0, sizeof *taken);
	LEAF_TRY(recrun_take(&taken->run, meta, sites, rings, data));
	LEAF_TRY(recsites_load(&taken->sites, &taken->run));
	return recparts_load(&taken->parts, &taken->run);
}

__attribute__((unused)) static void taken_release(struct taken *taken)
{
	recparts_release(&taken->parts);
	recsites_release(&taken->sites);
	recrun_release(&taken->run);
}

#endif
