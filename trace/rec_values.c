/* rec_values.c - the values of a span or event as bytes of a recording. */
#include "trace/rec_values.h"

#include "trace/fields.h"
#include "trace/rec_format.h"

#include <string.h>

int leaf__rec_values_plain(const struct leaf_site_info *site)
{
	for (unsigned i = 0; i < site->n_fields; i++)
		if (leaf__field_refers(site->types[i]))
			return 0;
	return 1;
}

size_t leaf__rec_values_max(const struct leaf_site_info *site)
{
	size_t max = site->n_bytes;
	for (unsigned i = 0; i < site->n_fields; i++)
		if (leaf__field_refers(site->types[i]))
			max += sizeof(uint16_t) + REC_VALUE_MAX;
	return max;
}

static char *put_reference(char *at, const struct leaf_value *value)
{
	size_t len = value->len < REC_VALUE_MAX ? value->len : REC_VALUE_MAX;
	unsigned mark = (unsigned)len;
	if (value->cut || len < value->len)
		mark |= REC_CUT;
	if (!value->data)
		mark = REC_NULL;
	uint16_t word = (uint16_t)mark;
	memcpy(at, &word, sizeof word);
	at += sizeof word;
	if (value->data && len)
		memmove(at, value->data, len); /* it may be there already */
	return at + (mark & REC_LEN);
}

static int get_value(const struct leaf_span *span, const struct leaf_event *event, unsigned i,
		     struct leaf_value *value)
{
	return span ? leaf_span_value(span, i, value) : leaf_event_value(event, i, value);
}

/* Of the one that is not NULL. */
static char *put_values(const struct leaf_span *span, const struct leaf_event *event, char *at)
{
	const struct leaf_site_info *site = span ? span->site : event->site;
	const char *packed = span ? span->packed : event->packed;
	for (unsigned i = 0; i < site->n_fields; i++) {
		size_t size = leaf__field_size(site->types[i]);
		if (leaf__field_refers(site->types[i])) {
			struct leaf_value value;
			if (!get_value(span, event, i, &value))
				memset(&value, 0, sizeof value);
			at = put_reference(at, &value);
		} else {
			memcpy(at, packed, size);
			at += size;
		}
		packed += size;
	}
	return at;
}

char *leaf__rec_values_span(const struct leaf_span *span, char *at)
{
	return put_values(span, NULL, at);
}

char *leaf__rec_values_event(const struct leaf_event *event, char *at)
{
	return put_values(NULL, event, at);
}

char *leaf__rec_values_packed(const struct leaf_site_info *site, const void *packed, char *at)
{
	const char *bytes = packed;
	for (unsigned i = 0; i < site->n_fields; i++) {
		size_t size = leaf__field_size(site->types[i]);
		if (leaf__field_refers(site->types[i])) {
			struct leaf_value value;
			leaf__field_decode(site->types[i], bytes, &value, at + sizeof(uint16_t));
			at = put_reference(at, &value);
		} else {
			memcpy(at, bytes, size);
			at += size;
		}
		bytes += size;
	}
	return at;
}

size_t leaf__rec_value_read(unsigned type, const void *at, struct leaf_value *out)
{
	uint16_t mark;
	out->type = leaf__field_type(type);
	out->data = at;
	out->len = leaf__field_size(type);
	out->cut = 0;
	if (!leaf__field_refers(type))
		return out->len;
	memcpy(&mark, at, sizeof mark);
	out->data = mark & REC_NULL ? NULL : (const char *)at + sizeof mark;
	out->len = mark & REC_NULL ? 0 : mark & REC_LEN;
	out->cut = (mark & REC_CUT) != 0;
	return sizeof mark + out->len;
}
