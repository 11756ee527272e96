/* blobid.c - the id that git gives to the bytes of a file. */
#include "profile/blobid.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, WORDS = 8 };

struct hash {
	uint32_t state[WORDS];
	unsigned char block[BLOCK];
	size_t filled;
	uint64_t len;
	bool sha256;
};

static uint32_t left(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t right(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t word_at(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* ---- SHA-1 ---- */

#define ROUND(f, k)                                                                                \
	do {                                                                                       \
		uint32_t sum = left(a, 5) + (f) + e + (k) + w[i];                                  \
		e = d;                                                                             \
		d = c;                                                                             \
		c = left(b, 30);                                                                   \
		b = a;                                                                             \
		a = sum;                                                                           \
	} while (0)

static void sha1_block(uint32_t state[WORDS], const unsigned char *block)
{
	uint32_t w[80];
	for (int i = 0; i < 16; i++)
		w[i] = word_at(block + 4 * i);
	for (int i = 16; i < 80; i++)
		w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
	for (int i = 0; i < 20; i++)
		ROUND(d ^ (b & (c ^ d)), 0x5a827999u);
	for (int i = 20; i < 40; i++)
		ROUND(b ^ c ^ d, 0x6ed9eba1u);
	for (int i = 40; i < 60; i++)
		ROUND((b & c) | (d & (b | c)), 0x8f1bbcdcu);
	for (int i = 60; i < 80; i++)
		ROUND(b ^ c ^ d, 0xca62c1d6u);
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
}

/* ---- SHA-256 ---- */

static const uint32_t k256[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static void sha256_block(uint32_t state[WORDS], const unsigned char *block)
{
	uint32_t w[64], s[WORDS];
	for (int i = 0; i < 16; i++)
		w[i] = word_at(block + 4 * i);
	for (int i = 16; i < 64; i++) {
		uint32_t a = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ w[i - 15] >> 3;
		uint32_t b = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ w[i - 2] >> 10;
		w[i] = w[i - 16] + a + w[i - 7] + b;
	}
	memcpy(s, state, sizeof s);
	for (int i = 0; i < 64; i++) {
		uint32_t e = right(s[4], 6) ^ right(s[4], 11) ^ right(s[4], 25);
		uint32_t a = right(s[0], 2) ^ right(s[0], 13) ^ right(s[0], 22);
		uint32_t choice = s[6] ^ (s[4] & (s[5] ^ s[6]));
		uint32_t majority = (s[0] & s[1]) | (s[2] & (s[0] | s[1]));
		uint32_t one = s[7] + e + choice + k256[i] + w[i], two = a + majority;
		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += one;
		s[0] = one + two;
	}
	for (int i = 0; i < WORDS; i++)
		state[i] += s[i];
}

/* ---- both ---- */

static void block_done(struct hash *hash, const unsigned char *block)
{
	(hash->sha256 ? sha256_block : sha1_block)(hash->state, block);
}

static void add(struct hash *hash, const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;
	hash->len += len;
	while (len) {
		if (!hash->filled && len >= BLOCK) {
			block_done(hash, at);
			at += BLOCK;
			len -= BLOCK;
			continue;
		}
		size_t part = BLOCK - hash->filled < len ? BLOCK - hash->filled : len;
		memcpy(hash->block + hash->filled, at, part);
		hash->filled += part;
		at += part;
		len -= part;
		if (hash->filled == BLOCK) {
			block_done(hash, hash->block);
			hash->filled = 0;
		}
	}
}

static void begin(struct hash *hash, bool sha256)
{
	static const uint32_t first1[WORDS] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
						0xc3d2e1f0 };
	static const uint32_t first256[WORDS] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
						  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
	*hash = (struct hash){ .sha256 = sha256 };
	memcpy(hash->state, sha256 ? first256 : first1, sizeof hash->state);
}

static void end(char *out, struct hash *hash)
{
	char length[8];
	uint64_t bits = hash->len * 8;
	for (int i = 0; i < 8; i++)
		length[i] = (char)(bits >> (56 - 8 * i));
	add(hash, "\x80", 1);
	while (hash->filled != BLOCK - 8)
		add(hash, "", 1);
	add(hash, length, 8);
	for (int i = 0; i < (hash->sha256 ? 8 : 5); i++)
		snprintf(out + 8 * i, 9, "%08x", hash->state[i]);
}

void blobid_of(char out[BLOBID_SIZE], const char *bytes, size_t len, bool sha256)
{
	struct hash hash;
	char head[32];
	int head_len = snprintf(head, sizeof head, "blob %zu", len);
	begin(&hash, sha256);
	add(&hash, head, (size_t)head_len + 1);
	add(&hash, bytes, len);
	end(out, &hash);
}
