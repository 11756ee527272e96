/* test_cfuncs.c - functions are found in every shape that C source takes, and nothing else is. */
#include "instrument/cfuncs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What cfuncs_scan() found, as text: "name(a, <unnamed>) flag flag; …"; each brace is checked. */
static void describe(struct leaf__buf *out, const char *text, size_t len,
		     const struct cfuncs *funcs)
{
	for (size_t i = 0; i < funcs->fns.n; i++) {
		const struct cfuncs_fn *fn = &funcs->fns.items[i];
		assert_true(fn->brace < len && (text[fn->brace] == '{' || text[fn->brace] == '<'));
		assert_true(fn->end <= len && fn->first <= len && fn->brace < fn->end);
		assert_int_equal(leaf__buf_printf(out, "%s%.*s(", i ? "; " : "", (int)fn->name_len,
						  text + fn->name),
				 LEAF_E_OK);
		for (uint32_t j = 0; j < fn->n_params; j++) {
			const struct cparams_one *param = &funcs->params.items[fn->params + j];
			const char *comma = j ? ", " : "";
			leaf_err err = param->why == CPARAMS_NAMED
					       ? leaf__buf_printf(out, "%s%.*s", comma,
								  (int)param->len, text + param->at)
					       : leaf__buf_printf(out, "%s<%s>", comma,
								  cparams_json(param->why));
			assert_int_equal(err, LEAF_E_OK);
		}
		assert_int_equal(leaf__buf_puts(out, ")"), LEAF_E_OK);
		for (unsigned bit = 0; bit < 32; bit++) {
			if (!(fn->flags >> bit & 1))
				continue;
			assert_int_equal(leaf__buf_printf(out, " %s",
							  cfuncs_flag_json((enum cfuncs_bit)bit)),
					 LEAF_E_OK);
		}
	}
	assert_int_equal(leaf__buf_printf(out, "%s%s%s%s", funcs->cplusplus ? " !c++" : "",
					  funcs->trigraph ? " !trigraph" : "",
					  funcs->skip ? " !skip" : "",
					  funcs->uneven ? " !uneven" : ""),
			 LEAF_E_OK);
}

static void check_len(const char *text, size_t len, const char *expected, const char *file,
		      int line)
{
	struct cfuncs funcs = { 0 };
	struct leaf__buf out = { 0 };
	assert_int_equal(leaf__buf_puts(&out, ""), LEAF_E_OK);
	assert_int_equal(cfuncs_scan(&funcs, text, len, NULL), LEAF_E_OK);
	describe(&out, text, len, &funcs);
	if (strcmp(out.data, expected)) {
		print_error("found    %s\nexpected %s\nin       %s\n", out.data, expected, text);
		_fail(file, line);
	}
	leaf__buf_release(&out);
	cfuncs_release(&funcs);
}

#define CHECK(text, expected) check_len(text, strlen(text), expected, __FILE__, __LINE__)
#define CHECK_LEN(text, expected) check_len(text, sizeof(text) - 1, expected, __FILE__, __LINE__)

static void one_line_and_two_on_a_line(void **state)
{
	(void)state;
	CHECK("int a(void){return 1;}", "a()");
	CHECK("int a(void){} static inline int b(int x, char *y[]) {}",
	      "a(); b(x, y) static inline");
	CHECK("main() { }", "main()");
	CHECK("", "");
	CHECK("int x;\n", "");
}

static void comments_and_splices_stand_anywhere(void **state)
{
	(void)state;
	CHECK("int f(int a /* , int b */) { /* } */ }", "f(a)");
	CHECK("int f(int a) // {\n{ // }\n}", "f(a)");
	CHECK("int f(int a) // \\\n {\n{ }", "f(a)");
	CHECK("int /\\\n* { */ f\\\n(int a) { }", "f(a)");
	CHECK("int f(int a) { /* {\n * { *\\\n/ } int g(void) { }", "f(a); g()");
	CHECK("/* don't */ int f(void) { } // it's\nint g(void) { }", "f(); g()");
}

