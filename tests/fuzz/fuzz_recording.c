/* fuzz_recording.c - a recording of any bytes is read to its end, or refused. */
/*
 * The input is a list of pieces: a byte of kind, two of length, then so many bytes. Check sums are
 * put right, else nothing but the check would be tested.
 *
 *	0  a call site, without its first 12 bytes
 *	1  a part in the file: rings' number to name, then records
 *	2  the same in a ring, after 8 bytes of 'where'
 *	3  bytes in the file of parts
 *	4  bytes in the file of sites
 *	5  bytes over the meta data, from the byte order on
 */
#include <stdlib.h>
#include <string.h>

#include "leaf/record_show.h"
#include "record/recfold.h"

enum { ROOM = 128 * 1024, WALL = 7, RINGS = 2 };

struct files {
	struct rec_meta meta;
	unsigned char sites[ROOM], data[ROOM], rings[RINGS * REC_SLOT];
	size_t n_sites, n_data, n_rings;
};

static void add_site(struct files *files, const uint8_t *bytes, size_t len)
{
	struct rec_site head = { .magic = REC_SITE_MAGIC, .len = (uint32_t)len + 12 };
	unsigned char *at = files->sites + files->n_sites;
	if (len + 12 > ROOM - files->n_sites)
		return;
	memcpy(at, &head, 12);
	memcpy(at + 12, bytes, len);
	head.check = rec_check(at + 8, head.len - 8, files->meta.wall_ns);
	memcpy(at + 4, &head.check, sizeof head.check);
	files->n_sites += head.len;
}

/* The header's bytes that an input may choose: from 'seq' on. */
static size_t take_part(struct rec_part *part, const uint8_t *bytes, size_t len)
{
	size_t from = offsetof(struct rec_part, seq), n = sizeof *part - from;
	*part = (struct rec_part){ .magic = REC_PART_MAGIC };
	n = n < len ? n : len;
	memcpy((char *)part + from, bytes, n);
	return n;
}

static void add_part(struct files *files, const uint8_t *bytes, size_t len)
{
	struct rec_part part;
	size_t n = take_part(&part, bytes, len);
	unsigned char *at = files->data + files->n_data;
	part.len = (uint32_t)(len - n);
	size_t size = (size_t)rec_part_size(part.len);
	if (size > ROOM - files->n_data)
		return;
	part.at = files->n_data;
	part.check = rec_part_check(&part, files->meta.wall_ns);
	memcpy(at, &part, sizeof part);
	memcpy(at + sizeof part, bytes + n, part.len);
	files->n_data += size;
	files->meta.end = files->n_data;
}

static void add_ring(struct files *files, const uint8_t *bytes, size_t len)
{
	struct rec_ring ring = { .magic = REC_RING_MAGIC };
	struct rec_part part;
	unsigned char *at = files->rings + files->n_rings;
	if (len < 8 || files->n_rings == sizeof files->rings)
		return;
	memcpy(&ring.where, bytes, 8);
	size_t n = take_part(&part, bytes + 8, len - 8), rest = len - 8 - n;
	memcpy(at, &ring, sizeof ring);
	memcpy(at + REC_HEAD, &part, sizeof part);
	memcpy(at + REC_HEAD + sizeof part, bytes + 8 + n, rest < REC_ROOM ? rest : REC_ROOM);
	files->n_rings += REC_SLOT;
}

static void add_bytes(unsigned char *to, size_t *filled, size_t room, const uint8_t *bytes,
		      size_t len)
{
	len = len < room - *filled ? len : room - *filled;
	memcpy(to + *filled, bytes, len);
	*filled += len;
}

static void add_piece(struct files *files, int kind, const uint8_t *bytes, size_t len)
{
	size_t from = offsetof(struct rec_meta, order), room = sizeof files->meta - from;
	switch (kind % 6) {
	case 0:
		add_site(files, bytes, len);
		break;
	case 1:
		add_part(files, bytes, len);
		break;
	case 2:
		add_ring(files, bytes, len);
		break;
	case 3:
		add_bytes(files->data, &files->n_data, ROOM, bytes, len);
		break;
	case 4:
		add_bytes(files->sites, &files->n_sites, ROOM, bytes, len);
		break;
	default:
		memcpy((char *)&files->meta + from, bytes, len < room ? len : room);
		break;
	}
}

static leaf_err show(FILE *out, const struct recrun *run, const struct recsites *sites,
		     const struct recparts *parts, size_t how)
{
	const struct recfold_options fold = { .depth = 50 };
	const struct record_window window = { .since = INT64_MIN, .until = INT64_MAX };
	if (how == 0)
		return record_show_text(out, run, sites, parts, &window);
	if (how == 1)
		return record_show_json(out, run, sites, parts, &window);
	return recfold_write(out, run, sites, parts, &fold);
}

static void read_all(const struct files *files, FILE *out, size_t how)
{
	struct recrun_bytes meta = { (const unsigned char *)&files->meta, sizeof files->meta };
	struct recrun_bytes sites = { files->sites, files->n_sites };
	struct recrun_bytes rings = { files->rings, files->n_rings };
	struct recrun_bytes data = { files->data, files->n_data };
	struct recrun run;
	struct recsites known = { 0 };
	struct recparts parts = { 0 };
	if (recrun_take(&run, meta, sites, rings, data) != LEAF_E_OK)
		return;
	if (recsites_load(&known, &run) == LEAF_E_OK && recparts_load(&parts, &run) == LEAF_E_OK &&
	    show(out, &run, &known, &parts, how) != LEAF_E_OK)
		abort(); /* nothing but memory can be missing */
	recparts_release(&parts);
	recsites_release(&known);
	recrun_release(&run);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static FILE *nowhere;
	struct files *files = calloc(1, sizeof *files);
	size_t how = len % 3;
	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (!files || !nowhere)
		abort();
	files->meta = (struct rec_meta){ .magic = REC_META_MAGIC,
					 .order = REC_ORDER,
					 .version = REC_VERSION,
					 .wall_ns = WALL,
					 .ns_per_tick = 0.5 };
	while (len >= 3) {
		size_t piece = (size_t)bytes[1] | (size_t)bytes[2] << 8;
		piece = piece < len - 3 ? piece : len - 3;
		add_piece(files, bytes[0], bytes + 3, piece);
		bytes += 3 + piece;
		len -= 3 + piece;
	}
	read_all(files, nowhere, how);
	free(files);
	return 0;
}
