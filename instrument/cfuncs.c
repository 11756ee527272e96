/* cfuncs.c - where the functions are in a C source text. */
#include "instrument/cfuncs.h"

#include "instrument/cchain.h"
#include "instrument/ccond.h"
#include "instrument/cdecl.h"
#include "instrument/cheader.h"
#include "instrument/ctwins.h"
#include "instrument/cwords.h"

#include <stdlib.h>
#include <string.h>

/* Where in the text the scanner is. */
enum mode {
	TOP,  /* at file scope */
	BODY, /* in a function's braces, or in braces that are not understood */
	PART, /* in braces that are part of a declaration: struct {…}, CODE({…}) */
	INIT, /* behind '=' */
};

/* What each branch of a conditional has its own of. */
struct state {
	uint32_t
		tail; /* the declaration so far: its last node, counted from 1; 0 if there is none */
	uint32_t fn;  /* BODY: which function's, counted from 1; 0 if nobody's */
	uint32_t depth; /* of braces; in INIT of all brackets */
	uint32_t paren; /* TOP: of parentheses */
	uint8_t mode;
	bool old_form; /* the declaration is f(a) int a; as far as it goes */
	bool lost;     /* a statement was seen at file scope: the braces before it were not even */
};

struct span {
	uint32_t at, len;
};

struct scan {
	struct cfuncs *out;
	const struct cmacros_view *view;
	struct clex lexer;
	struct clex_token token; /* the present one */
	struct ccond cond;
	struct cmacros macros;
	struct state now;
	struct cchain chain;
	struct ctwins twins;
	LEAF__VEC(struct span) resolvers; /* names in ifunc("…") */
	uint32_t other_tail, joined;	  /* a declaration in a branch not followed; 0 if none */
	uint32_t fresh;			  /* the function whose body has no token yet; from 1 */
	uint32_t ended;			  /* the function whose body has just ended; from 1 */
	uint32_t line_at;		  /* an offset in line number 'line', */
	uint32_t line, line_start;	  /* which begins at line_start */
	bool skip_mark;			  /* leaf:skip seen since the last declaration ended */
};

void cfuncs_release(struct cfuncs *funcs)
{
	free(funcs->fns.items);
	free(funcs->params.items);
	*funcs = (struct cfuncs){ 0 };
}

const char *cfuncs_flag_json(enum cfuncs_bit bit)
{
	static const char *const names[] = {
#define F(name, json) json,
#include "instrument/cfuncs.def"
	};
	return names[bit];
}

static struct cfuncs_fn *fn_of(const struct scan *scan, uint32_t number)
{
	return &scan->out->fns.items[number - 1];
}

/* ---- the declaration so far ---- */

static void clear_decl(struct scan *scan)
{
	scan->now.tail = 0;
	scan->now.paren = 0;
	scan->now.old_form = false;
	scan->other_tail = 0;
	scan->skip_mark = false;
	ccond_forget(&scan->cond);
	if (!scan->cond.frames.n)
		cchain_clear(&scan->chain);
}

static leaf_err append(struct scan *scan, char punct)
{
	return cchain_append(&scan->chain, &scan->now.tail, scan->lexer.text, &scan->token, punct,
			     scan->cond.branch);
}

static const struct cdecl_token *last_token(const struct scan *scan)
{
	return cchain_token(&scan->chain, scan->now.tail);
}

static struct cdecl borrowed_macros(const struct scan *scan)
{
	return (struct cdecl){ .text = scan->lexer.text,
			       .macros = &scan->macros,
			       .view = scan->view };
}

/* ---- functions ---- */

/* Go to the line that holds offset 'at'; it is near the last one asked for, as a rule. */
static void go_to_line(struct scan *scan, uint32_t at)
{
	const char *text = scan->lexer.text;
	const char *newline;
	while (scan->line_at < at &&
	       (newline = memchr(text + scan->line_at, '\n', at - scan->line_at))) {
		scan->line++;
		scan->line_at = scan->line_start = (uint32_t)(newline - text) + 1;
	}
	while (scan->line_start > at) {
		scan->line--;
		scan->line_start--;
		while (scan->line_start && text[scan->line_start - 1] != '\n')
			scan->line_start--;
	}
	scan->line_at = at;
}

static bool sees_branch(const void *closure, uint32_t branch)
{
	const struct ccond *cond = closure;
	return ccond_sees(cond, cond->branch, branch);
}