static void bodies_may_be_empty_or_cut_off(void **state)
{
	(void)state;
	CHECK("void f(void) {}", "f()");
	CHECK("void f(void) {", "f() unclosed !uneven");
	CHECK("void f(int a", "");
	CHECK("void f(int a) { \"", "f(a) unclosed !uneven");
	CHECK("void f(int a) { /*", "f(a) unclosed !uneven");
	CHECK("#", "");
	CHECK("#if", "");
	CHECK("#define X \\", "");
}

static void odd_bytes_and_line_endings(void **state)
{
	(void)state;
	CHECK("\xef\xbb\xbfint f(int a)\r\n{\r\n}\r\n", "f(a)");
	CHECK("int f(int a)\f\v\t{\n}\r\n", "f(a)");
	CHECK_LEN("int f(int a)\0{ \0 }", "f(a)");
	CHECK("int gr\xc3\xb6\xc3\x9f"
	      "e(int l\xe4nge) { }",
	      "gr\xc3\xb6\xc3\x9f"
	      "e(l\xe4nge)");
	CHECK("int f(int \\u00e4) { }", "f(<complex>)");
	CHECK("int f(int a$b) { }", "f(a$b)");
}

static void digraphs_count_and_trigraphs_are_told(void **state)
{
	(void)state;
	CHECK("int f(int a<::>) <% int b<:1:> = <%0%>; %>", "f(a)");
	CHECK("%: define X {\nint f(void) { }", "f()");
	CHECK("int f(void) ?"
	      "?< ?"
	      "?>",
	      " !trigraph");
	CHECK("char *s = \"really?"
	      "?!\"; int f(void) { }",
	      "f()");
	CHECK("int f(void) { // what?"
	      "?/\n}",
	      "f() !trigraph");
}

static void strings_and_characters_hide_braces(void **state)
{
	(void)state;
	CHECK("int f(void) { g(\"}\", '}', '\\'', L\"}\\\"}\", u8\"}\", '\"'); } int h(void) { }",
	      "f(); h()");
	CHECK("int f(void) { g(R\"x(\" } )x\"); } int h(void) { }", "f(); h()");
	CHECK("int f(void) { g(1'000'000, 0x1e+3); } int h(void) { }", "f(); h()");
	CHECK("#if 0\nit's a { brace\n#endif\nint h(void) { }", "h()");
	CHECK("#define A \"{\" /* \n { */ {\nint h(void) { }", "h()");
	CHECK("#error don't {\nint h(void) { }", "h()");
}

static void old_form(void **state)
{
	(void)state;
	CHECK("int f(a, b) int a; char *b; { }", "f(a, b) old-form");
	CHECK("int\nf (a, b, c)\n  register int a;\n  char *b, *(*c)();\n{ }",
	      "f(a, b, c) old-form");
	CHECK("f(a, b) int b; { }", "f(a, b) old-form");
	CHECK("GMATCH (s, p) CHAR *s, *p; { }", "GMATCH(s, p) old-form");
	CHECK("f(a, b) { }", "f(<unnamed>, <unnamed>)");
	CHECK("f(fmt, va_alist) char *fmt; va_dcl { }", "f(fmt, va_alist) old-form");
	CHECK("DECLARE(foo) int x; int f(int a) { }", "f(a)");
	CHECK("LIST(foo) struct foo *foo; int f(int a) { }", "f(a)");
	CHECK("extern int f(a); struct s { int a; }; int g(b) int b; { }", "g(b) old-form");
	CHECK("f(a) VECTOR(int) a; { }", "f(a) old-form");
}

