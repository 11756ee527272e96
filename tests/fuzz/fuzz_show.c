/* fuzz_show.c - any bytes as any type: what is shown is printable UTF-8 and fits; JSON is JSON. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trace/escape.h"
#include "trace/show.h"

static void must(int truth)
{
	if (!truth)
		abort();
}

static void must_be_printable(const char *text, size_t len)
{
	while (len) {
		uint32_t code;
		unsigned n = leaf__utf8_char(&code, text, len);
		must(n > 0 && leaf__printable(code));
		text += n;
		len -= n;
	}
}

static void must_be_inside_a_json_string(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		must((unsigned char)text[i] >= 0x20 && text[i] != '"');
		if (text[i] == '\\')
			must(++i < len && strchr("bfnrtu\\\"", text[i]));
	}
	for (uint32_t code; len;) {
		unsigned n = leaf__utf8_char(&code, text, len);
		must(n > 0 && leaf__printable(code));
		text += n;
		len -= n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char whole[16384], part[16384];
	if (size < 4 || size > 1024)
		return 0;
	struct leaf_value value = { (enum leaf_type)(data[0] % (LEAF_TYPE_LATE + 1)), data + 4,
				    size - 4, data[1] & 1 };
	size_t need = leaf_value_show(&value, whole, sizeof(whole));
	must(need <= sizeof(whole));
	must_be_printable(whole, need);

	size_t cap = (size_t)(data[2] | data[3] << 8) % (need + 2);
	memset(part, 0x5a, sizeof(part));
	must(leaf_value_show(&value, part, cap) == need);
	must(memcmp(part, whole, cap < need ? cap : need) == 0);
	for (size_t i = cap; i < sizeof(part); i++)
		must(part[i] == 0x5a);

	struct leaf__out_text json = { whole, sizeof(whole), 0 };
	leaf__out_json(&json, (const char *)data, size);
	must(json.len <= sizeof(whole));
	must_be_inside_a_json_string(whole, json.len);
	leaf_value_double(&value);
	leaf_value_u64(&value);
	return 0;
}
