/* test_fix.c - lines go in where they belong, and come out again without a trace. */
#include "instrument/fix.h"
#include "instrument/strip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                       \
	"#if __has_include(<leaf/auto.h>) /* leaf:auto */\n"                                       \
	"#include <leaf/auto.h> /* leaf:auto */\n"                                                 \
	"#else /* leaf:auto */\n"                                                                  \
	"#pragma GCC diagnostic ignored \"-Wvariadic-macros\" /* leaf:auto */\n"                   \
	"#define LEAF_FN_AUTO(...) __extension__ struct leaf_auto_off /* leaf:auto */\n"           \
	"#endif /* leaf:auto */\n"

static struct fix_options plain;

static int set_plain(void **state)
{
	(void)state;
	plain = (struct fix_options){ .forms = { .target = "t", .no_guard = true } };
	return 0;
}

static struct leaf__buf fixed(const char *text, size_t len, const struct fix_options *options,
			      struct fix_report *report)
{
	struct leaf__buf out = { 0 };
	assert_int_equal(fix_text(&out, report, text, len, NULL, false, options), LEAF_E_OK);
	return out;
}

static struct leaf__buf stripped(const char *text, size_t len)
{
	struct leaf__buf out = { 0 };
	struct strip_counts counts;
	assert_int_equal(strip_text(&out, &counts, text, len), LEAF_E_OK);
	return out;
}

static void assert_same(const struct leaf__buf *got, const char *want, size_t len)
{
	if (got->len == len && !memcmp(got->data, want, len))
		return;
	print_error("got:\n%.*s\nwanted:\n%.*s\n", (int)got->len, got->data, (int)len, want);
	fail();
}

/* fix gives 'want'; a second time too; and strip gives 'text' again. */
static void check_len(const char *text, size_t len, const char *want, size_t want_len,
		      const struct fix_options *options)
{
	struct fix_report report = { 0 }, again = { 0 };
	struct leaf__buf once = fixed(text, len, options, &report);
	assert_same(&once, want, want_len);
	struct leaf__buf twice = fixed(once.data, once.len, options, &again);
	assert_same(&twice, want, want_len);
	struct leaf__buf bare = stripped(once.data, once.len);
	assert_same(&bare, text, len);
	leaf__buf_release(&once);
	leaf__buf_release(&twice);
	leaf__buf_release(&bare);
	fix_report_release(&report);
	fix_report_release(&again);
}

#define INCLUDE "#include <leaf/auto.h> /* leaf:auto */"
#define CHECK(text, want) check_len(text, sizeof(text) - 1, want, sizeof(want) - 1, &plain)
#define CHECK_SAME(text) check_len(text, sizeof(text) - 1, text, sizeof(text) - 1, &plain)

static void a_line_of_its_own_behind_the_brace(void **state)
{
	(void)state;
	CHECK("int f(int a)\n{\n\treturn a;\n}\n",
	      INCLUDE "\nint f(int a)\n{\n\tLEAF_FN_AUTO(TRACE, \"t\", a);\n\treturn a;\n}\n");
	CHECK("int f(int a) { // why\n    return a;\n}\n", INCLUDE
	      "\nint f(int a) { // why\n    LEAF_FN_AUTO(TRACE, \"t\", a);\n    return a;\n}\n");
	CHECK("void f(void) { /* one\n two */ // three \\\n four\n  g();\n}",
	      INCLUDE "\nvoid f(void) { /* one\n two */ // three \\\n four\n"
		      "  LEAF_FN_AUTO(TRACE, \"t\");\n  g();\n}");
	CHECK("  void f(void)\n  {\n  }\n",
	      INCLUDE "\n  void f(void)\n  {\n  \tLEAF_FN_AUTO(TRACE, \"t\");\n  }\n");
	CHECK("void f(void) {\n#if A\n  g();\n#endif\n}\n", INCLUDE
	      "\nvoid f(void) {\n  LEAF_FN_AUTO(TRACE, \"t\");\n#if A\n  g();\n#endif\n}\n");
}