static void calls_of_macros_before_an_old_form_are_not_its_header(void **state)
{
	(void)state;
	CHECK("MAKE(f, T)\nMAKE(g, T)\nstatic int h(a) int a; { }", "h(a) static old-form");
	CHECK("MAKE(f, T)\nMAKE(g, T)\npublic int h(a) int a; { }", "h(a) old-form");
	CHECK("MAKE(f, T)\nMAKE(g, T)\nMAKE(k, T)\npublic int h(a) T a; { }", "h(a) old-form");
}

static void declarators_of_every_kind(void **state)
{
	(void)state;
	CHECK("static enum { A, B } f(unsigned z) { }", "f(z) static");
	CHECK("struct s { struct { int y; } z; } f(struct s *q) { }", "f(q)");
	CHECK("struct s f(struct s q) { }", "f(q)");
	CHECK("struct FOO F(int q) { }", "F(q)");
	CHECK("struct __attribute__((packed)) s { int x; }; struct PACKED t { int y; };", "");
	CHECK("enum e : unsigned char { A }; enum { B }; union u { int x; };", "");
	CHECK("struct NAME(x) { int y; }; int f(void) { }", "f()");
	CHECK("int (f)(int a) { }", "f(a)");
	CHECK("int (*f(int n))[3] { }", "f(n)");
	CHECK("static void (PNGCBAPI f)(int a) { }", "f(a) static");
	CHECK("void (*signal(int sig, void (*func)(int)))(int) { }", "signal(sig, func)");
	CHECK("__typeof__(x) f(int a) { }", "f(a)");
	CHECK("int f [[gnu::cold]] (int a) { }", "f(a)");
	CHECK("[[noreturn]] void f(int a) __attribute__((cold)) { }", "f(a)");
	CHECK("__attribute__((format(printf, 1, 2))) void f(char *a, ...) { }", "f(a, <ellipsis>)");
	CHECK("extern \"C\" { int f(int a) { } } int g(void) { }", "f(a); g()");
}

static void parameters_of_every_kind(void **state)
{
	(void)state;
	CHECK("void f() { } void g(void) { } void h(int, char *) { }",
	      "f(); g(); h(<unnamed>, <unnamed>)");
	CHECK("void f(const char * const a, T b, volatile struct s *c, unsigned long long d) { }",
	      "f(a, b, c, d)");
	CHECK("void f(int a[], int b[n], int c[static 3], int d[const *], char *e[2][3]) { }",
	      "f(a, b, c, d, e)");
	CHECK("void f(int (*a)(int, char *), int b(const void *), T (*c)[3], void(d)(T *)) { }",
	      "f(a, b, c, d)");
	CHECK("void f(int (*(*a)(int))(char), char *(*b[3])(void), void (*const c)(void)) { }",
	      "f(a, b, c)");
	CHECK("void f(struct { int x; } *a, enum { P, Q } b, union u c) { }", "f(a, b, c)");
	CHECK("void f(_BitInt(7) a, register int b, _Atomic int c, _Atomic(int) d, T *restrict e) { }",
	      "f(a, b, c, d, e)");
	CHECK("void f(__attribute__((unused)) int a, int b __attribute__((vector_size(16)))) { }",
	      "f(a, b)");
	CHECK("void f([[maybe_unused]] int a, int b [[maybe_unused]]) { }", "f(a, b)");
	CHECK("void f(int a UNUSED, T b UNUSED, IN HANDLE h, char FAR *p, char *RESTRICT q) { }",
	      "f(a, b, h, p, q)");
	CHECK("void f(int UNUSED(a), int unused(b)) { }", "f(<macro>, <complex>)");
	CHECK("void f(int class, int template) { }", "f(class, template)");
	CHECK("void f(int odd b, int fo\\\no) { }", "f(<ambiguous>, <complex>)");
	CHECK("void f(PARAMS) { } void g(int a PARAMS) { }", "f(<unnamed>); g(a)");
}

