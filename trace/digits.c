/* digits.c - integers wider than a register as digits. */
#include "trace/digits.h"

#ifdef __SIZEOF_INT128__
char *leaf__put_u128(char *at, leaf__u128 n)
{
	const uint64_t chunk = 10000000000000000; /* 10^16 */
	if (n >> 64 == 0)
		return leaf__put_u64(at, (uint64_t)n);
	at = leaf__put_u128(at, n / chunk);
	uint64_t rest = (uint64_t)(n % chunk);
	at = leaf__put_8(at, (uint32_t)(rest / 100000000));
	return leaf__put_8(at, (uint32_t)(rest % 100000000));
}
#endif
