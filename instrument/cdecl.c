/* cdecl.c - what the tokens before a '{' at file scope declare: a function, a type, neither. */
#include "instrument/cdecl.h"

#include "instrument/cwords.h"

#include <string.h>

/* A stretch of tokens: [from, to). */
struct range {
	size_t from, to;
};

static const size_t none = (size_t)-1;

/* Parentheses in parentheses at file scope; what is deeper is no declaration that people write. */
enum { MAX_DEPTH = 64 };

/* Tokens of f(a) int a; and so on: it is looked at again at each ';'. */
enum { MAX_OLD_FORM = 512 };

static char punct_at(const struct cdecl *decl, size_t i)
{
	return decl->tokens[i].punct;
}

static bool is_word(const struct cdecl *decl, size_t i, enum cwords_class class)
{
	return decl->tokens[i].kind == CLEX_WORD && decl->tokens[i].class == class;
}

static bool is_capitals(const struct cdecl *decl, size_t i)
{
	return cwords_is_capitals(decl->text + decl->tokens[i].at, decl->tokens[i].len);
}

static bool spells(const struct cdecl *decl, size_t i, const char *word)
{
	size_t len = strlen(word);
	return decl->tokens[i].len == len && !memcmp(decl->text + decl->tokens[i].at, word, len);
}

unsigned cdecl_macro(const struct cdecl *decl, size_t i)
{
	const struct cdecl_token *token = &decl->tokens[i];
	return cmacros_find_all(decl->macros, decl->view, decl->text + token->at, token->len);
}

bool cdecl_pair(struct cdecl *decl)
{
	size_t open = none, depth = 0;
	for (size_t i = 0; i < decl->n; i++) {
		char punct = punct_at(decl, i);
		if (punct == '(' || punct == '[') {
			if (++depth > MAX_DEPTH)
				return false;
			/* while it is open, match holds the one around it */
			decl->tokens[i].match = (uint32_t)open;
			open = i;
		} else if (punct == ')' || punct == ']') {
			if (open == none || punct_at(decl, open) != (punct == ')' ? '(' : '['))
				return false;
			uint32_t around = decl->tokens[open].match;
			decl->tokens[open].match = (uint32_t)i;
			decl->tokens[i].match = (uint32_t)open;
			open = around == (uint32_t)none ? none : around;
			depth--;
		}
	}
	return open == none;
}

/* The item (a token, or a group in parentheses or brackets) that ends before 'end'; none at 'from'. */
static size_t item_before(const struct cdecl *decl, size_t from, size_t end)
{
	if (end == none || end <= from)
		return none;
	char punct = punct_at(decl, end - 1);
	size_t start = punct == ')' || punct == ']' ? decl->tokens[end - 1].match : end - 1;
	return start < from ? none : start;
}

static size_t behind_item(const struct cdecl *decl, size_t i)
{
	char punct = punct_at(decl, i);
	return punct == '(' || punct == '[' ? (size_t)decl->tokens[i].match + 1 : i + 1;
}

/* What stands inside the group that opens at token i. */
static struct range inside(const struct cdecl *decl, size_t i)
{
	return (struct range){ i + 1, decl->tokens[i].match };
}

/* Whether a word behind the parameters is an attribute by its looks or by what is known of it. */
static bool is_trailing_attribute(const struct cdecl *decl, size_t i)
{
	if (!is_word(decl, i, CWORDS_NAME))
		return false;
	return is_capitals(decl, i) || !memcmp(decl->text + decl->tokens[i].at, "__", 2) ||
	       spells(decl, i, "va_dcl") || spells(decl, i, "noexcept") || cdecl_macro(decl, i);
}

/* ---- struct, union, enum ---- */

/* Whether the group behind 'word' is an attribute of struct, or struct's tag made by a macro. */
static bool is_tag_group(const struct cdecl *decl, size_t word)
{
	if (word == none || decl->tokens[word].kind != CLEX_WORD)
		return false;
	if (is_word(decl, word, CWORDS_ATTRIBUTE))
		return true;
	size_t before = item_before(decl, 0, word);
	return is_word(decl, word, CWORDS_NAME) && before != none &&
	       is_word(decl, before, CWORDS_TAG);
}