static leaf_err add_params(struct scan *scan, struct cfuncs_fn *fn, const struct cdecl *decl,
			   const struct cdecl_fn *found)
{
	struct cfuncs *out = scan->out;
	struct cparams_one param;
	size_t at = found->open + 1;
	fn->params = (uint32_t)out->params.n;
	if (!found->has_params)
		return LEAF_E_OK;
	while (cparams_next(&param, decl, found, &at, sees_branch, &scan->cond)) {
		LEAF_TRY(LEAF__VEC_ROOM(&out->params));
		out->params.items[out->params.n++] = param;
	}
	fn->n_params = (uint32_t)out->params.n - fn->params;
	return LEAF_E_OK;
}

static leaf_err add_function(struct scan *scan, const struct cdecl *decl,
			     const struct cdecl_fn *found, uint32_t flags)
{
	struct cfuncs *out = scan->out;
	const struct cdecl_token *name = &decl->tokens[found->name];
	const struct cdecl_token *last = &decl->tokens[found->name_end - 1];
	LEAF_TRY(LEAF__VEC_ROOM(&out->fns));
	go_to_line(scan, name->at);
	struct cfuncs_fn *fn = &out->fns.items[out->fns.n];
	*fn = (struct cfuncs_fn){
		.head = decl->tokens[0].at,
		.name = name->at,
		.name_len = last->at + last->len - name->at,
		.line = scan->line,
		.column = name->at - scan->line_start + 1,
		.brace = scan->token.at,
		.brace_len = scan->token.len,
		.first = scan->lexer.len,
		.end = scan->lexer.len,
		.flags = flags | CFUNCS_UNCLOSED,
	};
	if (!(flags & CFUNCS_UNKNOWN)) {
		fn->flags |= cheader_flags(decl, found);
		fn->flags |= found->has_params ? 0 : CFUNCS_MACRO_HEAD;
		LEAF_TRY(add_params(scan, fn, decl, found));
	}
	fn->flags |= scan->cond.dead ? CFUNCS_DEAD : 0;
	fn->flags |= scan->skip_mark ? CFUNCS_SKIP : 0;
	out->fns.n++;
	scan->now.fn = scan->fresh = (uint32_t)out->fns.n;
	return LEAF_E_OK;
}

/* Braces at file scope that are not understood: noted under the last word before them. */
static leaf_err add_unknown(struct scan *scan, const struct cdecl *decl)
{
	size_t i = decl->n;
	while (i && decl->tokens[i - 1].kind != CLEX_WORD)
		i--;
	if (!i)
		return LEAF_E_OK;
	struct cdecl_fn found = { .name = i - 1, .name_end = i };
	return add_function(scan, decl, &found, CFUNCS_UNKNOWN);
}

/* ---- '{' at file scope ---- */

/* What stands behind the last ';' of a declaration; false if it is not well-formed. */
static bool take_last_part(struct cdecl *decl)
{
	size_t from = decl->n;
	while (from && decl->tokens[from - 1].punct != ';')
		from--;
	decl->tokens += from;
	decl->n -= from;
	return decl->n && cdecl_pair(decl);
}

static enum cdecl_what judge(const struct scan *scan, struct cdecl *decl, struct cdecl_fn *fn)
{
	if (!scan->now.old_form)
		return cdecl_judge(decl, fn);
	/* It may not be of the old form after all, as TABLE(a) int a; int f(int b) {. */
	struct cdecl last = *decl;
	enum cdecl_what what = take_last_part(&last) ? cdecl_judge(&last, fn) : CDECL_UNKNOWN;
	if (what != CDECL_UNKNOWN) {
		*decl = last;
		return what;
	}
	cdecl_pair(decl);
	return cdecl_is_old_form(decl, fn) ? CDECL_FUNCTION : CDECL_UNKNOWN;
}

/* The same declaration as another branch of the last conditional has it; *decl becomes that. */
static leaf_err judge_other(struct scan *scan, enum cdecl_what *what, struct cdecl *decl,
			    bool *paired, struct cdecl_fn *fn)
{
	LEAF_TRY(cchain_lay_out_joined(&scan->chain, decl, paired, scan->other_tail, scan->joined,
				       scan->now.tail));
	if (*paired && decl->n)
		*what = cdecl_judge(decl, fn);
	return LEAF_E_OK;
}

