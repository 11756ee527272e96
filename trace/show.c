/* show.c - one value as text: integers, floats, characters, text, bytes. */
#include "trace/show.h"

#include "trace/digits.h"
#include "trace/escape.h"

/* ---- reading a value ---- */

struct leaf__integer leaf__integer_of(const struct leaf_value *value)
{
	struct leaf__integer out = { 0, 0, 1 };
	int is_signed = value->type == LEAF_TYPE_INT;
	switch (value->len) {
	case 1: {
		uint8_t n;
		memcpy(&n, value->data, 1);
		out.low = is_signed ? (leaf_u64)(int64_t)(int8_t)n : n;
		break;
	}
	case 2: {
		uint16_t n;
		memcpy(&n, value->data, 2);
		out.low = is_signed ? (leaf_u64)(int64_t)(int16_t)n : n;
		break;
	}
	case 4: {
		uint32_t n;
		memcpy(&n, value->data, 4);
		out.low = is_signed ? (leaf_u64)(int64_t)(int32_t)n : n;
		break;
	}
	case 8:
		memcpy(&out.low, value->data, 8);
		break;
#ifdef __SIZEOF_INT128__
	case 16: {
		leaf__u128 n;
		memcpy(&n, value->data, 16);
		out.low = (leaf_u64)n;
		out.high = (leaf_u64)(n >> 64);
		return out;
	}
#endif
	default:
		out.valid = 0;
	}
	if (is_signed && out.low >> 63)
		out.high = (leaf_u64)-1;
	return out;
}

/* Make it its magnitude; returns 1 if it was negative. */
static int integer_abs(struct leaf__integer *n, enum leaf_type type)
{
	int negative = type == LEAF_TYPE_INT && n->high >> 63;
	if (negative) {
		n->high = ~n->high + (n->low == 0);
		n->low = 0 - n->low;
	}
	return negative;
}

leaf_u64 leaf_value_u64(const struct leaf_value *value)
{
	if (!value->data)
		return 0;
	switch (value->type) {
	case LEAF_TYPE_BOOL:
	case LEAF_TYPE_CHAR:
	case LEAF_TYPE_INT:
	case LEAF_TYPE_UINT:
	case LEAF_TYPE_POINTER:
	case LEAF_TYPE_HEX:
		return leaf__integer_of(value).low;
	default:
		return 0;
	}
}

static double float_of(const void *data, size_t len)
{
	float single;
	double twice;
	long double most;
	if (len == sizeof(single)) {
		memcpy(&single, data, len);
		return (double)single;
	}
	if (len == sizeof(twice)) {
		memcpy(&twice, data, len);
		return twice;
	}
	if (len == sizeof(most)) {
		memcpy(&most, data, len);
		return (double)most;
	}
	return 0;
}

double leaf_value_double(const struct leaf_value *value)
{
	if (!value->data)
		return 0;
	if (value->type == LEAF_TYPE_FLOAT)
		return float_of(value->data, value->len);
	if (value->type == LEAF_TYPE_COMPLEX)
		return float_of(value->data, value->len / 2);
	if (value->type != LEAF_TYPE_INT && value->type != LEAF_TYPE_UINT &&
	    value->type != LEAF_TYPE_BOOL)
		return 0;
	struct leaf__integer n = leaf__integer_of(value);
	int negative = integer_abs(&n, value->type);
	double magnitude = (double)n.high * 0x1p64 + (double)n.low;
	return negative ? -magnitude : magnitude;
}

/* ---- numbers; each returns the end, or NULL for a length that the type cannot have ---- */

static char *put_integer(char *at, const struct leaf_value *value)
{
	struct leaf__integer n = leaf__integer_of(value);
	if (!n.valid)
		return NULL;
	if (integer_abs(&n, value->type))
		*at++ = '-';
#ifdef __SIZEOF_INT128__
	if (n.high)
		return leaf__put_u128(at, (leaf__u128)n.high << 64 | n.low);
#endif
	return leaf__put_u64(at, n.low);
}

static char *put_bool(char *at, const struct leaf_value *value)
{
	struct leaf__integer n = leaf__integer_of(value);
	memcpy(at, n.low ? "true" : "false", 5);
	return at + (n.low ? 4 : 5);
}