static void right_behind_the_brace_where_code_follows(void **state)
{
	(void)state;
	CHECK("int f(void){return 1;}",
	      INCLUDE "\nint f(void){ LEAF_FN_AUTO(TRACE, \"t\");return 1;}");
	CHECK("int f(void) { return 1; } int g(int b) {}\n",
	      INCLUDE "\nint f(void) { LEAF_FN_AUTO(TRACE, \"t\"); return 1; } "
		      "int g(int b) { LEAF_FN_AUTO(TRACE, \"t\", b);}\n");
	CHECK("void f(void) { /* c */ g(); /*\n*/ }",
	      INCLUDE "\nvoid f(void) { LEAF_FN_AUTO(TRACE, \"t\"); /* c */ g(); /*\n*/ }");
	CHECK("void f(void) { \\\n g(); }",
	      INCLUDE "\nvoid f(void) { LEAF_FN_AUTO(TRACE, \"t\"); \\\n g(); }");
	CHECK("void f(void) <%%>", INCLUDE "\nvoid f(void) <% LEAF_FN_AUTO(TRACE, \"t\");%>");
}

static void line_endings_and_marks_stay(void **state)
{
	(void)state;
	CHECK("int f(void)\r\n{\r\n\tg();\r\n}\r\n",
	      INCLUDE "\r\nint f(void)\r\n{\r\n\tLEAF_FN_AUTO(TRACE, \"t\");\r\n\tg();\r\n}\r\n");
	CHECK("int x;\nint f(void)\r\n{\r\n}\n",
	      INCLUDE "\nint x;\nint f(void)\r\n{\r\n\tLEAF_FN_AUTO(TRACE, \"t\");\r\n}\n");
	CHECK("\xef\xbb\xbfint f(void)\n{\n}",
	      "\xef\xbb\xbf" INCLUDE "\nint f(void)\n{\n\tLEAF_FN_AUTO(TRACE, \"t\");\n}");
	CHECK("\f\nint f(void)\n{\f\n\v\tg(\"\xe4\0\");\n}", INCLUDE
	      "\n\f\nint f(void)\n{\f\n\tLEAF_FN_AUTO(TRACE, \"t\");\n\v\tg(\"\xe4\0\");\n}");
}

static void files_without_functions_stay_as_they_are(void **state)
{
	(void)state;
	CHECK_SAME("");
	CHECK_SAME("int x;");
	CHECK_SAME("int f(void);\n#define F(x) { x }\n");
	CHECK_SAME("namespace x { int f() { } }");
	CHECK_SAME("int f(void) ?"
		   "?< }");
	CHECK_SAME("/* leaf:skip-file */ int f(void) { }");
	CHECK_SAME("/* leaf:skip */ int f(void) { }");
	CHECK_SAME("#if 0\nint f(void) { }\n#endif\n");
	CHECK_SAME("int f(void) {");
	CHECK_SAME("int f(int a)\n{\n\tLEAF_FN(LEAF_LEVEL_INFO, a);\n}\n");
}

static void the_head_can_make_itself_optional(void **state)
{
	(void)state;
	struct fix_options options = { .forms = { .target = "t" } };
	static const char text[] = "int f(void)\n{\n\tg();\n}\n";
	static const char want[] = HEAD
		"int f(void)\n{\n\tLEAF_FN_AUTO(TRACE, \"t\");\n\tg();\n}\n";
	check_len(text, sizeof text - 1, want, sizeof want - 1, &options);
}

static void a_precompiled_header_stays_first(void **state)
{
	(void)state;
	CHECK("/* c */\n#include \"stdafx.h\"\nint f(void) {\n}\n",
	      "/* c */\n#include \"stdafx.h\"\n" INCLUDE "\nint f(void) {\n"
	      "\tLEAF_FN_AUTO(TRACE, \"t\");\n}\n");
}

static void level_target_and_arguments_can_be_chosen(void **state)
{
	(void)state;
	static const char *const skip[] = { "ctx", "pass*" };
	static const char text[] = "int f(int ctx, int password, int a) {}";
	struct fix_options options = { .forms = { .level = "DEBUG",
						  .target = "a\"\\\xe4?::b",
						  .no_guard = true,
						  .skip_args = skip,
						  .n_skip_args = 2 } };
	static const char want[] = INCLUDE
		"\nint f(int ctx, int password, int a) {"
		" LEAF_FN_AUTO(DEBUG, \"a\\042\\134\\344\\077::b\", a);}";
	check_len(text, sizeof text - 1, want, sizeof want - 1, &options);
	options = (struct fix_options){ .forms = { .no_args = true, .no_guard = true } };
	static const char none[] = INCLUDE
		"\nint f(int ctx, int password, int a) { LEAF_FN_AUTO(TRACE, \"\");}";
	check_len(text, sizeof text - 1, none, sizeof none - 1, &options);
}