static bool is_type_body(const struct cdecl *decl)
{
	size_t names = 0, end = decl->n;
	bool base = false; /* the underlying type of an enum, whose ':' must follow */
	for (;;) {
		size_t i = item_before(decl, 0, end);
		if (i == none)
			return false;
		if (is_word(decl, i, CWORDS_TAG))
			return !base && names <= 1;
		if (is_word(decl, i, CWORDS_TYPE)) {
			base = true;
		} else if (punct_at(decl, i) == ':') {
			base = false;
			names = 0;
		} else if (is_word(decl, i, CWORDS_NAME)) {
			names += !is_trailing_attribute(decl, i);
		} else if (punct_at(decl, i) == '(') {
			size_t word = item_before(decl, 0, i);
			if (!is_tag_group(decl, word))
				return false;
			i = word;
		} else if (punct_at(decl, i) != '[' && !is_word(decl, i, CWORDS_QUALIFIER)) {
			return false;
		}
		end = i;
	}
}

/* ---- functions ---- */

/* Whether a group reads like a list of parameters rather than like arguments of a macro. */
static bool looks_like_params(const struct cdecl *decl, size_t open)
{
	struct range list = inside(decl, open);
	bool word_before = false;
	if (list.from == list.to)
		return true;
	for (size_t i = list.from; i < list.to; i++) {
		bool word = decl->tokens[i].kind == CLEX_WORD;
		if (word && decl->tokens[i].class != CWORDS_NAME)
			return true;
		if (punct_at(decl, i) == 'd' || (word && word_before))
			return true;
		if (punct_at(decl, i) == '*' && word_before)
			return true;
		word_before = word;
	}
	return false;
}

static bool find_function(const struct cdecl *decl, struct range range, struct cdecl_fn *fn);

/* Whether [from, to) is a name, perhaps with a calling convention before it. */
static bool is_name_alone(const struct cdecl *decl, struct range list)
{
	for (size_t i = list.from; i < list.to; i++) {
		if (!is_word(decl, i, CWORDS_NAME))
			return false;
	}
	return list.from < list.to;
}

/* (name)(…), (*name(…))(…), MACRO(name)(…): the group at 'inner' stands before the one at 'open'. */
static bool named_by_group(const struct cdecl *decl, size_t from, size_t inner, size_t open,
			   struct cdecl_fn *fn)
{
	struct range list = inside(decl, inner);
	size_t before = item_before(decl, from, inner);
	bool after_name = before != none && is_word(decl, before, CWORDS_NAME);
	bool alone = is_name_alone(decl, list);
	*fn = (struct cdecl_fn){ .open = open, .has_params = true };
	if (alone && !(after_name && (cdecl_macro(decl, before) & CMACROS_CALL))) {
		fn->name = list.to - 1;
		fn->name_end = list.to;
		return true;
	}
	if (!alone && find_function(decl, list, fn))
		return true;
	if (!after_name)
		return false;
	*fn = (struct cdecl_fn){ before, (size_t)decl->tokens[inner].match + 1, .open = open,
				 .has_params = true };
	return true;
}

/* Whether what stands in [from, i) names a type, so that i can be a function's name. */
static bool type_before(const struct cdecl *decl, size_t from, size_t i)
{
	for (; from < i; from++) {
		uint8_t class = decl->tokens[from].class;
		if (decl->tokens[from].kind == CLEX_WORD &&
		    (class == CWORDS_NAME || class == CWORDS_TYPE || class == CWORDS_TAG ||
		     class == CWORDS_TYPEOF))
			return true;
	}
	return false;
}