static char *put_char(char *at, const struct leaf_value *value)
{
	struct leaf__out_text out = { at, LEAF__NUMBER_ROOM, 0 };
	leaf__out_char(&out, '\'');
	leaf__out_escaped(&out, value->data, 1, '\'');
	leaf__out_char(&out, '\'');
	return at + out.len;
}

static char *put_complex(char *at, const struct leaf_value *value)
{
	size_t half = value->len / 2;
	const char *data = value->data;
	char *end = leaf__put_float(at, data, half);
	if (!end)
		return NULL;
	*end = '+';
	char *imaginary = leaf__put_float(end + 1, data + half, half);
	if (end[1] == '-') { /* the sign is there already */
		memmove(end, end + 1, (size_t)(imaginary - end - 1));
		imaginary--;
	}
	*imaginary++ = 'i';
	return imaginary;
}

static char *put_number(char *at, const struct leaf_value *value)
{
	switch (value->type) {
	case LEAF_TYPE_BOOL:
		return put_bool(at, value);
	case LEAF_TYPE_CHAR:
		return value->len == 1 ? put_char(at, value) : NULL;
	case LEAF_TYPE_INT:
	case LEAF_TYPE_UINT:
		return put_integer(at, value);
	case LEAF_TYPE_FLOAT:
		return leaf__put_float(at, value->data, value->len);
	case LEAF_TYPE_COMPLEX:
		return put_complex(at, value);
	case LEAF_TYPE_POINTER:
	case LEAF_TYPE_HEX: {
		struct leaf__integer n = leaf__integer_of(value);
		return n.valid ? leaf__put_hex(at, n.low) : NULL;
	}
	default:
		return NULL;
	}
}

/* ---- text and bytes ---- */

static void show_text(struct leaf__out_text *out, const struct leaf_value *value, char quote)
{
	size_t len = value->len;
	if (value->cut)
		len -= leaf__utf8_torn(value->data, len);
	if (quote)
		leaf__out_char(out, quote);
	leaf__out_escaped(out, value->data, len, quote);
	if (quote)
		leaf__out_char(out, quote);
	if (value->cut)
		leaf__out_bytes(out, "...", 3);
}

/* [3 bytes: 01 02 ff] */
static void show_bytes(struct leaf__out_text *out, const struct leaf_value *value, size_t max)
{
	char number[LEAF__NUMBER_ROOM];
	const unsigned char *bytes = value->data;
	size_t shown = value->len < max ? value->len : max;
	leaf__out_char(out, '[');
	leaf__out_bytes(out, number, (size_t)(leaf__put_u64(number, value->len) - number));
	if (value->cut)
		leaf__out_char(out, '+');
	leaf__out_bytes(out, " bytes", value->len == 1 && !value->cut ? 5 : 6);
	for (size_t i = 0; i < shown; i++) {
		leaf__out_bytes(out, i ? " " : ": ", i ? 1 : 2);
		leaf__out_char(out, "0123456789abcdef"[bytes[i] >> 4]);
		leaf__out_char(out, "0123456789abcdef"[bytes[i] & 15]);
	}
	if (shown < value->len || value->cut)
		leaf__out_bytes(out, " ...", 4);
	leaf__out_char(out, ']');
}

static void show_extent(struct leaf__out_text *out, const struct leaf_value *value)
{
	switch (value->type) {
	case LEAF_TYPE_TEXT:
		show_text(out, value, '"');
		break;
	case LEAF_TYPE_SHOWN:
		show_text(out, value, 0);
		break;
	case LEAF_TYPE_BYTES:
		show_bytes(out, value, LEAF__SHOWN_BYTES);
		break;
	case LEAF_TYPE_ELIDED:
		leaf__out_bytes(out, "[object]", 8);
		break;
	case LEAF_TYPE_END:
	case LEAF_TYPE_LATE:
		break;
	default:
		show_bytes(out, value, LEAF__SHOWN_OPAQUE);
	}
}

size_t leaf_value_show(const struct leaf_value *value, char *out, size_t cap)
{
	char scratch[2 * LEAF__NUMBER_ROOM];
	char *number = cap >= sizeof(scratch) ? out : scratch;
	struct leaf__out_text text = { out, cap, 0 };
	if (!value->data) {
		leaf__out_bytes(&text, "null", 4);
		return text.len;
	}
	char *end = put_number(number, value);
	if (!end)
		show_extent(&text, value);
	else if (number == out)
		return (size_t)(end - number);
	else
		leaf__out_bytes(&text, number, (size_t)(end - number));
	return text.len;
}