#define RET "LEAF_FN_RET_AUTO(TRACE, "
#define CHECK_RET(text, want) CHECK(text, INCLUDE "\n" want)

static void returned_values_can_be_shown(void **state)
{
	(void)state;
	plain.forms.ret = true;
	CHECK_RET("int f(int a) { return a; }",
		  "int f(int a) { " RET "(f)(a), \"t\", a); return LEAF_RET_AUTO(a); }");
	CHECK_RET("int f(void) { return(1); }",
		  "int f(void) { " RET "(f)(), \"t\"); return LEAF_RET_AUTO_GAP((1)); }");
	CHECK_RET("int f(void) { if (x) return /* c */ g(1, (2)) /* d */ ; return -1 ; }",
		  "int f(void) { " RET
		  "(f)(), \"t\"); if (x) return /* c */ LEAF_RET_AUTO(g(1, (2)))"
		  " /* d */ ; return LEAF_RET_AUTO(-1) ; }");
	CHECK_RET("struct s f(void) { return (struct s){ 1, 2 }; }",
		  "struct s f(void) { " RET
		  "(f)(), \"t\"); return LEAF_RET_AUTO((struct s){ 1, 2 }); }");
	CHECK("void *f(void) { return\r\n\t0; }",
	      INCLUDE "\r\n"
		      "void *f(void) { " RET "(f)(), \"t\"); return\r\n\tLEAF_RET_AUTO(0); }");
	CHECK_RET("int f(int a) { switch (a) { case 1: return a; } return({ int b = a; b; }); }",
		  "int f(int a) { " RET
		  "(f)(a), \"t\", a); switch (a) { case 1: return LEAF_RET_AUTO(a); } "
		  "return LEAF_RET_AUTO_GAP(({ int b = a; b; })); }");
}

#define FN " LEAF_FN_AUTO(TRACE, \"t\""

static void returns_that_cannot_be_shown_stay(void **state)
{
	(void)state;
	plain.forms.ret = true;
	CHECK_RET("void f(void) { return; }", "void f(void) {" FN "); return; }");
	CHECK_RET("void f(void) { return g(); }", "void f(void) {" FN "); return g(); }");
	CHECK_RET("int f(int) { return 1; }", "int f(int) {" FN "); return 1; }");
	CHECK_RET("int f(char *a, ...) { return 1; }",
		  "int f(char *a, ...) {" FN ", a); return 1; }");
	CHECK_RET("int f(a) int a; { return a; }", "int f(a) int a; {" FN ", a); return a; }");
	CHECK_RET("int f(int f) { return f; }", "int f(int f) {" FN ", f); return f; }");
	CHECK_RET("TEST(f) { return 1; }", "TEST(f) {" FN "); return 1; }");
	CHECK_RET("__attribute__((deprecated)) int f(void) { return 1; }",
		  "__attribute__((deprecated)) int f(void) {" FN "); return 1; }");
	CHECK_RET("int f(void) { int g(int a) { return a; } return g(1); }",
		  "int f(void) {" FN "); int g(int a) { return a; } return g(1); }");
	CHECK_RET("int f(void) { return a\n#if X\n+ b\n#endif\n; }",
		  "int f(void) {" FN "); return a\n#if X\n+ b\n#endif\n; }");
	CHECK_RET("int f(void) { M(return 1;) N(return 2); return\n#if 1\n3;\n#endif\n}",
		  "int f(void) {" FN "); M(return 1;) N(return 2); return\n#if 1\n3;\n#endif\n}");
	CHECK_RET("int f(void) { return ({ return 1; 2; }); }",
		  "int f(void) {" FN "); return ({ return 1; 2; }); }");
}

