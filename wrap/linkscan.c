/* linkscan.c - whether objects and archives hold instrumented code. */
#include "wrap/linkscan.h"

#include <ar.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "leaf__"
#define INSIDE "leaf__config_get" /* a name that only the library's own objects know */
#define THIN_MAGIC "!<thin>\n"

enum { DEPTH_MAX = 4 };

static enum linkscan scan(const char *bytes, size_t len, const char *path, int depth);

static bool mentions_leaf(const char *bytes, size_t len)
{
	return memmem(bytes, len, PREFIX, sizeof PREFIX - 1) != NULL;
}

/* What this program itself was compiled for: the library is for the same. */
#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__i386__)
#define MACHINE EM_386
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#elif defined(__arm__)
#define MACHINE EM_ARM
#elif defined(__riscv)
#define MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define MACHINE EM_PPC64
#elif defined(__s390__)
#define MACHINE EM_S390
#else
#define MACHINE EM_NONE
#endif

static bool is_for_us(const char *bytes)
{
	unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
	unsigned char order = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB;
	Elf32_Half machine;
	memcpy(&machine, bytes + offsetof(Elf32_Ehdr, e_machine), sizeof machine);
	return (unsigned char)bytes[EI_CLASS] == class && (unsigned char)bytes[EI_DATA] == order &&
	       machine == MACHINE;
}

static enum linkscan scan_object(const char *bytes, size_t len)
{
	Elf32_Half type;
	if (len < sizeof(Elf32_Ehdr))
		return LINKSCAN_PLAIN;
	memcpy(&type, bytes + offsetof(Elf32_Ehdr, e_type), sizeof type);
	bool ours = is_for_us(bytes);
	if ((ours && type != ET_REL) || !mentions_leaf(bytes, len))
		return LINKSCAN_PLAIN;
	if (!ours)
		return LINKSCAN_FOREIGN;
	return memmem(bytes, len, INSIDE, sizeof INSIDE - 1) ? LINKSCAN_RUNTIME : LINKSCAN_OURS;
}

/* ---- archives ---- */

/* A decimal field, filled up with blanks. */
static size_t field(const char *text, size_t len)
{
	size_t number = 0;
	for (size_t i = 0; i < len && text[i] >= '0' && text[i] <= '9'; i++)
		number = number * 10 + (size_t)(text[i] - '0');
	return number;
}

/* A file that a thin archive names [len], relative to the archive's folder. */
static enum linkscan scan_named(const char *name, size_t len, const char *archive, int depth)
{
	char path[PATH_MAX];
	const char *slash = strrchr(archive, '/');
	int folder = name[0] == '/' || !slash ? 0 : (int)(slash + 1 - archive);
	if (len >= sizeof path || snprintf(path, sizeof path, "%.*s%.*s", folder, archive, (int)len,
					   name) >= (int)sizeof path)
		return LINKSCAN_PLAIN;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	enum linkscan found = LINKSCAN_PLAIN;
	if (fd < 0)
		return found;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size > 0) {
		size_t size = (size_t)stat.st_size;
		char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes != MAP_FAILED) {
			found = scan(bytes, size, path, depth);
			munmap(bytes, size);
		}
	}
	close(fd);
	return found;
}

/* The name of a member of a thin archive: in its header, ended by '/', or at a place in the table of long ones. */
static const char *member_name(size_t *len, const struct ar_hdr *header, const char *table,
			       size_t table_len)
{
	const char *name = header->ar_name, *end = name + sizeof header->ar_name;
	if (name[0] == '/') {
		size_t at = field(name + 1, sizeof header->ar_name - 1);
		if (!table || at >= table_len)
			return NULL;
		name = table + at;
		end = table + table_len;
		const char *line = memchr(name, '\n', (size_t)(end - name));
		end = line ? line : end;
	}
	while (end > name && (end[-1] == ' ' || end[-1] == '\n'))
		end--;
	if (end > name && end[-1] == '/')
		end--;
	*len = (size_t)(end - name);
	return *len ? name : NULL;
}

/* Each member of an archive; what is found most decides. */
static enum linkscan scan_archive(const char *bytes, size_t len, const char *path, int depth)
{
	bool thin = memcmp(bytes, THIN_MAGIC, SARMAG) == 0;
	enum linkscan found = LINKSCAN_PLAIN;
	const char *table = NULL;
	size_t table_len = 0;
	if (!thin && !mentions_leaf(bytes, len))
		return LINKSCAN_PLAIN;
	for (size_t at = SARMAG; at + sizeof(struct ar_hdr) <= len && found != LINKSCAN_RUNTIME;) {
		struct ar_hdr header;
		memcpy(&header, bytes + at, sizeof header);
		at += sizeof header;
		size_t size = field(header.ar_size, sizeof header.ar_size);
		bool names = memcmp(header.ar_name, "// ", 3) == 0;
		bool symbols = memcmp(header.ar_name, "/ ", 2) == 0 ||
			       memcmp(header.ar_name, "/SYM64/", 7) == 0;
		bool inside = !thin || names || symbols;
		if (inside && size > len - at)
			break;
		enum linkscan one = LINKSCAN_PLAIN;
		if (names) {
			table = bytes + at;
			table_len = size;
		} else if (inside && !symbols) {
			one = scan(bytes + at, size, path, depth);
		} else if (!symbols) {
			size_t name_len;
			const char *name = member_name(&name_len, &header, table, table_len);
			if (name)
				one = scan_named(name, name_len, path, depth);
		}
		found = one > found ? one : found;
		at += inside ? size + (size & 1) : 0;
	}
	return found;
}

static enum linkscan scan(const char *bytes, size_t len, const char *path, int depth)
{
	static const char bitcode[] = { 'B', 'C', (char)0xc0, (char)0xde };
	static const char wrapped[] = { (char)0xde, (char)0xc0, (char)0x17, 0x0b };
	if (len < SARMAG || depth > DEPTH_MAX)
		return LINKSCAN_PLAIN;
	if (memcmp(bytes, ELFMAG, SELFMAG) == 0)
		return scan_object(bytes, len);
	if (memcmp(bytes, ARMAG, SARMAG) == 0 || memcmp(bytes, THIN_MAGIC, SARMAG) == 0)
		return scan_archive(bytes, len, path, depth + 1);
	if (memcmp(bytes, bitcode, sizeof bitcode) == 0 ||
	    memcmp(bytes, wrapped, sizeof wrapped) == 0)
		return mentions_leaf(bytes, len) ? LINKSCAN_OURS : LINKSCAN_PLAIN;
	return LINKSCAN_PLAIN;
}

enum linkscan linkscan_bytes(const char *bytes, size_t len, const char *path)
{
	return scan(bytes, len, path, 0);
}

enum linkscan linkscan_file(const char *path)
{
	return scan_named(path, strlen(path), "", 0);
}
