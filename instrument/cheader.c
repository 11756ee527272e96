/* cheader.c - what the words around a function's name say about it. */
#include "instrument/cheader.h"

#include "instrument/cfuncs.h"
#include "instrument/cwords.h"

#include <string.h>

static uint32_t flags_of_marks(unsigned marks)
{
	uint32_t flags = 0;
#define M(word, flag, bit)                                                                         \
	if (marks & CWORDS_MARK_##flag)                                                            \
		flags |= CFUNCS_##flag;
#include "instrument/cmarks.def"
	return flags;
}

/* What a word of a header says; 'attribute': it stands within an attribute's parentheses. */
static uint32_t flags_of_word(const struct cdecl *decl, size_t i, bool attribute)
{
	const struct cdecl_token *token = &decl->tokens[i];
	const char *word = decl->text + token->at;
	switch (token->class) {
	case CWORDS_STATIC:
		return CFUNCS_STATIC;
	case CWORDS_INLINE:
		return CFUNCS_INLINE;
	case CWORDS_QUALIFIER:
		return token->len == 9 && !memcmp(word, "constexpr", 9) ? CFUNCS_CONSTEXPR : 0;
	case CWORDS_NAME:
		break;
	default:
		return 0;
	}
	unsigned marks = cmacros_marks(decl->macros, decl->view, word, token->len);
	if (attribute || !memcmp(word, "__", 2))
		marks |= cwords_marks(word, token->len);
	return flags_of_marks(marks & ~(unsigned)CWORDS_MARK_IFUNC);
}

uint32_t cheader_flags(const struct cdecl *decl, const struct cdecl_fn *fn)
{
	uint32_t flags = fn->knr ? CFUNCS_OLD_FORM : 0;
	size_t attribute_end = 0;
	for (size_t i = 0; i < decl->n; i++) {
		const struct cdecl_token *token = &decl->tokens[i];
		if (fn->has_params && i == fn->open) {
			i = token->match;
			continue;
		}
		bool opens = i + 1 < decl->n && decl->tokens[i + 1].punct == '(';
		if (token->class == CWORDS_ATTRIBUTE && opens)
			attribute_end = decl->tokens[i + 1].match;
		if (token->punct == '[' && i + 1 < decl->n && decl->tokens[i + 1].punct == '[')
			attribute_end = token->match;
		if (token->kind == CLEX_WORD)
			flags |= flags_of_word(decl, i, i < attribute_end);
	}
	return flags;
}
