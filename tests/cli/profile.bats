# profile.bats - `leaf profile`: what it says, what it refuses, where the work goes.

setup() {
	bats_require_minimum_version 1.5.0
	unset NO_COLOR "${!LEAF_LOG@}" "${!LEAF_PROFILE@}" GIT_DIR GIT_WORK_TREE
	export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=$BATS_TEST_TMPDIR EDITOR=true
	cd "$BATS_TEST_TMPDIR"
	mkdir tree && cd tree
	git init -q -b main .
	git config user.name ann
	git config user.email ann@example.org
	mkdir src
	printf '#include <stdio.h>\n\nint one(int a)\n{\n\treturn a;\n}\n\nint main(void)\n{\n\tprintf("%%d\\n", one(3));\n\treturn 0;\n}\n' >src/a.c
	printf 'prog: src/a.c\n\t$(CC) -o $@ src/a.c\n' >Makefile
	printf 'prog\n' >.gitignore
	git add . && git commit -qm first
}

edit() { sed -i "s/return a.*;/return a + $1;/" src/a.c; }

@test "the_index_and_the_work_tree_come_back" {
	edit 1
	git add src
	edit 2
	echo mine >notes
	git diff >before; git diff --cached >>before
	run leaf profile setup --no-run
	[ "$status" -eq 0 ]
	[[ "$output" == *"read     2 functions of 1 file"* && "$output" != *"1 files"* ]]
	git log -1 --format=%B | grep -q '^Leaf-Profile: '
	[ "$(git log -1 --format=%an)" = ann ]
	git diff HEAD~1 HEAD --stat | grep -q 'src/a.c'
	grep -q LEAF_FN_AUTO src/a.c
	leaf profile status | grep -q 'set up: the lines are in'
	run leaf profile finish
	[ "$status" -eq 0 ]
	git diff >after; git diff --cached >>after
	cmp before after
	[ "$(git symbolic-ref HEAD)" = refs/heads/main ]
	[ "$(cat notes)" = mine ]
}

@test "a_program_is_built_and_run_and_a_flame_graph_is_left_where_one_is" {
	[ -z "$LEAF_SANITIZE" ] || skip "the library of this build wants a sanitizer in every program"
	cd src
	run leaf profile setup
	[ "$status" -eq 0 ]
	[[ "$output" == *"src::a::main"* || "$output" == *"main"* ]]
	grep -q 'one' tracing.folded
	[ -s flamegraph.html ] || [[ "$output" == *"page"* ]]
	run leaf profile abort
	[ "$status" -eq 0 ]
	[ -s tracing.folded ]
	git diff --exit-code
}

@test "a_build_that_fails_undoes_all" {
	printf 'int broken(void) { return }\n' >src/b.c
	printf 'prog:\n\t$(CC) -o $@ src/a.c src/b.c\n' >Makefile
	cp src/b.c ../b
	run leaf profile setup
	[ "$status" -eq 3 ]
	[[ "$output" == *"undoing the set-up"* ]]
	cmp src/b.c ../b
	[ "$(git symbolic-ref HEAD)" = refs/heads/main ]
	[ -z "$(git branch --list 'leaf-profile/*')" ]
	run leaf profile status
	[ "$status" -eq 1 ]
}

@test "what_is_refused_says_what_to_do" {
	leaf profile setup --no-run >/dev/null
	run leaf profile setup --no-run
	[ "$status" -eq 4 ]
	[[ "$output" == *"'leaf profile finish' or 'leaf profile abort' first"* ]]
	edit 5
	run leaf profile abort
	[ "$status" -eq 4 ]
	[[ "$output" == *"leaf profile abort --force"* ]]
	run leaf profile abort --force
	[ "$status" -eq 0 ]
	git diff --exit-code
	git for-each-ref refs/leaf/aborted | grep -q .
	run leaf profile finish
	[ "$status" -eq 4 ]
	cd ..
	run leaf profile setup
	[ "$status" -ne 0 ]
	[[ "$output" == *"no git repository"* ]]
}

@test "commits_come_home_one_by_one_or_squashed" {
	leaf profile setup --no-run >/dev/null
	edit 1; git commit -qam one
	edit 2; git commit -qam two
	leaf profile finish --squash --keep-branch >/dev/null
	[ "$(git rev-list --count HEAD)" = 2 ]
	[ "$(git log -1 --format=%B | tr -d '\n')" = onetwo ]
	! git grep -q LEAF_FN HEAD
	[ -n "$(git branch --list 'leaf-profile/*')" ]
}

@test "onto_a_new_branch" {
	leaf profile setup --no-run >/dev/null
	edit 1; git commit -qam one
	leaf profile finish --onto topic/x >/dev/null
	[ "$(git symbolic-ref HEAD)" = refs/heads/topic/x ]
	[ "$(git rev-list --count main)" = 1 ]
	[ "$(git rev-list --count topic/x)" = 2 ]
}

@test "a_branch_that_has_moved_on_gets_the_commits_by_rebase" {
	git branch other
	leaf profile setup --no-run >/dev/null
	edit 1; git commit -qam one
	temporary=$(git symbolic-ref --short HEAD)
	git stash list | { ! grep -q .; }
	tree=$(git mktree </dev/null)
	git update-ref refs/heads/main "$(git commit-tree -p main -m upstream "main^{tree}")"
	run leaf profile finish
	[ "$status" -eq 0 ]
	[ "$(git log --format=%s main | tr '\n' ' ')" = "one upstream first " ]
	[ "$(git symbolic-ref HEAD)" = refs/heads/main ]
	[ -z "$(git branch --list 'main-leaf-*' 'leaf-profile/*')" ]
}

