/* fuzz_jsonout.c - a string of any bytes is written as ASCII and UTF-8 that gives back these bytes. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "leaf/jsonout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static unsigned hex(const char *digits)
{
	char text[5] = { digits[0], digits[1], digits[2], digits[3], '\0' };
	return (unsigned)strtoul(text, NULL, 16);
}

/* The byte that an escape stands for; *at moves behind it. */
static unsigned char unescape(const char **at)
{
	static const char letters[] = "\"\\bfnrt", meant[] = "\"\\\b\f\n\r\t";
	char letter = *(*at)++;
	if (letter != 'u') {
		const char *known = strchr(letters, letter);
		assert(known && letter);
		return (unsigned char)meant[known - letters];
	}
	unsigned code = hex(*at);
	*at += 4;
	assert(code < 0x80 || (code >= 0xdc80 && code <= 0xdcff));
	return (unsigned char)code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = NULL, *bytes = malloc(len + 1);
	size_t size = 0;
	struct jsonout json = { .out = open_memstream(&text, &size) };
	assert(json.out && bytes);
	memcpy(bytes, data, len);
	jsonout_bytes(&json, bytes, len);
	fclose(json.out);
	assert(size >= 2 && text[0] == '"' && text[size - 1] == '"');
	size_t n = 0;
	for (const char *at = text + 1; at < text + size - 1; n++) {
		unsigned char byte = (unsigned char)*at++;
		assert(byte >= 0x20 && byte != '"');
		if (byte == '\\')
			byte = unescape(&at);
		assert(n < len && byte == data[n]);
	}
	assert(n == len);
	free(bytes);
	free(text);
	return 0;
}
