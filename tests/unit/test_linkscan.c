/* test_linkscan.c - instrumented objects are known in every container that a linker takes. */
#include "wrap/linkscan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "leaf__enter"

/* An object file's head, taken from this very program, with a name behind it. */
static size_t make_object(char *out, bool ours, uint16_t type, const char *name)
{
	int fd = open("/proc/self/exe", O_RDONLY);
	assert_int_equal(read(fd, out, sizeof(Elf64_Ehdr)), sizeof(Elf64_Ehdr));
	close(fd);
	memcpy(out + offsetof(Elf64_Ehdr, e_type), &type, sizeof type);
	if (!ours)
		out[offsetof(Elf64_Ehdr, e_machine)] ^= 1;
	memcpy(out + sizeof(Elf64_Ehdr), name, strlen(name) + 1);
	return sizeof(Elf64_Ehdr) + strlen(name) + 1;
}

static enum linkscan scan_object(bool ours, uint16_t type, const char *name)
{
	char bytes[128];
	return linkscan_bytes(bytes, make_object(bytes, ours, type, name), "x.o");
}

static void objects_that_refer_to_leaf_count(void **state)
{
	(void)state;
	assert_int_equal(scan_object(true, ET_REL, NAME), LINKSCAN_OURS);
	assert_int_equal(scan_object(false, ET_REL, NAME), LINKSCAN_FOREIGN);
	assert_int_equal(scan_object(true, ET_REL, "leaf_"), LINKSCAN_PLAIN);
	assert_int_equal(scan_object(true, ET_DYN, NAME), LINKSCAN_PLAIN);
	assert_int_equal(scan_object(true, ET_REL, "leaf__config_get"), LINKSCAN_RUNTIME);
}

static void bitcode_counts(void **state)
{
	static const char bitcode[] = "BC\xc0\xde ... " NAME, text[] = "some text with " NAME;
	(void)state;
	assert_int_equal(linkscan_bytes(bitcode, sizeof bitcode, "x.o"), LINKSCAN_OURS);
	assert_int_equal(linkscan_bytes(text, sizeof text, "x.map"), LINKSCAN_PLAIN);
	assert_int_equal(linkscan_bytes("", 0, "x"), LINKSCAN_PLAIN);
}

static size_t add_member(char *out, size_t at, const char *name, const char *bytes, size_t len,
			 size_t said)
{
	at += (size_t)sprintf(out + at, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n", name, "0", "0", "0",
			      "644", said);
	if (len)
		memcpy(out + at, bytes, len);
	at += len;
	if (len & 1)
		out[at++] = '\n';
	return at;
}

static void members_of_archives_count(void **state)
{
	char object[128], archive[1024] = "!<arch>\n";
	(void)state;
	size_t len = make_object(object, true, ET_REL, NAME), at = 8;
	/* A table of symbols that mentions the name is not yet an object. */
	at = add_member(archive, at, "/", NAME, sizeof NAME, sizeof NAME);
	assert_int_equal(linkscan_bytes(archive, at, "x.a"), LINKSCAN_PLAIN);
	at = add_member(archive, at, "a.txt/", "abc", 3, 3);
	size_t without = at;
	at = add_member(archive, at, "b.o/", object, len, len);
	assert_int_equal(linkscan_bytes(archive, at, "x.a"), LINKSCAN_OURS);
	assert_int_equal(linkscan_bytes(archive, without, "x.a"), LINKSCAN_PLAIN);
	assert_int_equal(linkscan_bytes(archive, at - 3, "x.a"), LINKSCAN_PLAIN); /* cut off */
}

static void thin_archives_are_followed(void **state)
{
	char folder[] = "/tmp/leaf-linkscan.XXXXXX", object[128], archive[1024] = "!<thin>\n",
	     path[64], names[64];
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/one.o", folder);
	size_t len = make_object(object, true, ET_REL, NAME), at = 8;
	int fd = open(path, O_WRONLY | O_CREAT, 0644);
	assert_int_equal(write(fd, object, len), (ssize_t)len);
	close(fd);
	snprintf(names, sizeof names, "gone/two.o/\n./one.o/\n");
	at = add_member(archive, at, "//", names, strlen(names), strlen(names));
	at = add_member(archive, at, "/0", NULL, 0, 500);
	size_t without = at;
	at = add_member(archive, at, "/12", NULL, 0, len);
	snprintf(path, sizeof path, "%s/x.a", folder);
	assert_int_equal(linkscan_bytes(archive, at, path), LINKSCAN_OURS);
	assert_int_equal(linkscan_bytes(archive, without, path), LINKSCAN_PLAIN);
	fd = open(path, O_WRONLY | O_CREAT, 0644);
	assert_int_equal(write(fd, archive, at), (ssize_t)at);
	close(fd);
	assert_int_equal(linkscan_file(path), LINKSCAN_OURS);
	unlink(path);
	assert_int_equal(linkscan_file(path), LINKSCAN_PLAIN);
	assert_int_equal(linkscan_file(folder), LINKSCAN_PLAIN);
	snprintf(path, sizeof path, "%s/one.o", folder);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_that_refer_to_leaf_count),
		cmocka_unit_test(bitcode_counts),
		cmocka_unit_test(members_of_archives_count),
		cmocka_unit_test(thin_archives_are_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