@test "conflicts_with_it_are_settled_and_gone_on_with" {
	git checkout -q -b work
	leaf profile setup --no-run >/dev/null
	edit 1; git commit -qam one
	blob=$(sed 's/return a + 1;/return 7;/; /leaf:auto/d; /LEAF_FN_AUTO/d' src/a.c | git hash-object -w --stdin)
	GIT_INDEX_FILE=x git read-tree work
	GIT_INDEX_FILE=x git update-index --cacheinfo 100644,"$blob",src/a.c
	git update-ref refs/heads/work "$(git commit-tree -p work -m upstream "$(GIT_INDEX_FILE=x git write-tree)")"
	rm -f x
	run leaf profile finish
	[ "$status" -eq 3 ]
	[[ "$output" == *"leaf profile finish --continue"* ]]
	git status | grep -q 'both modified'
	run leaf profile setup
	[ "$status" -eq 4 ]
	git checkout -q --theirs src/a.c
	git add src/a.c
	run leaf profile finish --continue
	[ "$status" -eq 0 ]
	[ "$(git symbolic-ref HEAD)" = refs/heads/work ]
	[ "$(git log --format=%s | tr '\n' ' ')" = "one upstream first " ]
	[ ! -e .git/leaf ]
}

@test "conflicts_can_be_given_up" {
	leaf profile setup --no-run >/dev/null
	edit 1; git commit -qam one
	blob=$(sed 's/return a + 1;/return 7;/; /leaf:auto/d; /LEAF_FN_AUTO/d' src/a.c | git hash-object -w --stdin)
	GIT_INDEX_FILE=x git read-tree main
	GIT_INDEX_FILE=x git update-index --cacheinfo 100644,"$blob",src/a.c
	git update-ref refs/heads/main "$(git commit-tree -p main -m upstream "$(GIT_INDEX_FILE=x git write-tree)")"
	rm -f x
	run leaf profile finish
	[ "$status" -eq 3 ]
	run leaf profile finish --abort
	[ "$status" -eq 0 ]
	[[ "$(git symbolic-ref HEAD)" == refs/heads/main-leaf-* ]]
	[ "$(git log --format=%s | tr '\n' ' ')" = "one first " ]
	run leaf profile finish --abort
	[ "$status" -eq 4 ]
}

@test "stashes_made_meanwhile_are_not_left_behind" {
	leaf profile setup --no-run >/dev/null
	edit 1
	git stash -q
	run leaf profile finish
	[ "$status" -eq 4 ]
	[[ "$output" == *"stash@{0} was made since set-up"* ]]
	git stash pop -q
	leaf profile finish
	grep -q 'return a + 1' src/a.c
}

@test "another_branch_has_to_be_left_first" {
	git branch other
	leaf profile setup --no-run >/dev/null
	temporary=$(git symbolic-ref --short HEAD)
	git checkout -q other
	run leaf profile finish
	[ "$status" -eq 4 ]
	[[ "$output" == *"git switch '$temporary'"* ]]
	leaf profile status | grep -q 'HEAD is elsewhere'
	git checkout -q "$temporary"
	leaf profile finish
}

@test "the_backup_is_restored_by_plain_git" {
	edit 1
	git add src
	edit 2
	echo mine >notes
	git diff >../before; git diff --cached >>../before
	leaf profile setup --no-run >/dev/null
	leaf profile abort >/dev/null
	ref=$(git for-each-ref --format='%(refname)' refs/leaf/backup)
	git reset -q --hard
	rm notes
	git stash apply -q --index "$ref"
	git diff >../after; git diff --cached >>../after
	cmp ../before ../after
	[ "$(cat notes)" = mine ]
}

@test "each_answer_is_json_where_that_is_asked_for" {
	leaf profile setup --no-run --json | perl -MJSON::PP -ne 'decode_json($_); $n++; END { exit($n > 5 ? 0 : 1) }'
	leaf profile status --json | perl -MJSON::PP -ne 'exit(decode_json($_)->{phase} eq "open" ? 0 : 1)'
	leaf profile finish --json | perl -MJSON::PP -ne 'decode_json($_)'
}

@test "a_dry_run_changes_nothing" {
	edit 1
	git status --porcelain >../before
	find .git -type f | sort >../files
	run leaf profile setup --dry-run
	[ "$status" -eq 0 ]
	[[ "$output" == *"would commit the insertions alone"* ]]
	git status --porcelain | cmp - ../before
	find .git -type f | sort | cmp - ../files
}

@test "two_work_trees_are_set_up_at_once" {
	git worktree add -q ../second -b second
	leaf profile setup --no-run >/dev/null
	(cd ../second && leaf profile setup --no-run >/dev/null)
	leaf profile finish >/dev/null
	(cd ../second && grep -q LEAF_FN_AUTO src/a.c && leaf profile finish >/dev/null && git diff --exit-code)
	git diff --exit-code
}

@test "the_door_of_the_documents_is_the_same_command" {
	run "$LEAF_SOURCE_DIR/scripts/profiler/profile-setup" --dry-run
	[ "$status" -eq 0 ]
	[[ "$output" == *"would"* ]]
}

@test "interrupting_it_undoes_all" {
	edit 1
	cp src/a.c ../a
	LEAF_PROFILE_POINT=int@file:0 run leaf profile setup --no-run
	[ "$status" -eq 130 ]
	cmp src/a.c ../a
	[ -z "$(git for-each-ref refs/leaf refs/heads/leaf-profile)" ]
	for signal in INT TERM HUP; do
		timeout --foreground -s $signal 0.05 leaf profile setup --no-run >/dev/null 2>&1 || true
		leaf profile abort --force >/dev/null 2>&1 || true
		cmp src/a.c ../a
		[ "$(git symbolic-ref HEAD)" = refs/heads/main ]
		[ ! -e .git/index.lock ]
	done
}
