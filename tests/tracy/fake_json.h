/* fake_json.h - write JSON, member by member. */
#ifndef FAKE_JSON_H
#define FAKE_JSON_H

#include <stdint.h>
#include <stdio.h>

struct fake_json {
	FILE *out;
	int is_first; /* of the innermost object or array */
};

/* A key of NULL is for members of arrays. */
void fake_json_open(struct fake_json *json, const char *key, char bracket);
void fake_json_close(struct fake_json *json, char bracket);
void fake_json_u64(struct fake_json *json, const char *key, uint64_t number);
void fake_json_i64(struct fake_json *json, const char *key, int64_t number);
void fake_json_double(struct fake_json *json, const char *key, double number);

/* NULL is null; what is no UTF-8 becomes U+FFFD. */
void fake_json_text(struct fake_json *json, const char *key, const char *text);

#endif