static void the_head_defines_what_returns_need(void **state)
{
	(void)state;
	plain.forms.ret = true;
	plain.forms.no_guard = false;
	CHECK("int f(void) { }",
	      "#if __has_include(<leaf/auto.h>) /* leaf:auto */\n"
	      "#include <leaf/auto.h> /* leaf:auto */\n"
	      "#else /* leaf:auto */\n"
	      "#pragma GCC diagnostic ignored \"-Wvariadic-macros\" /* leaf:auto */\n"
	      "#define LEAF_FN_AUTO(...) __extension__ struct leaf_auto_off /* leaf:auto */\n"
	      "#define LEAF_FN_RET_AUTO(...) __extension__ struct leaf_auto_off /* leaf:auto */\n"
	      "#define LEAF_RET_AUTO(...) __VA_ARGS__ /* leaf:auto */\n"
	      "#define LEAF_RET_AUTO_GAP(...) __VA_ARGS__ /* leaf:auto */\n"
	      "#endif /* leaf:auto */\n"
	      "int f(void) { LEAF_FN_AUTO(TRACE, \"t\"); }");
}

static void functions_can_be_chosen(void **state)
{
	(void)state;
	static const char *const include[] = { "a*" }, *const exclude[] = { "*_x" };
	struct fix_options options = { .rules = { .include_fn = include,
						  .n_include_fn = 1,
						  .exclude_fn = exclude,
						  .n_exclude_fn = 1,
						  .min_lines = 2 } };
	static const char text[] = "int a(void) {}\nint ab(void) {\n}\nint a_x(void) {\n}\n"
				   "int b(void) {\n}\n";
	struct fix_report report = { 0 };
	struct leaf__buf out = fixed(text, sizeof text - 1, &options, &report);
	assert_int_equal(report.whys.n, 4);
	assert_int_equal(report.whys.items[0], RULES_SHORT);
	assert_int_equal(report.whys.items[1], RULES_TAKEN);
	assert_int_equal(report.whys.items[2], RULES_EXCLUDED);
	assert_int_equal(report.whys.items[3], RULES_EXCLUDED);
	assert_int_equal(report.taken, 1);
	leaf__buf_release(&out);
	fix_report_release(&report);
}

static enum rules_why why_in_header(const char *text, const struct fix_options *options)
{
	struct fix_report report = { 0 };
	struct leaf__buf out = { 0 };
	assert_int_equal(fix_text(&out, &report, text, strlen(text), NULL, true, options),
			 LEAF_E_OK);
	enum rules_why why = report.whys.items[0];
	leaf__buf_release(&out);
	fix_report_release(&report);
	return why;
}

static void headers_are_left_alone_unless_asked_for(void **state)
{
	(void)state;
	struct fix_options headers = { .rules = { .headers = true } };
	struct fix_options all = { .rules = { .headers = true, .static_inline = true } };
	assert_int_equal(why_in_header("int f(void) { }", &plain), RULES_HEADER);
	assert_int_equal(why_in_header("int f(void) { }", &headers), RULES_TAKEN);
	assert_int_equal(why_in_header("static inline int f(void) { }", &headers),
			 RULES_STATIC_INLINE);
	assert_int_equal(why_in_header("static inline int f(void) { }", &all), RULES_TAKEN);
}

static void each_rule_has_a_name_and_a_meaning(void **state)
{
	(void)state;
	for (int why = 0; why < RULES_N; why++) {
		assert_true(strlen(rules_json((enum rules_why)why)) > 0);
		assert_true(strlen(rules_meaning((enum rules_why)why)) > 0);
	}
}

static void no_more_arguments_than_the_macro_takes(void **state)
{
	(void)state;
	struct leaf__buf text = { 0 };
	assert_int_equal(leaf__buf_puts(&text, "int f(int a0"), LEAF_E_OK);
	for (int i = 1; i < 40; i++)
		assert_int_equal(leaf__buf_printf(&text, ", int a%d", i), LEAF_E_OK);
	assert_int_equal(leaf__buf_puts(&text, ") {}"), LEAF_E_OK);
	struct fix_report report = { 0 };
	struct leaf__buf out = fixed(text.data, text.len, &plain, &report);
	assert_non_null(strstr(out.data, ", a31);}"));
	leaf__buf_release(&out);
	leaf__buf_release(&text);
	fix_report_release(&report);
}

/* ---- strip alone ---- */

