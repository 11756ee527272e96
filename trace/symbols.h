/* symbols.h - which function an address belongs to, by the symbol tables of what is loaded. */
#ifndef LEAF_TRACE_SYMBOLS_H
#define LEAF_TRACE_SYMBOLS_H

/* What is known of a function. Texts are NUL-terminated, cut if too long. */
struct leaf__symbol {
	char name[256];	 /* "0x1234", the address in its object's file, if it has no name */
	char object[64]; /* base name of the program or library, up to ".so" */
	char path[512];	 /* of the object */
};

/*
 * Look up the function that begins at 'address'. Always gives an answer.
 *
 * Threads: one at a time. Reads the object's symbols when it is met first; they are kept.
 * Source: the ELF specification; .symtab if there is one, else .dynsym.
 */
void leaf__symbol_find(const void *address, struct leaf__symbol *out);

/*
 * Whether 'address' is in a section "leaf_text…" of an object in which a function has been looked up.
 * Threads: any; safe in signal handlers.
 */
int leaf__symbol_is_own(const void *address);

#endif
