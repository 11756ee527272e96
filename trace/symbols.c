/* symbols.c - which function an address belongs to, by the symbol tables of what is loaded. */
/*
 * Tables are read and not mapped: a library that is written over while the program runs would
 * make a mapping fault.
 */
#include "trace/symbols.h"

#include "base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct entry {
	uint32_t address; /* in the file's terms, from the lowest */
	uint32_t name;	  /* offset in names */
};

/* A loaded object whose symbols have been read. */
struct object {
	struct object *next;
	size_t base;
	char path[512];
	ElfW(Addr) lowest; /* of all symbols */
	struct entry *entries;
	size_t n;
	char *names;
	size_t names_size;
};

static struct leaf__arena arena;
static struct object *objects;

/* Sections of the tracer's own code, in order of coming; those of unloaded objects stay. */
enum { RANGES_MAX = 256 };
static struct range {
	size_t start, len;
} ranges[RANGES_MAX];
static unsigned n_ranges;

static void add_range(size_t start, size_t len)
{
	if (n_ranges == RANGES_MAX)
		return;
	ranges[n_ranges] = (struct range){ start, len };
	__atomic_store_n(&n_ranges, n_ranges + 1, __ATOMIC_RELEASE);
}

int leaf__symbol_is_own(const void *address)
{
	unsigned n = __atomic_load_n(&n_ranges, __ATOMIC_ACQUIRE);
	for (unsigned i = 0; i < n; i++)
		if ((size_t)address - ranges[i].start < ranges[i].len)
			return 1;
	return 0;
}

/* ---- which object ---- */

struct search {
	size_t address, base;
	int found;
	char path[512];
};

static int holds(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct search *search = arg;
	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		size_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		if (info->dlpi_phdr[i].p_type == PT_LOAD &&
		    search->address - start < info->dlpi_phdr[i].p_memsz) {
			search->base = info->dlpi_addr;
			snprintf(search->path, sizeof search->path, "%s", info->dlpi_name);
			search->found = 1;
			return 1;
		}
	}
	return 0;
}

/* ---- its symbols ---- */

static int read_at(int fd, void *out, size_t n, size_t offset)
{
	size_t done = 0;
	while (done < n) {
		ssize_t got = pread(fd, (char *)out + done, n - done, (off_t)(offset + done));
		if (got <= 0)
			return -1;
		done += (size_t)got;
	}
	return 0;
}

/* A section's content; NULL if it cannot be had. The caller unmaps. */
static void *read_section(int fd, const ElfW(Shdr) * section)
{
	enum { HUGE = 1 << 30 };
	if (section->sh_size == 0 || section->sh_size > HUGE)
		return NULL;
	void *content = leaf__pages_map(section->sh_size);
	if (content && read_at(fd, content, section->sh_size, section->sh_offset) != 0) {
		leaf__pages_unmap(content, section->sh_size);
		return NULL;
	}
	return content;
}

static int is_function(const ElfW(Sym) * symbol)
{
	int type = symbol->st_info & 15;
	return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF;
}

static void sift(struct entry *entries, size_t i, size_t n)
{
	for (size_t child = 2 * i + 1; child < n; i = child, child = 2 * i + 1) {
		if (child + 1 < n && entries[child].address < entries[child + 1].address)
			child++;
		if (entries[i].address >= entries[child].address)
			return;
		struct entry swap = entries[i];
		entries[i] = entries[child];
		entries[child] = swap;
	}
}

static void sort(struct entry *entries, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(entries, i, n);
	for (size_t end = n; end-- > 1;) {
		struct entry swap = entries[0];
		entries[0] = entries[end];
		entries[end] = swap;
		sift(entries, 0, end);
	}
}

static void take_symbols(struct object *object, const ElfW(Sym) * symbols, size_t n)
{
	object->lowest = (ElfW(Addr)) - 1;
	for (size_t i = 0; i < n; i++)
		if (is_function(&symbols[i]) && symbols[i].st_value < object->lowest)
			object->lowest = symbols[i].st_value;
	object->entries = leaf__pages_map(n * sizeof *object->entries);
	for (size_t i = 0; object->entries && i < n; i++) {
		ElfW(Addr) address = symbols[i].st_value - object->lowest;
		if (is_function(&symbols[i]) && address <= UINT32_MAX &&
		    symbols[i].st_name < object->names_size)
			object->entries[object->n++] = (struct entry){ (uint32_t)address,
								       symbols[i].st_name };
	}
	sort(object->entries, object->n);
}