static leaf_err open_brace_at_top(struct scan *scan)
{
	struct cdecl decl = borrowed_macros(scan);
	struct cdecl_fn fn;
	bool paired = false;
	scan->now.depth = 1;
	scan->now.mode = PART;
	if (scan->now.paren)
		return LEAF_E_OK;
	LEAF_TRY(cchain_lay_out(&scan->chain, &decl, &paired, scan->now.tail));
	enum cdecl_what what = paired && decl.n ? judge(scan, &decl, &fn) : CDECL_UNKNOWN;
	if (what == CDECL_TYPE)
		return LEAF_E_OK;
	if (what == CDECL_UNKNOWN && scan->other_tail)
		LEAF_TRY(judge_other(scan, &what, &decl, &paired, &fn));
	scan->now.mode = what == CDECL_LINKAGE ? TOP : BODY;
	scan->now.fn = 0;
	if (what == CDECL_FUNCTION && !scan->now.lost)
		LEAF_TRY(add_function(scan, &decl, &fn, 0));
	else if (what == CDECL_UNKNOWN && !scan->now.lost && !scan->cond.dead && paired)
		LEAF_TRY(add_unknown(scan, &decl));
	clear_decl(scan);
	return LEAF_E_OK;
}

/* ---- tokens at file scope ---- */

/* f(a, b) int a; may go on with int b; and then '{': such a declaration is kept. */
static leaf_err semicolon_at_top(struct scan *scan)
{
	struct cdecl decl = borrowed_macros(scan);
	struct cdecl_fn fn;
	bool paired;
	LEAF_TRY(append(scan, ';'));
	LEAF_TRY(cchain_lay_out(&scan->chain, &decl, &paired, scan->now.tail));
	if (paired && cdecl_is_old_form(&decl, &fn))
		scan->now.old_form = true;
	else
		clear_decl(scan);
	return LEAF_E_OK;
}

static bool at_column_one(const struct scan *scan)
{
	return scan->token.at == 0 || scan->lexer.text[scan->token.at - 1] == '\n';
}

static leaf_err close_brace_at_top(struct scan *scan)
{
	/* The end of extern "C", or of a body that was left too early. */
	if (at_column_one(scan))
		scan->now.lost = false;
	clear_decl(scan);
	return LEAF_E_OK;
}

static leaf_err punct_at_top(struct scan *scan)
{
	char punct = scan->token.punct;
	switch (punct) {
	case '{':
		return open_brace_at_top(scan);
	case '}':
		return close_brace_at_top(scan);
	case ';':
		return scan->now.paren ? append(scan, punct) : semicolon_at_top(scan);
	case '=':
		if (!scan->now.paren) {
			scan->now.mode = INIT;
			scan->now.depth = 0;
		}
		return LEAF_E_OK;
	case '(':
		scan->now.paren++;
		return append(scan, punct);
	case ')':
		if (!scan->now.paren) {
			clear_decl(scan);
			return LEAF_E_OK;
		}
		scan->now.paren--;
		return append(scan, punct);
	default:
		return append(scan, punct);
	}
}

/* Whether the present token, behind the word before it, can be C++ only. */
static bool is_cplusplus(const struct scan *scan)
{
	const struct cdecl_token *before = last_token(scan);
	if (!before || before->class != CWORDS_CPLUSPLUS || scan->now.paren)
		return false;
	bool starts = !cchain_before(&scan->chain, scan->now.tail);
	char punct = scan->token.punct;
	switch (scan->lexer.text[before->at]) {
	case 't': /* template */
		return punct == '<';
	case 'n': /* namespace */
		return starts && (scan->token.kind == CLEX_WORD || punct == '{');
	default: /* class, using */
		return starts && scan->token.kind == CLEX_WORD;
	}
}

/* ifunc("name"): the function of that name runs before relocation. */
static leaf_err note_resolver(struct scan *scan)
{
	const struct cdecl_token *open = last_token(scan);
	uint32_t before = open ? cchain_before(&scan->chain, scan->now.tail) : 0;
	if (!before || open->punct != '(' || scan->token.len < 3)
		return LEAF_E_OK;
	const struct cdecl_token *token = cchain_token(&scan->chain, before);
	if (cwords_marks(scan->lexer.text + token->at, token->len) != CWORDS_MARK_IFUNC)
		return LEAF_E_OK;
	LEAF_TRY(LEAF__VEC_ROOM(&scan->resolvers));
	scan->resolvers.items[scan->resolvers.n++] = (struct span){ scan->token.at + 1,
								    scan->token.len - 2 };
	return LEAF_E_OK;
}