static void macros_of_the_file_are_known(void **state)
{
	(void)state;
	CHECK("#define unused\nvoid f(int a unused, T unused) { }", "f(a, <macro>)");
	CHECK("#define byte unsigned char\nvoid f(byte a, byte) { }", "f(a, <macro>)");
	CHECK("#define f(p, a) f(a)\nint f(int p, int a) { }", "f(<header>, <header>)");
	CHECK("#define f(p, a) f(a)\nint (f)(int a) { }", "f(a)");
	CHECK("#define f(p)\nint f(int p) { }", "f(p)");
	CHECK("#define EXTRA , int x\nvoid f(int a EXTRA, EXTRA) { }", "f(a, <macro>)");
}

static void parameters_in_other_branches_are_left_out(void **state)
{
	(void)state;
	CHECK("void f(int a,\n#ifdef X\nint b,\n#endif\nint c) { }", "f(a, <conditional>, c)");
	CHECK("void f(int a\n#ifdef X\n, int b\n#endif\n) { }", "f(a, <conditional>)");
	CHECK("int f(int a)\n#ifdef X\n{ g();\n#else\n{\n#endif\n}", "f(a); f(a)");
	CHECK("#ifdef X\nint f(int a) {\n#else\nint f(int b) {\n#endif\n}", "f(a); f(b)");
	CHECK("#if A\nf(const char *m, ...)\n#else\nf(m, va_alist) char *m; va_dcl\n#endif\n{ }",
	      "f(<conditional>, <conditional>)");
	CHECK("#if A\n#define B\n#else\nint f(int a)\n#endif\n{ }", "f(<conditional>)");
	CHECK("#if A\nstatic\n#endif\nint f(int a) { }", "f(a) static");
}

static void conditionals_may_split_braces(void **state)
{
	(void)state;
	CHECK("int f(void) {\n#ifdef X\nif (a) {\n#else\nif (b) {\n#endif\n} }\nint g(void) { }",
	      "f(); g()");
	CHECK("int f(void) {\n#ifdef X\nif (a) {\n#else\nb();\n#endif\n"
	      "#ifndef X\n#else\n}\n#endif\n}\nint g(void) { }",
	      "f(); g()");
	CHECK("int f(void) {\n#if !defined(X)\n#else\n{\n#endif\n#ifdef X\n}\n#endif\n}\nint g(void) { }",
	      "f(); g()");
	CHECK("int f(void) {\n#if 0\n{ {\n#elif defined A\n{\n#endif\n}\n}\nint g(void) { }",
	      "f(); g()");
	CHECK("int f(void) {\n#if 1\n{\n#else\n{ {\n#endif\n} }\nint g(void) { }", "f(); g()");
	CHECK("#if 0\nint f(void) { }\n#else\nint g(void) { }\n#endif", "f() dead; g()");
	CHECK("#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void) { }\n#ifdef __cplusplus\n}\n#endif",
	      "f()");
	CHECK("#if defined(__cplusplus) || A\nint f(void) { }\n#endif", "f()");
	CHECK("#if defined(__cplusplus) && A\nclass X { int f() { } };\n#endif\nint g(void) { }",
	      "g()");
	CHECK("#endif\n#else\nint g(void) { }", "g()");
}

