/* input_descriptor.c - the input's file by read, pread, readv, a duplicate, mapped into memory.
 *
 * flags: -D_GNU_SOURCE
 * seed: aaaaaaaaaaaaaaaa
 * finds: read
 * finds: pread
 * finds: readv
 * finds: duplicate
 * finds: mapped
 * finds: after lseek
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char a[2] = { 0 }, b[2] = { 0 };
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1; /* not asked */
	setvbuf(stdout, NULL, _IONBF, 0);
	if (read(fd, a, 2) == 2 && a[1] == 'R') /* not asked */
		puts("read");
	if (pread(fd, a, 1, 5) == 1 && a[0] == 'P') /* not asked */
		puts("pread");
	struct iovec pieces[] = { { a, 1 }, { b, 2 } };
	if (readv(fd, pieces, 2) == 3 && b[1] == 'V') /* not asked */
		puts("readv");
	int other = dup(fd);
	if (read(other, a, 2) == 2 && a[1] == 'D') /* not asked */
		puts("duplicate");
	lseek(fd, 10, SEEK_SET);
	if (read(fd, a, 1) == 1 && a[0] == 'S') /* not asked */
		puts("after lseek");
	const char *all = mmap(NULL, 16, PROT_READ, MAP_PRIVATE, fd, 0);
	if (all != MAP_FAILED && all[12] == 'M') /* not asked */
		puts("mapped");
	return 0;
}