/* WORD(…) where WORD is, or looks like, a macro: what the whole of it is. */
static bool headed_by_macro(const struct cdecl *decl, size_t from, size_t word, size_t open,
			    struct cdecl_fn *fn)
{
	unsigned known = cdecl_macro(decl, word);
	bool typed = type_before(decl, from, word);
	struct range list = inside(decl, open);
	if (!typed && find_function(decl, list, fn) && fn->has_params && fn->plain_name &&
	    type_before(decl, list.from, fn->name))
		return true;
	*fn = (struct cdecl_fn){ .name = word, .name_end = word + 1, .open = open };
	if (typed && looks_like_params(decl, open)) {
		fn->has_params = true;
		fn->plain_name = true;
		return true;
	}
	fn->name_end = (size_t)decl->tokens[open].match + 1;
	return !(known & CMACROS_TAG) || (known & CMACROS_HEADER);
}

/* The word that names the group at 'open', passing over [[…]] between them; none if there is none. */
static size_t word_of_group(const struct cdecl *decl, size_t from, size_t open)
{
	size_t i = item_before(decl, from, open);
	while (i != none && punct_at(decl, i) == '[')
		i = item_before(decl, from, i);
	return i;
}

/*
 * Find the function that a stretch of tokens declares, from its end: the last named group that is
 * not an attribute. Groups whose name looks like a macro's count only if there is no better one.
 */
static bool find_function(const struct cdecl *decl, struct range range, struct cdecl_fn *fn)
{
	size_t macro = none, macro_open = none, end = range.to;
	for (;;) {
		size_t i = item_before(decl, range.from, end);
		if (i == none)
			break;
		end = i;
		if (punct_at(decl, i) == '[' || is_trailing_attribute(decl, i))
			continue;
		if (punct_at(decl, i) != '(')
			break;
		size_t word = word_of_group(decl, range.from, i);
		if (word == none)
			break;
		if (is_word(decl, word, CWORDS_ATTRIBUTE)) {
			end = word;
			continue;
		}
		if (punct_at(decl, word) == '(') {
			if (macro == none)
				return named_by_group(decl, range.from, word, i, fn);
			break;
		}
		if (!is_word(decl, word, CWORDS_NAME)) {
			struct range list = inside(decl, i);
			bool typed = decl->tokens[word].kind == CLEX_WORD ||
				     punct_at(decl, word) == '*';
			if (macro == none && typed && list.from < list.to &&
			    punct_at(decl, list.from) == '*')
				return find_function(decl, list, fn);
			break;
		}
		if (!is_capitals(decl, word) && !(cdecl_macro(decl, word) & CMACROS_CALL)) {
			*fn = (struct cdecl_fn){ word, word + 1, i, true, true, false };
			return true;
		}
		if (macro == none ||
		    (looks_like_params(decl, i) && !looks_like_params(decl, macro_open))) {
			macro = word;
			macro_open = i;
		}
		end = word;
	}
	return macro != none && headed_by_macro(decl, range.from, macro, macro_open, fn);
}

/* A lone macro that stands for a whole function header, as flex's YY_DECL. */
static bool is_header_macro(const struct cdecl *decl, struct cdecl_fn *fn)
{
	if (!decl->n || !is_word(decl, decl->n - 1, CWORDS_NAME))
		return false;
	unsigned known = cdecl_macro(decl, decl->n - 1);
	if (!(known & CMACROS_HEADER) || (known & (CMACROS_CALL | CMACROS_TAG)))
		return false;
	*fn = (struct cdecl_fn){ .name = decl->n - 1, .name_end = decl->n };
	return true;
}

enum cdecl_what cdecl_judge(const struct cdecl *decl, struct cdecl_fn *fn)
{
	struct range all = { 0, decl->n };
	if (decl->n == 2 && decl->tokens[1].kind == CLEX_STRING && spells(decl, 0, "extern"))
		return CDECL_LINKAGE;
	if (decl->n && is_word(decl, 0, CWORDS_STATEMENT))
		return CDECL_UNKNOWN;
	if (is_type_body(decl))
		return CDECL_TYPE;
	if (find_function(decl, all, fn) || is_header_macro(decl, fn))
		return CDECL_FUNCTION;
	return CDECL_UNKNOWN;
}

/* ---- the old form ---- */