static void headers_made_by_macros(void **state)
{
	(void)state;
	CHECK("TEST_IMPL(foo) { }", "TEST_IMPL(foo)() macro-head");
	CHECK("UV_UNUSED(static int f(int a)) { }", "f(a) static");
	CHECK("CJSON_PUBLIC(cJSON *) f(const char *s, int n) { }", "f(s, n)");
	CHECK("Datum f(PG_FUNCTION_ARGS) { }", "f(<unnamed>)");
	CHECK("#define YY_DECL int yylex(void)\nYY_DECL { }", "YY_DECL() macro-head");
	CHECK("YY_DECL { }", "YY_DECL() unknown");
	CHECK("START_TEST(a) { } END_TEST\nSTART_TEST(b) { } END_TEST",
	      "START_TEST(a)() macro-head; START_TEST(b)() macro-head");
	CHECK("static void FUNC(pred)(int a) { }", "pred(a) static");
	CHECK("#define FUNC(x) f_##x\nvoid FUNC(pred)(int a) { }", "FUNC(pred)(a)");
	CHECK("int LUA (lua_f) (int a) { }", "lua_f(a)");
	CHECK("int f(int a) ATTR(x) OTHER { }", "f(a)");
	CHECK("void ERR(const char *m, int n) { }", "ERR(m, n)");
	CHECK("LIST_OF(x) { int a; }; int f(void) { }", "LIST_OF(x)() macro-head doubtful; f()");
	CHECK("#define REC(x) struct x\nREC(a) { int b; };", "a() unknown");
}

static void nothing_is_found_where_there_is_none(void **state)
{
	(void)state;
	CHECK("int f(void) { int g(int a) { return a; } return g(1); }", "f()");
	CHECK("int f(void) { return ({ int b(1) { } }); }", "f()");
	CHECK("int x[] = { 1, (int){ 2 }, f(({ 3; })) }; int (*p)(void) = q;", "");
	CHECK("struct s x = { .f = f(1), .g = { } }; struct { int (*f)(int a); } y;", "");
	CHECK("__asm__(\"f: {\"); _Static_assert(sizeof(struct { int a; }) == 4, \"{\");", "");
	CHECK("#define F(x) int f(int a) { \\\n }\n", "");
	CHECK("CODE({ int f(int a) { } })\nint g(void) { }", "g()");
	CHECK("BEGIN int f(int a) END", "");
}

static void statements_at_file_scope_stop_the_search(void **state)
{
	(void)state;
	CHECK("if (x) { }\nf(y) { }\n}\nint g(void) { }", "g() !uneven");
	CHECK("int f(void) BEGIN if (a) { b(); } END\nint g(void) { }", " !uneven");
}

static void functions_that_must_be_left_alone_are_flagged(void **state)
{
	(void)state;
	CHECK("__attribute__((naked)) void f(void) { }", "f() naked");
	CHECK("void f(void) __attribute__((__interrupt__)) { }", "f() interrupt");
	CHECK("[[gnu::naked]] void f(void) { } void naked(int interrupt) { }",
	      "f() naked; naked(interrupt)");
	CHECK("#define QUIET __attribute__((no_instrument_function))\nQUIET void f(void) { }",
	      "f() no-instrument");
	CHECK("static void *r(void) { } void f(void) __attribute__((ifunc(\"r\")));",
	      "r() static ifunc");
	CHECK("int f(void) { __attribute__((musttail)) return g(); }", "f() musttail");
	CHECK("#define TAIL __attribute__((musttail))\nint f(void) { if (a) { TAIL return g(); } }",
	      "f() musttail");
	CHECK("int f(void) { __label__ out; }", "f() local-labels");
	CHECK("int f(void) {\n#pragma STDC FENV_ACCESS ON\n}", "f() stdc-pragma");
	CHECK("int f(void) {\n#pragma omp parallel\n}", "f()");
	CHECK("constexpr int f(void) { }", "f() constexpr");
}

static void comments_can_ask_to_be_left_alone(void **state)
{
	(void)state;
	CHECK("/* leaf:skip */ int f(void) { } int g(void) { }", "f() skip; g()");
	CHECK("int f(void) { /* leaf:skip */ } int g(void) { // leaf:skip\n int a; }",
	      "f() skip; g() skip");
	CHECK("int f(void) { int a; /* leaf:skip */ }", "f()");
	CHECK("/* leaf:skip-file */ int f(void) { }", "f() !skip");
}