static leaf_err token_at_top(struct scan *scan)
{
	if (is_cplusplus(scan) && !scan->cond.dead)
		scan->out->cplusplus = true;
	if (scan->token.kind == CLEX_PUNCT)
		return punct_at_top(scan);
	if (scan->token.kind == CLEX_STRING)
		LEAF_TRY(note_resolver(scan));
	if (scan->token.kind == CLEX_WORD) {
		LEAF_TRY(append(scan, 0));
		if (last_token(scan)->class == CWORDS_STATEMENT && !scan->now.paren &&
		    !scan->cond.dead) {
			scan->now.lost = true;
			scan->out->uneven = true;
		}
		return LEAF_E_OK;
	}
	return append(scan, 0);
}

/* ---- tokens elsewhere ---- */

static void word_in_body(struct scan *scan, struct cfuncs_fn *fn)
{
	const char *word = scan->lexer.text + scan->token.at;
	uint32_t len = scan->token.len;
	unsigned marks = cmacros_marks(&scan->macros, scan->view, word, len);
	if ((len == 8 || len == 12) && (*word == 'm' || *word == '_'))
		marks |= cwords_marks(word, len);
	if (marks & CWORDS_MARK_MUSTTAIL)
		fn->flags |= CFUNCS_MUSTTAIL;
	if (*word != 'L' || scan->now.depth != 1)
		return;
	if (len == 7 && !memcmp(word, "LEAF_FN", 7))
		fn->flags |= CFUNCS_HAS_SPAN;
	if ((len == 12 && !memcmp(word, "LEAF_FN_AUTO", 12)) ||
	    (len == 16 && !memcmp(word, "LEAF_FN_RET_AUTO", 16)))
		fn->flags |= CFUNCS_HAS_AUTO;
}

static void first_in_body(struct scan *scan)
{
	struct cfuncs_fn *fn = fn_of(scan, scan->fresh);
	scan->fresh = 0;
	fn->first = scan->token.at;
	if (clex_is(scan->lexer.text, &scan->token, "__label__"))
		fn->flags |= CFUNCS_LOCAL_LABELS;
	if (clex_is(scan->lexer.text, &scan->token, "_Pragma"))
		fn->flags |= CFUNCS_STDC_PRAGMA;
}

static void end_body(struct scan *scan)
{
	if (scan->now.fn) {
		struct cfuncs_fn *fn = fn_of(scan, scan->now.fn);
		fn->end = scan->token.at + scan->token.len;
		fn->flags &= ~(uint32_t)CFUNCS_UNCLOSED;
		scan->ended = scan->now.fn;
	}
	scan->now.fn = 0;
	scan->now.mode = TOP;
	clear_decl(scan);
}

static leaf_err token_in_body(struct scan *scan)
{
	if (scan->token.kind == CLEX_WORD && scan->now.fn)
		word_in_body(scan, fn_of(scan, scan->now.fn));
	if (scan->token.punct == '{')
		scan->now.depth++;
	if (scan->token.punct == '}' && --scan->now.depth == 0)
		end_body(scan);
	return LEAF_E_OK;
}

static leaf_err token_in_part(struct scan *scan)
{
	if (scan->token.punct == '{')
		scan->now.depth++;
	if (scan->token.punct != '}' || --scan->now.depth)
		return LEAF_E_OK;
	scan->now.mode = TOP;
	return append(scan, CDECL_BRACED);
}

static leaf_err token_in_init(struct scan *scan)
{
	switch (scan->token.punct) {
	case '{':
	case '(':
	case '[':
		scan->now.depth++;
		break;
	case '}':
	case ')':
	case ']':
		if (scan->now.depth)
			scan->now.depth--;
		break;
	case ';':
		if (scan->now.depth)
			break;
		scan->now.mode = TOP;
		clear_decl(scan);
		break;
	default:
		break;
	}
	return LEAF_E_OK;
}

/* ---- comments and directives ---- */

static void comment(struct scan *scan)
{
	static const char mark[] = "leaf:skip", file_mark[] = "leaf:skip-file";
	const char *text = scan->lexer.text + scan->token.at;
	const char *found = memmem(text, scan->token.len, mark, sizeof mark - 1);
	if (!found)
		return;
	if (memmem(text, scan->token.len, file_mark, sizeof file_mark - 1))
		scan->out->skip = true;
	else if (scan->now.mode == TOP)
		scan->skip_mark = true;
	else if (scan->fresh)
		fn_of(scan, scan->fresh)->flags |= CFUNCS_SKIP;
}

static bool is_stdc_pragma(const struct scan *scan)
{
	struct clex inside;
	struct clex_token word;
	clex_enter(&inside, &scan->lexer, &scan->token);
	clex_next(&inside, &word);
	if (!clex_is(inside.text, &word, "pragma"))
		return false;
	clex_next(&inside, &word);
	return clex_is(inside.text, &word, "STDC");
}

