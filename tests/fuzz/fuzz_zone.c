/* fuzz_zone.c - any bytes as a time zone: read or refused. */
#include "trace/zone.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const int64_t moments[] = { INT64_MIN / 4, -5000000000, 0,
				   1700000000,	  5000000000,  INT64_MAX / 4 };

static void ask(void)
{
	char date[64];
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++) {
		int32_t offset = leaf__zone_offset(moments[i]);
		char *end = leaf__put_date(date, moments[i] + offset);
		if (end - date < 19 || end - date > 40)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[256];
	if (size < sizeof(text)) {
		memcpy(text, data, size);
		text[size] = 0;
		if (leaf__zone_use_rule(text) == 0)
			ask();
	}
	if (leaf__zone_use_file(data, size) == 0)
		ask();
	return 0;
}
