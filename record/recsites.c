/* recsites.c - the call sites of a run. */
#include "record/recsites.h"

#include "trace/fields.h"

#include <stdlib.h>
#include <string.h>

/* The next string, ended by NUL before 'end'; NULL if there is none. */
static const char *take_string(const unsigned char **p, const unsigned char *end)
{
	const unsigned char *begin = *p;
	const unsigned char *nul = memchr(begin, 0, (size_t)(end - begin));
	if (!nul)
		return NULL;
	*p = nul + 1;
	return (const char *)begin;
}

static int take_strings(struct recsite *site, const unsigned char *p, const unsigned char *end)
{
	site->name = take_string(&p, end);
	site->target = site->name ? take_string(&p, end) : NULL;
	site->file = site->target ? take_string(&p, end) : NULL;
	for (unsigned i = 0; i < site->n_fields && site->file; i++)
		if (!(site->names[i] = take_string(&p, end)))
			return 0;
	return site->file != NULL;
}

static int take_types(struct recsite *site)
{
	uint64_t sum = 0;
	site->plain = 1;
	for (unsigned i = 0; i < site->n_fields; i++) {
		enum leaf_type type = leaf__field_type(site->types[i]);
		if (type <= LEAF_TYPE_END || type > LEAF_TYPE_LATE)
			return 0;
		site->plain &= !leaf__field_refers(site->types[i]);
		sum += leaf__field_size(site->types[i]);
	}
	return sum == site->n_bytes;
}

/* The site at 'at'; returns its length, 0 if there is no sound one. */
static size_t parse(struct recsite *site, struct recrun_bytes from, uint64_t seed)
{
	struct rec_site head;
	if (from.len < sizeof head)
		return 0;
	memcpy(&head, from.at, sizeof head);
	if (head.magic != REC_SITE_MAGIC || head.len > from.len || head.n_fields > REC_FIELDS_MAX ||
	    head.len < sizeof head + head.n_fields * sizeof *site->types ||
	    head.check != rec_check(from.at + 8, head.len - 8, seed))
		return 0;
	*site = (struct recsite){ .id = head.id,
				  .line = head.line,
				  .n_bytes = head.n_bytes,
				  .level = head.level,
				  .kind = head.kind,
				  .n_fields = head.n_fields,
				  .n_more = head.n_more };
	const unsigned char *p = from.at + sizeof head;
	memcpy(site->types, p, head.n_fields * sizeof *site->types);
	p += head.n_fields * sizeof *site->types;
	if (!head.id || !take_strings(site, p, from.at + head.len) || !take_types(site))
		return 0;
	return head.len;
}

static leaf_err keep(struct recsites *sites, const struct recsite *site)
{
	size_t need = (size_t)site->id + 1;
	if (need > sites->n) {
		size_t n = need < 64 ? 64 : need + need / 2;
		struct recsite *grown = realloc(sites->sites, n * sizeof *grown);
		if (!grown)
			return leaf_fail(LEAF_E_NOMEM, "no memory for %zu call sites", n);
		memset(grown + sites->n, 0, (n - sites->n) * sizeof *grown);
		sites->sites = grown;
		sites->n = n;
	}
	sites->n_known += sites->sites[site->id].id == 0;
	sites->sites[site->id] = *site;
	return LEAF_E_OK;
}

leaf_err recsites_load(struct recsites *sites, const struct recrun *run)
{
	struct recsites loaded = { 0 };
	struct recrun_bytes rest = run->sites;
	size_t id_max = rest.len / sizeof(struct rec_site) + 1; /* they are numbered in order */
	int sound = 1;
	while (rest.len) {
		struct recsite site;
		size_t len = parse(&site, rest, run->meta.wall_ns);
		if (len && site.id <= id_max) {
			leaf_err err = keep(&loaded, &site);
			if (err != LEAF_E_OK) {
				recsites_release(&loaded);
				return err;
			}
			sound = 1;
		} else {
			loaded.n_damaged += (size_t)sound;
			sound = 0;
			len = 1;
		}
		rest.at += len;
		rest.len -= len;
	}
	*sites = loaded;
	return LEAF_E_OK;
}

void recsites_release(struct recsites *sites)
{
	free(sites->sites);
	*sites = (struct recsites){ 0 };
}

const struct recsite *recsites_get(const struct recsites *sites, uint32_t id)
{
	return id < sites->n && sites->sites[id].id ? &sites->sites[id] : NULL;
}

/* The length of a text or dump that begins at 'at' [len]; -1 if it does not fit. */
static int64_t reference_len(const unsigned char *at, size_t len)
{
	uint16_t word;
	if (len < sizeof word)
		return -1;
	memcpy(&word, at, sizeof word);
	size_t need = sizeof word + (word & REC_LEN);
	return need <= len ? (int64_t)need : -1;
}

int64_t recsite_values_len(const struct recsite *site, const unsigned char *at, size_t len)
{
	if (site->plain)
		return site->n_bytes <= len ? (int64_t)site->n_bytes : -1;
	size_t done = 0;
	for (unsigned i = 0; i < site->n_fields; i++) {
		int64_t need = leaf__field_size(site->types[i]);
		if (leaf__field_refers(site->types[i]))
			need = reference_len(at + done, len - done);
		if (need < 0 || (size_t)need > len - done)
			return -1;
		done += (size_t)need;
	}
	return (int64_t)done;
}

int recsite_value(const struct recsite *site, const unsigned char *values, unsigned i,
		  struct leaf_value *out)
{
	for (unsigned k = 0; k < i; k++)
		values += leaf__field_refers(site->types[k])
				  ? (size_t)reference_len(values, SIZE_MAX / 4)
				  : leaf__field_size(site->types[k]);
	out->type = leaf__field_type(site->types[i]);
	out->data = values;
	out->len = leaf__field_size(site->types[i]);
	out->cut = 0;
	if (leaf__field_refers(site->types[i])) {
		uint16_t word;
		memcpy(&word, values, sizeof word);
		out->data = word & REC_NULL ? NULL : values + sizeof word;
		out->len = word & REC_NULL ? 0 : word & REC_LEN;
		out->cut = (word & REC_CUT) != 0;
	}
	return out->type != LEAF_TYPE_LATE;
}
