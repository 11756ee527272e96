/* if_basic.c - one branch on one byte.
 *
 * seed: b
 * finds: an a
 * finds: no a
 */
#include <stdio.h>

int main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL; /* not asked */
	char c = 0;
	if (!file || fread(&c, 1, 1, file) != 1) /* not asked */
		return 2;
	fclose(file);
	switch (c) {
	case 'a':
		puts("an a");
		break;
	default:
		puts("no a");
	}
	return 0;
}