static void spans_that_are_there_are_seen(void **state)
{
	(void)state;
	CHECK("int f(int a) { LEAF_FN(LEAF_LEVEL_INFO, a); }", "f(a) has-span");
	CHECK("int f(int a) { LEAF_FN_AUTO(TRACE, \"x\", a); }", "f(a) has-auto");
	CHECK("int f(int a) { if (a) { LEAF_FN(LEAF_LEVEL_INFO); } /* LEAF_FN */ }", "f(a)");
}

static void cplusplus_is_refused(void **state)
{
	(void)state;
	CHECK("namespace x { int f(int a) { } }", "x() unknown !c++");
	CHECK("class X { };", "X() unknown !c++");
	CHECK("template <class T> int f(T a) { }", "f(a) !c++");
	CHECK("int class; int template; void f(int using) { }", "f(using)");
}

static void lines_and_columns_are_the_names(void **state)
{
	(void)state;
	static const char text[] = "int\n  f(void)\n{\n}\n\n  int g(void) { }\n";
	struct cfuncs funcs = { 0 };
	assert_int_equal(cfuncs_scan(&funcs, text, sizeof text - 1, NULL), LEAF_E_OK);
	assert_int_equal(funcs.fns.n, 2);
	assert_int_equal(funcs.fns.items[0].line, 2);
	assert_int_equal(funcs.fns.items[0].column, 3);
	assert_int_equal(funcs.fns.items[1].line, 6);
	assert_int_equal(funcs.fns.items[1].column, 7);
	cfuncs_release(&funcs);
}

static void headers_macros_are_looked_up(void **state)
{
	(void)state;
	static const char text[] = "int f(int a odd) { }";
	struct cmacros set = { 0 };
	assert_int_equal(cmacros_scan(&set, "#define odd\n", 12), LEAF_E_OK);
	const struct cmacros *sets[] = { &set };
	struct cmacros_view view = { .sets = sets, .n = 1, .any = set.any };
	struct cfuncs funcs = { 0 };
	assert_int_equal(cfuncs_scan(&funcs, text, sizeof text - 1, &view), LEAF_E_OK);
	assert_int_equal(funcs.params.n, 1);
	assert_int_equal(funcs.params.items[0].why, CPARAMS_NAMED);
	assert_int_equal(text[funcs.params.items[0].at], 'a');
	cfuncs_release(&funcs);
	cmacros_release(&set);
}

/* A text of about 'size' bytes, made of 'piece' again and again between 'head' and 'tail'. */
static struct leaf__buf repeated(const char *head, const char *piece, const char *tail, size_t size)
{
	struct leaf__buf text = { 0 };
	assert_int_equal(leaf__buf_puts(&text, head), LEAF_E_OK);
	while (text.len < size)
		assert_int_equal(leaf__buf_puts(&text, piece), LEAF_E_OK);
	assert_int_equal(leaf__buf_puts(&text, tail), LEAF_E_OK);
	return text;
}

static double seconds_to_scan(const struct leaf__buf *text, size_t n)
{
	struct cfuncs funcs = { 0 };
	clock_t start = clock();
	assert_int_equal(cfuncs_scan(&funcs, text->data, text->len, NULL), LEAF_E_OK);
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	assert_int_equal(funcs.fns.n, n);
	cfuncs_release(&funcs);
	return seconds;
}

#ifdef LEAF_SANITIZED
enum { SIZE = 1 << 20 };
#else
enum { SIZE = 9 << 20 };
#endif

static void check_speed(const char *head, const char *piece, const char *tail, size_t n,
			double limit)
{
	struct leaf__buf text = repeated(head, piece, tail, SIZE);
	double seconds = seconds_to_scan(&text, n);
	if (seconds > limit)
		fail_msg("%.3f s for %d bytes of '%s'", seconds, SIZE, piece);
	leaf__buf_release(&text);
}

static void nine_megabytes_take_less_than_a_third_of_a_second(void **state)
{
	(void)state;
	static const char usual[] = "int f(int a, char *b)\n{\n\treturn a + *b; /* c */\n}\n";
	check_speed("", usual, "", SIZE / strlen(usual) + 1, 0.3);
}

