/* value_casts.c - narrower and wider, signed and unsigned, to pointers and back, through unions and enums.
 *
 * seed: aaaaaaaa
 * finds: sign extended
 * finds: zero extended
 * finds: cut off
 * finds: through a pointer
 * finds: enum
 * finds: to bool
 */
#include "sample_input.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum color { RED = 3, GREEN = 1000, BLUE = -4 };

int main(int argc, char **argv)
{
	uint8_t in[8];
	sample_input(in, sizeof in, argc, argv);
	if ((int64_t)(int8_t)in[0] == -100)
		puts("sign extended");
	if ((uint64_t)in[1] * 0x100000001 == 0xc8000000c8)
		puts("zero extended");
	uint32_t n;
	memcpy(&n, in + 2, sizeof n);
	if ((uint8_t)(n * 7) == 3 && (uint16_t)n > 0xff00)
		puts("cut off");
	char *p = (char *)(uintptr_t)(in[6] * 16u);
	if ((uintptr_t)p == 0x770)
		puts("through a pointer");
	enum color color = (enum color)(int8_t)in[7];
	if (color == BLUE)
		puts("enum");
	bool any = n;
	if (!any)
		puts("to bool");
	return 0;
}
