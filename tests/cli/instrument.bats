# instrument.bats - `leaf instrument`: lines into a tree, out of it, and what is said of them.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR "${!LEAF_LOG@}"
	cd "$BATS_TEST_TMPDIR"
	mkdir tree && cd tree
	git init -q .
	mkdir src
	printf 'int one(int a)\n{\n\treturn a;\n}\n\nint two(void) { return 2; }\n' >src/a.c
	printf 'static inline int three(int b)\n{\n\treturn b;\n}\n' >src/b.h
	git add . && git -c user.name=x -c user.email=x@x commit -qm first
}

@test "fix_and_strip_leave_a_clean_tree" {
	run leaf instrument fix
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "2 of 3 functions instrumented; 1 file changed" ]
	[[ "$output" == *"1  static-inline"* ]]
	grep -q 'LEAF_FN_AUTO(TRACE, "src::a", a);' src/a.c
	leaf instrument fix | grep -q '; 0 files changed'
	run leaf instrument strip
	[ "$status" -eq 0 ]
	[ "$output" = "2 lines taken out; 1 file changed" ]
	git diff --exit-code
}

@test "check_names_what_is_missing_and_fails" {
	run --separate-stderr leaf instrument check
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = "src/a.c:1:5: missing  one(a)" ]
	[ "${lines[1]}" = "src/a.c:6:5: missing  two()" ]
	[ "${#lines[@]}" -eq 2 ]
	[ "$stderr" = "leaf: 2 of 3 functions have no span; 1 is left alone" ]
	git diff --exit-code
	leaf instrument fix >/dev/null
	run --separate-stderr leaf instrument check
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	run leaf instrument check --nonsense
	[ "$status" -eq 2 ]
}

@test "list_tells_every_function_as_json" {
	leaf instrument list --json >../list
	python3 - ../list <<-'END'
		import json, sys
		rows = [json.loads(line) for line in open(sys.argv[1])]
		assert [r["name"] for r in rows] == ["one", "two", "three"], rows
		assert rows[0] == {"file": "src/a.c", "name": "one", "line": 1, "column": 5, "brace": 15,
			"args": ["a"], "status": "missing", "reason": None}, rows[0]
		assert rows[2]["status"] == "skipped" and rows[2]["reason"] == "static-inline"
		assert all(open(r["file"]).read()[r["brace"]] == "{" for r in rows)
	END
	run leaf instrument list --status skipped
	[ "${#lines[@]}" -eq 1 ]
	[[ "${lines[0]}" == "src/b.h:1:19: skipped  three(b): "* ]]
}

@test "fix_reports_as_json" {
	leaf instrument fix --json --dry-run >../report
	git diff --exit-code
	python3 - ../report <<-'END'
		import json, sys
		rows = [json.loads(line) for line in open(sys.argv[1])]
		assert rows[0] == {"file": "src/a.c", "status": "changed", "reason": None,
			"instrumented": 2, "skipped": {}}, rows[0]
		assert rows[1]["status"] == "same" and rows[1]["skipped"] == {"static-inline": 1}
		assert rows[2]["summary"]["changed"] == 1 and rows[2]["summary"]["instrumented"] == 2
	END
}

@test "choices_are_heard" {
	leaf instrument fix --static-inline --level debug --target mine --no-args --exclude 'a.c'
	grep -q 'LEAF_FN_AUTO(DEBUG, "mine");' src/b.h
	git diff --exit-code src/a.c
	leaf instrument fix --exclude-fn 'o*' --no-guard --skip-arg b src/a.c
	[ "$(grep -c LEAF_FN_AUTO src/a.c)" -eq 1 ]
	[ "$(head -n 1 src/a.c)" = '#include <leaf/auto.h> /* leaf:auto */' ]
	run leaf instrument fix --take nonsense
	[ "$status" -eq 2 ]
	leaf instrument strip --quiet
	git diff --exit-code
}

@test "a_project_file_holds_the_choices" {
	cat >.leaf.toml <<-'END'
		[instrument]
		level = "debug"
		args = false
		static_inline = true
		exclude_fn = "t*o"
		[instrument.targets]
		"src" = "mine"
		"src/b.h" = "its"
	END
	(cd src && leaf instrument fix)
	grep -q 'LEAF_FN_AUTO(DEBUG, "mine");' src/a.c
	[ "$(grep -c LEAF_FN_AUTO\(D src/a.c)" -eq 1 ]
	grep -q 'LEAF_FN_AUTO(DEBUG, "its");' src/b.h
	leaf instrument check
	leaf instrument fix --level info --target all --exclude b.h
	[ "$(grep -c 'LEAF_FN_AUTO(INFO, "all")' src/a.c)" -eq 1 ]
	run leaf instrument check --no-config
	[ "$status" -eq 1 ]
	leaf instrument strip
	git diff --exit-code
	echo 'instrument.levle = 1' >.leaf.toml
	run leaf instrument check
	[ "$status" -eq 3 ]
	[[ "$output" == *".leaf.toml:1:12: there is no key 'levle' in [instrument]; did you mean 'level'?" ]]
	echo 'instrument.take = "nonsense"' >.leaf.toml
	run leaf instrument check
	[ "$status" -eq 3 ]
}