/* Strange shapes take linear time too: what is quadratic would take minutes. */
static void no_shape_takes_quadratic_time(void **state)
{
	(void)state;
	check_speed("int f(void) {", " x = y + \"z\";\n", "}", 1, 4);
	check_speed("int x[] = {", "1, 2,\n", "};", 0, 4);
	check_speed("int f(", "int a, ", "int b) { }", 0, 4);
	check_speed("", "((((", "", 0, 4);
	check_speed("", "a(b)", "{", 0, 4);
	check_speed("", "{", "", 0, 4);
	check_speed("", "x {} ", "", SIZE / 5 + 1, 4);
	check_speed("", "int f(a) int a;\n", "", 0, 4);
	check_speed("int f(a) ", "int a;", "{}", 0, 4);
	check_speed("int f(void) {\n", "#if A\n{\n", "", 1, 4);
	check_speed("int f(void) {\n", "#if A\n{\n#else\n{\n#endif\n}\n", "}", 1, 4);
	check_speed("", "#if A\nint f(int a)\n#else\n", "{}", 0, 4);
	check_speed("", "#define A(x) x\n", "", 0, 4);
	check_speed("", "/", "", 0, 4);
	check_speed("", "\\\n", "", 0, 4);
	check_speed("", "R\"(", "", 0, 4);
}

static void ten_thousand_lines_in_one_function(void **state)
{
	(void)state;
	struct leaf__buf text = repeated("int f(int a)\n{\n", "\tif (a) { a--; }\n", "}\n", 170000);
	seconds_to_scan(&text, 1);
	leaf__buf_release(&text);
}

static void many_parameters(void **state)
{
	(void)state;
	struct leaf__buf text = repeated("int f(", "int a, ", "int b) { }", 7 * 39);
	struct cfuncs funcs = { 0 };
	assert_int_equal(cfuncs_scan(&funcs, text.data, text.len, NULL), LEAF_E_OK);
	assert_int_equal(funcs.fns.items[0].n_params, 40);
	cfuncs_release(&funcs);
	leaf__buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_and_two_on_a_line),
		cmocka_unit_test(comments_and_splices_stand_anywhere),
		cmocka_unit_test(bodies_may_be_empty_or_cut_off),
		cmocka_unit_test(odd_bytes_and_line_endings),
		cmocka_unit_test(digraphs_count_and_trigraphs_are_told),
		cmocka_unit_test(strings_and_characters_hide_braces),
		cmocka_unit_test(old_form),
		cmocka_unit_test(calls_of_macros_before_an_old_form_are_not_its_header),
		cmocka_unit_test(declarators_of_every_kind),
		cmocka_unit_test(parameters_of_every_kind),
		cmocka_unit_test(macros_of_the_file_are_known),
		cmocka_unit_test(parameters_in_other_branches_are_left_out),
		cmocka_unit_test(conditionals_may_split_braces),
		cmocka_unit_test(headers_made_by_macros),
		cmocka_unit_test(nothing_is_found_where_there_is_none),
		cmocka_unit_test(statements_at_file_scope_stop_the_search),
		cmocka_unit_test(functions_that_must_be_left_alone_are_flagged),
		cmocka_unit_test(comments_can_ask_to_be_left_alone),
		cmocka_unit_test(spans_that_are_there_are_seen),
		cmocka_unit_test(cplusplus_is_refused),
		cmocka_unit_test(lines_and_columns_are_the_names),
		cmocka_unit_test(headers_macros_are_looked_up),
		cmocka_unit_test(nine_megabytes_take_less_than_a_third_of_a_second),
		cmocka_unit_test(no_shape_takes_quadratic_time),
		cmocka_unit_test(ten_thousand_lines_in_one_function),
		cmocka_unit_test(many_parameters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