static void check_strip(const char *text, const char *want)
{
	struct leaf__buf out = stripped(text, strlen(text));
	assert_same(&out, want, strlen(want));
	leaf__buf_release(&out);
}

static void what_was_written_by_hand_stays(void **state)
{
	(void)state;
	static const char text[] =
		"#include <leaf/auto.h>\n#include <leaf/trace.h>\n"
		"int f(int a) {\n\tLEAF_FN(LEAF_LEVEL_TRACE, a);\n"
		"\tputs(\"LEAF_FN_AUTO(TRACE, \\\"t\\\");\"); /* LEAF_FN_AUTO */\n"
		"\t/* LEAF_FN_AUTO(a, b); */ MY_LEAF_FN_AUTO(1); }\n"
		"#define LEAF_FN_AUTO(...) x\n";
	check_strip(text, text);
}

static void moved_copied_and_wrapped_lines_come_out(void **state)
{
	(void)state;
	check_strip(
		"int f(int a)\n{\n\tint b;\n\n\tLEAF_FN_AUTO(TRACE, \"t\",\n\t\t     a);\n\tg();\n}\n",
		"int f(int a)\n{\n\tint b;\n\n\tg();\n}\n");
	check_strip(
		"{\n LEAF_FN_AUTO(TRACE, \"t\", a);\n LEAF_FN_AUTO (TRACE, \"t\", a) ;\n x;\n}\n",
		"{\n x;\n}\n");
	check_strip("{\n LEAF_FN_AUTO(TRACE, \"t\", a); x;\n}\n", "{\n x;\n}\n");
	check_strip("{\n x; LEAF_FN_AUTO(TRACE, \"t\", a);y;\n}\n", "{\n x; y;\n}\n");
	check_strip("{ LEAF_FN_AUTO(TRACE, \"t\", a)\n x; }\n", "{\n x; }\n");
	check_strip("#if 0\n LEAF_FN_AUTO(TRACE, \"t\", a);\n#endif\n", "#if 0\n#endif\n");
	check_strip("int f(void) {\n\tLEAF_FN_AUTO(TRACE, \"t\");", "int f(void) {\n");
}

static void lines_in_comments_and_macros_come_out(void **state)
{
	(void)state;
	check_strip("//\tLEAF_FN_AUTO(TRACE, \"t\", a);\nx;\n", "x;\n");
	check_strip("x; // LEAF_FN_AUTO(TRACE, \"t\", a);\ny;\n", "x; // \ny;\n");
	check_strip("/*\nint f(int a) {\n\tLEAF_FN_AUTO(TRACE, \"t\", a);\n\tx;\n} */\n",
		    "/*\nint f(int a) {\n\tx;\n} */\n");
	check_strip("/*\n * LEAF_FN_AUTO(TRACE, \"t\", a);\n * x;\n */\n", "/*\n * x;\n */\n");
	check_strip("/* LEAF_FN_AUTO(TRACE, \"t\", a); */\nx;\n", "x;\n");
	check_strip("/* LEAF_FN_AUTO(TRACE, \"t\", a);\n x; */\n", "/* \n x; */\n");
	check_strip("#define F \\\n\tLEAF_FN_AUTO(TRACE, \"t\"); \\\n\tx\ny\n",
		    "#define F \\\n\tx\ny\n");
	check_strip("#define F { \\\n\tLEAF_FN_AUTO(TRACE, \"t\");\ny\n",
		    "#define F { \\\n\t\ny\n");
}

static void the_head_comes_out_whole_or_in_parts(void **state)
{
	(void)state;
	check_strip(HEAD "int x;\n", "int x;\n");
	check_strip(HEAD HEAD "int x;\n", "int x;\n");
	check_strip("#include <a.h>\n#include <leaf/auto.h> /* leaf:auto */\n#include <z.h>\n",
		    "#include <a.h>\n#include <z.h>\n");
	check_strip("int x;\n  #  endif   /* leaf:auto */  \n", "int x;\n");
	check_strip("int x;\n#endif /* leaf:auto */", "int x;\n");
}