@test "files_that_git_does_not_track_are_told" {
	cp src/a.c src/new.c
	run leaf instrument fix
	[[ "$output" == *"1  untracked"* ]]
	! grep -q LEAF src/new.c
	leaf instrument fix --take untracked
	grep -q LEAF src/new.c
	leaf instrument strip
	cmp src/a.c src/new.c
}

@test "a_killed_fix_leaves_whole_files" {
	for i in $(seq 400); do sed "s/one/f$i/; s/two/g$i/" src/a.c >src/f$i.c; done
	git add . && git -c user.name=x -c user.email=x@x commit -qm many
	for wait in 0.002 0.01 0.03 0.06; do
		timeout -s KILL $wait leaf instrument fix >/dev/null 2>&1 || true
		# Between two steps the new file may stand beside the old one.
		[ "$(git status --short | grep -c -v '^ M')" -le 2 ]
		for file in $(git diff --name-only); do
			[ "$(grep -c 'LEAF_FN_AUTO(TRACE' "$file")" -eq 2 ]
			[ "$(tail -n 1 "$file" | tail -c 3)" = ' }' ]
		done
	done
	leaf instrument strip >/dev/null
	[ -z "$(git status --short)" ]
}

@test "what_was_inserted_compiles_with_and_without_the_header" {
	printf 'int main(int argc, char **argv)\n{\n\treturn argc > 1 && *argv ? 3 : 0;\n}\n' >src/m.c
	git add .
	leaf instrument fix >/dev/null
	for flags in -std=c99 "-std=c89 -pedantic-errors -Wall -Wextra" "-std=gnu17 -Wall -Wextra -pedantic -Wdeclaration-after-statement" -O2; do
		for cc in "$LEAF_CC" gcc clang; do
			"$cc" $flags -Werror src/m.c src/a.c -o ../plain
			../plain
		done
	done
}

@test "returned_values_are_shown_and_converted_as_before" {
	[ -z "$LEAF_SANITIZE" ] || skip "its library wants the sanitizer's own linking"
	cp "$LEAF_SOURCE_DIR/tests/golden/returns.c" src/r.c
	git add .
	leaf instrument fix --ret src/r.c
	[ "$(grep -c LEAF_RET_AUTO src/r.c)" -gt 20 ]
	for flags in "-std=gnu11 -O2 -Wall -Wextra -Wconversion -Wshadow -Wdeclaration-after-statement" "-std=c99 -pedantic -Wall" "-O0 -DLEAF_DISABLE"; do
		"$LEAF_CC" $flags -Werror -Wno-ignored-qualifiers -Wno-unused-value -Wno-strict-prototypes \
			-I"$LEAF_SOURCE_DIR/include" src/r.c -o ../with -L"$LEAF_BUILD_DIR" -Wl,-rpath,"$LEAF_BUILD_DIR" -Wl,--no-as-needed -lleaf
		LEAF_FLAME=off ../with
		"$LEAF_CC" -w $flags src/r.c -o ../without
		../without
	done
	"$LEAF_CC" -w -I"$LEAF_SOURCE_DIR/include" src/r.c -o ../with -L"$LEAF_BUILD_DIR" -Wl,-rpath,"$LEAF_BUILD_DIR" -Wl,--no-as-needed -lleaf
	LEAF_FLAME=off LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off ../with 2>../log
	grep -q 'src::r::add a=1, b=2' ../log
	[ "$(grep -A1 'src::r::add a=1' ../log | tail -n 1 | sed 's/^ *//')" = "TRACE src::r return=3" ]
	leaf instrument strip
	git diff --exit-code
}

@test "names_that_are_no_text_are_told_apart" {
	mkdir -p $'d \n'
	printf 'int f(void) { }\n' >$'d \n/\xe4 "x".c'
	git add .
	leaf instrument list --json | python3 -c '
import json, sys
names = [json.loads(line)["file"] for line in sys.stdin]
assert "d \n/\udce4 \"x\".c" in names, names'
	leaf instrument fix >/dev/null
	grep -q '"d \\012::\\344 \\042x\\042"' $'d \n/\xe4 "x".c'
	leaf instrument strip >/dev/null
	[ "$(cat $'d \n/\xe4 "x".c')" = 'int f(void) { }' ]
}

@test "the_guide_names_every_key_of_the_project_file" {
	sed -n 's/^C(\([a-z_]*\), [a-z_]*, [A-Z]*, "\([a-z_]*\)".*/\1 \2/p' "$LEAF_SOURCE_DIR/config/project.def" >../keys
	[ "$(wc -l <../keys)" -gt 10 ]
	while read -r table key; do
		grep -q "^| \`\[$table\]\` | \`$key\` |" "$LEAF_SOURCE_DIR/docs/guide/instrumenting.md"
	done <../keys
	[ "$(grep -c '^| `\[[a-z]*\]` |' "$LEAF_SOURCE_DIR/docs/guide/instrumenting.md")" -eq "$(wc -l <../keys)" ]
}
