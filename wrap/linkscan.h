/* linkscan.h - whether objects and archives hold instrumented code. */
#ifndef LEAF_WRAP_LINKSCAN_H
#define LEAF_WRAP_LINKSCAN_H

#include <stddef.h>

enum linkscan {
	LINKSCAN_PLAIN,	  /* nothing refers to Leaf */
	LINKSCAN_FOREIGN, /* something does, but was compiled for another machine than this program */
	LINKSCAN_OURS,
	LINKSCAN_RUNTIME, /* it is Leaf's library itself, under whatever name */
};

/*
 * Look into one input of a linker: an object, an archive, a thin archive with the files it names, or
 * an object that is to be optimized at link time (gcc's and clang's). What refers to Leaf is known by the prefix
 * of the names, which stand unpacked in each of these formats. Anything else, shared libraries among
 * it, and what cannot be read, is plain.
 *
 * Threads: pure.
 * Source: System V ABI, chapter 4 (ELF); ar(5); LLVM's bitcode format (identification, string table).
 */
enum linkscan linkscan_file(const char *path);

/* The same of bytes [len] that were read from 'path', in whose folder a thin archive's files are. */
enum linkscan linkscan_bytes(const char *bytes, size_t len, const char *path);

#endif