static void wrapped_returns_come_out_wherever_they_are(void **state)
{
	(void)state;
	check_strip("return LEAF_RET_AUTO(a(b));", "return a(b);");
	check_strip("return LEAF_RET_AUTO_GAP((a));", "return(a);");
	check_strip("return LEAF_RET_AUTO (\n\ta\n\t);", "return \n\ta\n\t;");
	check_strip("return LEAF_RET_AUTO(LEAF_RET_AUTO(a) + 1);", "return a + 1;");
	check_strip("// return LEAF_RET_AUTO((a) + b);\n", "// return (a) + b;\n");
	check_strip("/* return LEAF_RET_AUTO_GAP((a)); */", "/* return(a); */");
	check_strip("#define R return LEAF_RET_AUTO(a); \\\n\tb\n",
		    "#define R return a; \\\n\tb\n");
	check_strip("LEAF_FN_RET_AUTO(TRACE, (f)(a, b), \"t\", a, b);\n", "");
	check_strip("// LEAF_FN_RET_AUTO(TRACE, (f)(a, b), \"t\", a, b);\n", "");
	check_strip("x = MY_LEAF_RET_AUTO(a); y = LEAF_RET_AUTOS(b);",
		    "x = MY_LEAF_RET_AUTO(a); y = LEAF_RET_AUTOS(b);");
	/* Cut off: nothing is taken for its end. */
	check_strip("{ return LEAF_RET_AUTO(a; f(b); }", "{ return LEAF_RET_AUTO(a; f(b); }");
	check_strip("{ return LEAF_RET_AUTO(a } f(b);", "{ return LEAF_RET_AUTO(a } f(b);");
	check_strip("return LEAF_RET_AUTO;", "return LEAF_RET_AUTO;");
}

static void unfinished_statements_are_left(void **state)
{
	(void)state;
	check_strip("LEAF_FN_AUTO", "LEAF_FN_AUTO");
	check_strip("LEAF_FN_AUTO(", "LEAF_FN_AUTO(");
	check_strip("{ LEAF_FN_AUTO(TRACE, \"t\", a; }", "{ LEAF_FN_AUTO(TRACE, \"t\", a; }");
}

static void a_line_that_is_out_of_date_is_renewed(void **state)
{
	(void)state;
	struct fix_report report = { 0 };
	static const char text[] = INCLUDE
		"\nint f(int b)\n{\n\tLEAF_FN_AUTO(TRACE, \"t\", a);\n\tg();\n}\n";
	struct leaf__buf out = fixed(text, sizeof text - 1, &plain, &report);
	static const char want[] = INCLUDE
		"\nint f(int b)\n{\n\tLEAF_FN_AUTO(TRACE, \"t\", b);\n\tg();\n}\n";
	assert_same(&out, want, sizeof want - 1);
	leaf__buf_release(&out);
	fix_report_release(&report);
}

#define RET_TEST(name) cmocka_unit_test_setup_teardown(name, set_plain, set_plain)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_its_own_behind_the_brace),
		cmocka_unit_test(right_behind_the_brace_where_code_follows),
		cmocka_unit_test(line_endings_and_marks_stay),
		cmocka_unit_test(files_without_functions_stay_as_they_are),
		cmocka_unit_test(the_head_can_make_itself_optional),
		cmocka_unit_test(a_precompiled_header_stays_first),
		cmocka_unit_test(level_target_and_arguments_can_be_chosen),
		RET_TEST(returned_values_can_be_shown),
		RET_TEST(returns_that_cannot_be_shown_stay),
		RET_TEST(the_head_defines_what_returns_need),
		cmocka_unit_test(functions_can_be_chosen),
		cmocka_unit_test(headers_are_left_alone_unless_asked_for),
		cmocka_unit_test(each_rule_has_a_name_and_a_meaning),
		cmocka_unit_test(no_more_arguments_than_the_macro_takes),
		cmocka_unit_test(what_was_written_by_hand_stays),
		cmocka_unit_test(moved_copied_and_wrapped_lines_come_out),
		cmocka_unit_test(lines_in_comments_and_macros_come_out),
		cmocka_unit_test(the_head_comes_out_whole_or_in_parts),
		cmocka_unit_test(wrapped_returns_come_out_wherever_they_are),
		cmocka_unit_test(unfinished_statements_are_left),
		cmocka_unit_test(a_line_that_is_out_of_date_is_renewed),
	};
	return cmocka_run_group_tests(tests, set_plain, NULL);
}