static bool is_name_list(const struct cdecl *decl, size_t open)
{
	struct range list = inside(decl, open);
	if (list.from == list.to)
		return false;
	for (size_t i = list.from; i < list.to; i++) {
		bool name_wanted = (i - list.from) % 2 == 0;
		if (name_wanted ? !is_word(decl, i, CWORDS_NAME) : punct_at(decl, i) != ',')
			return false;
	}
	return (list.to - list.from) % 2 == 1;
}

static bool is_listed(const struct cdecl *decl, size_t open, size_t i)
{
	struct range list = inside(decl, open);
	const struct cdecl_token *token = &decl->tokens[i];
	for (size_t j = list.from; j < list.to; j += 2) {
		const struct cdecl_token *name = &decl->tokens[j];
		if (name->len == token->len &&
		    !memcmp(decl->text + name->at, decl->text + token->at, token->len))
			return true;
	}
	return false;
}

/* Whether token i says that [from, n) declares more than parameters: static, 'int f(a) int', … */
static bool begins_function(const struct cdecl *decl, size_t from, size_t i)
{
	if (is_word(decl, i, CWORDS_STATIC) || is_word(decl, i, CWORDS_STORAGE) ||
	    is_word(decl, i, CWORDS_INLINE))
		return true;
	if (punct_at(decl, i) != '(' || i == from || !is_word(decl, i - 1, CWORDS_NAME))
		return false;
	size_t behind = behind_item(decl, i);
	return behind < decl->n && decl->tokens[behind].kind == CLEX_WORD &&
	       !is_trailing_attribute(decl, behind) && is_name_list(decl, i) &&
	       type_before(decl, from, i - 1);
}

/*
 * Whether each declarator in [from, n) declares a name of the list; a bare va_dcl is one too. Calls
 * of macros in front are no declarators, and no parameter is static or extern: then the list is that of
 * such a call, whose function is made by the macro, and another function begins behind it.
 */
static bool declares_listed(const struct cdecl *decl, size_t open, size_t from)
{
	bool found = false;
	while (decl->n - from > 2 && is_word(decl, from, CWORDS_NAME) &&
	       punct_at(decl, from + 1) == '(')
		from = behind_item(decl, from + 1);
	for (size_t i = from; i < decl->n; i++) {
		char punct = punct_at(decl, i);
		if (begins_function(decl, from, i))
			return false;
		if (decl->tokens[i].kind == CLEX_WORD && (found || is_listed(decl, open, i)))
			found = true;
		if (spells(decl, i, "va_dcl"))
			found = true;
		bool deep = punct == '(' || punct == '[';
		for (size_t end = behind_item(decl, i); deep && i + 1 < end; i++)
			found = found ||
				(decl->tokens[i].kind == CLEX_WORD && is_listed(decl, open, i));
		if (punct != ',' && punct != ';')
			continue;
		if (!found)
			return false;
		found = false;
		if (punct == ';')
			from = i + 1;
	}
	return found || punct_at(decl, decl->n - 1) == ';';
}

/* Whose parameters the names in the group at 'open' are. */
static bool find_old_form(const struct cdecl *decl, size_t open, struct cdecl_fn *fn)
{
	size_t word = word_of_group(decl, 0, open);
	if (word != none && is_word(decl, word, CWORDS_NAME)) {
		*fn = (struct cdecl_fn){ word, word + 1, open, true, true, true };
		return true;
	}
	if (!find_function(decl, (struct range){ 0, behind_item(decl, open) }, fn))
		return false;
	fn->knr = true;
	return fn->has_params && fn->open == open;
}

bool cdecl_is_old_form(const struct cdecl *decl, struct cdecl_fn *fn)
{
	if (decl->n > MAX_OLD_FORM)
		return false;
	for (size_t i = 0; i < decl->n; i = behind_item(decl, i)) {
		if (punct_at(decl, i) == ';')
			return false;
		if (punct_at(decl, i) != '(' || !is_name_list(decl, i))
			continue;
		size_t behind = behind_item(decl, i);
		if (behind < decl->n && declares_listed(decl, i, behind) &&
		    find_old_form(decl, i, fn))
			return true;
	}
	return false;
}
