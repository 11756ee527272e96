/* input_stream.c - standard input by characters, lines and blocks, put back and skipped.
 *
 * input: stdin
 * flags: -D_GNU_SOURCE
 * seed: aaaa\nbbbb\ncccc\ndddddddd
 * finds: getchar
 * finds: ungetc
 * finds: fgets
 * finds: getline
 * finds: fread
 * finds: after seeking
 * finds: getc_unlocked
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char line[64] = { 0 }, *long_line = NULL;
	size_t room = 0;
	setvbuf(stdout, NULL, _IONBF, 0);
	if (getchar() == 'G')
		puts("getchar");
	int c = getc(stdin);
	if (ungetc(c, stdin) == 'U' && getchar() == 'U') /* not asked */
		puts("ungetc");
	if (getc_unlocked(stdin) == 'K')
		puts("getc_unlocked");
	char *again = fgets(line, sizeof line, stdin);
	again = fgets(line, sizeof line, stdin);
	if (again && line[1] == 'F') /* not asked */
		puts("fgets");
	if (getline(&long_line, &room, stdin) > 0 && long_line[2] == 'L') /* not asked */
		puts("getline");
	free(long_line);
	memset(line, 0, sizeof line);
	if (fread(line, 1, 2, stdin) == 2 && line[1] == 'R') /* not asked */
		puts("fread");
	if (fseek(stdin, 3, SEEK_CUR) == 0 && getchar() == 'S') /* not asked */
		puts("after seeking");
	return 0;
}