static leaf_err directive(struct scan *scan)
{
	enum ccond_event event;
	const void *lost;
	_Static_assert(sizeof(struct state) <= CCOND_STATE, "ccond.h keeps states of this size");
	if (scan->fresh && is_stdc_pragma(scan))
		fn_of(scan, scan->fresh)->flags |= CFUNCS_STDC_PRAGMA;
	LEAF_TRY(cmacros_note(&scan->macros, &scan->lexer, &scan->token));
	struct state before = scan->now;
	size_t depth = scan->cond.frames.n;
	LEAF_TRY(ccond_follow(&scan->cond, &event, &lost, &scan->lexer, &scan->token, &scan->now,
			      sizeof scan->now));
	if (event == CCOND_RESET || event == CCOND_CLOSE)
		LEAF_TRY(ctwins_branch(&scan->twins, depth, before.fn));
	if (event == CCOND_CLOSE) {
		const struct state *other = lost;
		bool usable = other && other->mode == TOP && scan->now.mode == TOP &&
			      other->paren == scan->now.paren;
		scan->other_tail = usable ? other->tail : 0;
		scan->joined = scan->now.tail;
		LEAF_TRY(ctwins_close(&scan->twins, depth, scan->now.fn));
	}
	return LEAF_E_OK;
}

/* ---- the whole text ---- */

/* Braces that a macro heads and that are followed by more of a declaration may be no body. */
static void look_behind_body(struct scan *scan)
{
	struct cfuncs_fn *fn = fn_of(scan, scan->ended);
	char punct = scan->token.punct;
	if ((fn->flags & CFUNCS_MACRO_HEAD) && punct && strchr(";,=[", punct))
		fn->flags |= CFUNCS_DOUBTFUL;
	scan->ended = 0;
}

static leaf_err one_token(struct scan *scan)
{
	static leaf_err (*const by_mode[])(struct scan *) = {
		[TOP] = token_at_top,
		[BODY] = token_in_body,
		[PART] = token_in_part,
		[INIT] = token_in_init,
	};
	if (scan->token.kind == CLEX_COMMENT) {
		comment(scan);
		return LEAF_E_OK;
	}
	if (scan->token.kind == CLEX_DIRECTIVE)
		return directive(scan);
	if (scan->fresh)
		first_in_body(scan);
	if (scan->ended)
		look_behind_body(scan);
	return by_mode[scan->now.mode](scan);
}

static void mark_resolvers(struct scan *scan)
{
	const char *text = scan->lexer.text;
	for (size_t i = 0; i < scan->resolvers.n; i++) {
		struct span name = scan->resolvers.items[i];
		for (size_t j = 0; j < scan->out->fns.n; j++) {
			struct cfuncs_fn *fn = &scan->out->fns.items[j];
			if (fn->name_len == name.len &&
			    !memcmp(text + fn->name, text + name.at, name.len))
				fn->flags |= CFUNCS_IFUNC;
		}
	}
}

/* In a body few tokens count, unless one of its words may be a macro with an attribute in it. */
static bool next_token(struct scan *scan)
{
	bool all = scan->now.mode != BODY || scan->fresh || scan->ended ||
		   ((scan->macros.any | (scan->view ? scan->view->any : 0)) & CMACROS_MARKS);
	return all ? clex_next(&scan->lexer, &scan->token)
		   : clex_next_in_body(&scan->lexer, &scan->token);
}

static leaf_err scan_all(struct scan *scan)
{
	leaf_err err = LEAF_E_OK;
	while (err == LEAF_E_OK && next_token(scan))
		err = one_token(scan);
	scan->out->trigraph = scan->lexer.trigraph;
	if (scan->now.mode != TOP)
		scan->out->uneven = true;
	ctwins_settle(&scan->twins, scan->out);
	mark_resolvers(scan);
	return err;
}

leaf_err cfuncs_scan(struct cfuncs *out, const char *text, size_t len,
		     const struct cmacros_view *view)
{
	struct scan scan = { .out = out, .view = view, .line = 1 };
	if (len > CLEX_MAX)
		return leaf_fail(LEAF_E_LIMIT, "a text of %zu bytes is too long", len);
	clex_init(&scan.lexer, text, len);
	leaf_err err = scan_all(&scan);
	ccond_release(&scan.cond);
	cmacros_release(&scan.macros);
	cchain_release(&scan.chain);
	ctwins_release(&scan.twins);
	free(scan.resolvers.items);
	if (err != LEAF_E_OK)
		cfuncs_release(out);
	return err;
}