static int take_table(struct object *object, int fd, const ElfW(Shdr) * sections, size_t n,
		      unsigned type)
{
	for (size_t i = 0; i < n; i++) {
		const ElfW(Shdr) *table = &sections[i];
		if (table->sh_type != type || table->sh_link >= n)
			continue;
		ElfW(Sym) *symbols = read_section(fd, table);
		object->names = read_section(fd, &sections[table->sh_link]);
		object->names_size = object->names ? sections[table->sh_link].sh_size : 0;
		if (object->names_size)
			object->names[object->names_size - 1] = '\0';
		if (symbols && object->names_size)
			take_symbols(object, symbols, table->sh_size / sizeof *symbols);
		leaf__pages_unmap(symbols, table->sh_size);
		return object->n > 0;
	}
	return 0;
}

static void find_own(const struct object *object, int fd, const ElfW(Shdr) * sections, size_t n,
		     size_t names)
{
	char *text = names < n ? read_section(fd, &sections[names]) : NULL;
	if (!text)
		return;
	text[sections[names].sh_size - 1] = '\0';
	for (size_t i = 0; i < n; i++)
		if (sections[i].sh_name < sections[names].sh_size &&
		    strncmp(text + sections[i].sh_name, "leaf_text", 9) == 0)
			add_range(object->base + sections[i].sh_addr, sections[i].sh_size);
	leaf__pages_unmap(text, sections[names].sh_size);
}

static void read_tables(struct object *object, int fd)
{
	ElfW(Ehdr) head;
	if (read_at(fd, &head, sizeof head, 0) != 0 || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
	    head.e_shentsize != sizeof(ElfW(Shdr)) || head.e_shnum == 0)
		return;
	size_t size = head.e_shnum * sizeof(ElfW(Shdr));
	ElfW(Shdr) *sections = leaf__pages_map(size);
	if (sections && read_at(fd, sections, size, head.e_shoff) == 0) {
		find_own(object, fd, sections, head.e_shnum, head.e_shstrndx);
		if (!take_table(object, fd, sections, head.e_shnum, SHT_SYMTAB))
			take_table(object, fd, sections, head.e_shnum, SHT_DYNSYM);
	}
	leaf__pages_unmap(sections, size);
}

static struct object *open_object(const struct search *search)
{
	struct object *object = objects;
	while (object && (object->base != search->base || strcmp(object->path, search->path) != 0))
		object = object->next;
	if (object)
		return object;
	object = leaf__arena_alloc(&arena, sizeof *object);
	if (!object)
		return NULL;
	object->base = search->base;
	strcpy(object->path, search->path);
	object->next = objects;
	objects = object;
	int fd = open(search->path[0] ? search->path : "/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		read_tables(object, fd);
		close(fd);
	}
	return object;
}

static const char *name_in(const struct object *object, size_t address)
{
	size_t low = 0, high = object->n;
	if (address < object->lowest)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (object->entries[middle].address < address - object->lowest)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == object->n || object->entries[low].address != address - object->lowest)
		return NULL;
	return object->names + object->entries[low].name;
}

/* ---- answers ---- */

static void own_path(char *out, size_t cap)
{
	ssize_t n = readlink("/proc/self/exe", out, cap - 1);
	out[n > 0 ? n : 0] = '\0';
}

static void set_object(struct leaf__symbol *out, const struct search *search)
{
	if (search->path[0])
		strcpy(out->path, search->path);
	else
		own_path(out->path, sizeof out->path);
	const char *base = strrchr(out->path, '/');
	base = base ? base + 1 : out->path;
	snprintf(out->object, sizeof out->object, "%.63s", base[0] ? base : "?");
	char *end = strstr(out->object, ".so");
	if (end && end != out->object && (end[3] == '\0' || end[3] == '.'))
		*end = '\0';
}

void leaf__symbol_find(const void *address, struct leaf__symbol *out)
{
	struct search search = { .address = (size_t)address };
	int saved = errno;
	dl_iterate_phdr(holds, &search);
	const struct object *object = search.found ? open_object(&search) : NULL;
	size_t offset = search.address - search.base;
	const char *name = object ? name_in(object, offset) : NULL;
	set_object(out, &search);
	if (name && name[0])
		snprintf(out->name, sizeof out->name, "%.255s", name);
	else
		snprintf(out->name, sizeof out->name, "0x%zx", offset);
	errno = saved;
}
