# states.sh - the states of a work tree in which somebody may set up: one function each, state_NAME.
#
# Each is called in a fresh repository with one commit (see `begin`) and leaves it in its state. A first line
# `# in: DIR` says where the commands are run, if not at the top. States whose name ends in _refused are
# refused, untouched.

say() { printf '%b' "$2" >"$1"; }

# A C file with some functions; $2 is put into the middle of each.
cfile() {
	say "$1" "#include <stdio.h>\n\nint ${3:-one}(int a, char *b)\n{\n\tint c = a;\n\t${2:-}\n\treturn c + (b != 0);\n}\n\n/* between */\nstatic int ${3:-one}_two(void) { return 2; }\n\nvoid ${3:-one}_three(long x)\n{\n\tprintf(\"%ld\", x + ${3:-one}_two());\n}\n"
}

begin() {
	git init -q -b main . "$@"
	git config user.name Ann
	git config user.email ann@example.org
	git config core.autocrlf false
	mkdir -p src lib/deep doc
	cfile src/a.c 'c++;' a
	cfile src/b.c 'c--;' b
	cfile lib/deep/d.c 'c *= 2;' d
	say src/c.h '#ifndef C_H\n#define C_H\nint a(int a, char *b);\n#define DOUBLE(x) (2 * (x))\n#endif\n'
	say doc/guide.txt 'one\ntwo\nthree\n'
	say data.txt 'one\ntwo\nthree\n'
	say Makefile 'all:\n\ttrue\n'
	say .gitignore '*.o\nout/\n'
	git add -A
	git commit -qm 'first'
	cfile src/a.c 'c += 3;' a
	git commit -qam 'second'
}

edit() { sed -i "s/return c/c -= 4;\n\treturn c/" "$1"; }
edit_head() { sed -i "s/int c = a;/long more = 1;\n\tint c = a + (int)more;/" "$1"; }
append() { printf "\nint more_$2(int q)\n{\n\treturn q;\n}\n" >>"$1"; }

state_clean() { :; }
state_staged() { edit src/a.c; git add src/a.c; }
state_staged_new() { cfile src/new.c 'c = 0;' new; git add src/new.c; }
state_unstaged() { edit src/a.c; }
state_both_in_one_file() { edit src/a.c; git add src/a.c; edit_head src/a.c; }
state_staged_then_edited_back() { cp src/a.c x; edit src/a.c; git add src/a.c; cat x >src/a.c; rm x; }
state_staged_and_other_unstaged() { edit src/a.c; git add src/a.c; edit_head src/b.c; say data.txt 'other\n'; }
state_first_statement() { edit_head src/a.c; }
state_signature() { sed -i 's/int a(int a/int a(unsigned extra, int a/' src/a.c; }
state_untracked() { cfile src/u.c '' u; say notes.txt 'mine\n'; mkdir newdir; cfile newdir/n.c '' n; }
state_ignored() { say src/a.o 'object'; mkdir out; cfile out/gen.c '' gen; cp out/gen.c x.o; }
state_deleted_staged() { git rm -q src/b.c; }
state_deleted_unstaged() { rm src/b.c; }
state_deleted_folder() { rm -r lib; }
state_renamed() { git mv src/b.c src/bb.c; }
state_renamed_and_edited() { git mv src/b.c src/bb.c; edit src/bb.c; }
state_renamed_unstaged() { mv src/b.c src/bb.c; }
state_mode_staged() { chmod +x src/a.c; git add src/a.c; }
state_mode_unstaged() { chmod +x src/a.c; }
state_mode_0600() { chmod 0600 src/a.c; chmod 0640 data.txt; }
state_read_only() { chmod 0444 src/a.c; edit_all=1; }
state_intent_to_add() { cfile src/i.c '' i; git add -N src/i.c; }
state_intent_to_add_text() { say i.txt 'x\n'; git add -N i.txt; edit src/a.c; }
state_rm_cached() { git rm -q --cached src/b.c; }
state_rm_cached_and_edited() { git rm -q --cached src/b.c; edit src/b.c; }
state_new_staged_then_deleted() { cfile src/new.c '' new; git add src/new.c; rm src/new.c; }
state_file_to_folder() { rm src/b.c; mkdir src/b.c; cfile src/b.c/in.c '' in; }
state_folder_to_file() { rm -r lib; say lib 'a file now\n'; }
state_file_to_link() { rm src/b.c; ln -s a.c src/b.c; }
state_file_to_link_staged() { rm src/b.c; ln -s a.c src/b.c; git add src/b.c; }
state_link() { ln -s a.c src/l.c; ln -s ../nowhere src/dangling.c; git add src; git commit -qm links; }
state_link_to_folder() { mv src /tmp/leaf.$$; mv /tmp/leaf.$$ real; ln -s real src; }
state_hard_link() { ln src/b.c src/same.c; edit src/a.c; }
state_assume_unchanged() { git update-index --assume-unchanged src/a.c; edit src/a.c; }
state_assume_unchanged_text() { git update-index --assume-unchanged data.txt; say data.txt 'secret\n'; }
state_skip_worktree() { git update-index --skip-worktree src/a.c; edit src/a.c; }
state_skip_worktree_absent() { git update-index --skip-worktree src/a.c; rm src/a.c; }
state_empty_folder() { mkdir empty; mkdir src/empty; edit src/a.c; }
state_autocrlf() { git config core.autocrlf true; cfile src/w.c '' w; sed -i 's/$/\r/' src/w.c src/b.c; git add src/b.c 2>/dev/null; }
state_autocrlf_input() { git config core.autocrlf input; cfile src/w.c '' w; sed -i 's/$/\r/' src/w.c src/b.c; }
state_crlf_in_blob() { sed -i 's/$/\r/' src/b.c; git commit -qam crlf; printf 'int last(void)\r\n{\r\n\treturn 1;\r\n}\r\n' >>src/b.c; }
state_eol_attribute() { say .gitattributes '*.c text eol=crlf\n'; git add .gitattributes; git commit -qm attr; rm src/*.c; git checkout -q -- src; edit src/a.c; }
state_filter() {
	git config filter.up.clean 'tr a-z A-Z'; git config filter.up.smudge 'tr A-Z a-z'; git config filter.up.required true
	say .gitattributes 'src/b.c filter=up\n'; git add .gitattributes; edit src/a.c; append src/b.c f
}
state_filter_lossy() {
	git config filter.lossy.clean 'grep -v SECRET'; git config filter.lossy.smudge cat
	say .gitattributes '*.txt filter=lossy\n'; git add .gitattributes; git commit -qm attr
	say data.txt 'one\nSECRET\ntwo\n'; edit src/a.c
}
state_lfs_pointer() {
	git config filter.lfs.clean 'false'; git config filter.lfs.smudge 'false'; git config filter.lfs.required true
	say big.c 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n'
	git add big.c; git commit -qm pointer
	say .gitattributes 'big.c filter=lfs diff=lfs merge=lfs -text\n'; git add .gitattributes; git commit -qm attr; edit src/a.c
}
state_ident() { say .gitattributes 'src/b.c ident\n'; sed -i '1i /* $Id$ */' src/b.c; git add -A; git commit -qm ident; rm src/b.c; git checkout -q -- src/b.c; edit src/a.c; }
state_utf16() { say .gitattributes 'src/x.c working-tree-encoding=UTF-16\n'; cfile y '' y; iconv -t UTF-16 y >src/x.c; rm y; git add -A; git commit -qm utf16; edit src/a.c; }
state_submodule() {
	git init -q -b main ../sub; (cd ../sub; git config user.name x; git config user.email x@x; cfile s.c '' s; git add .; git commit -qm sub)
	git -c protocol.file.allow=always submodule --quiet add ../sub mod; git commit -qm submodule; edit src/a.c; edit mod/s.c
}
state_nested_repository() { git init -q -b main nested; (cd nested; git config user.name x; git config user.email x@x; cfile s.c '' s; git add .; git commit -qm n); edit src/a.c; }
# in: src
state_subfolder() { edit src/a.c; cfile src/u.c '' u; cfile u2.c '' u2; }
# in: ../linked
state_linked_worktree() { git worktree add -q ../linked -b side; cd ../linked; edit src/a.c; git add src/a.c; edit_head src/b.c; cfile src/u.c '' u; }
# in: ../linked
state_linked_worktree_main_dirty() { edit src/b.c; git worktree add -q ../linked -b side; cd ../linked; edit src/a.c; }
state_detached() { git checkout -q --detach; edit src/a.c; cfile src/u.c '' u; }
state_detached_old() { git checkout -q HEAD~1; edit src/a.c; git add src/a.c; }
state_branch_with_slashes() { git checkout -q -b 'feature/x.y/z'; edit src/a.c; }
state_odd_names() {
	mkdir 'a b'; cfile 'a b/c d.c' '' x; cfile "$(printf 'new\nline.c')" '' y; cfile "$(printf 'latin\351.c')" '' z; cfile '*.c' '' s; cfile '-dash.c' '' m; cfile ':(top)x.c' '' t
	git add -A; git commit -qm odd; edit 'a b/c d.c'; edit "$(printf 'new\nline.c')"; git add -- "$(printf 'new\nline.c')"; edit "$(printf 'latin\351.c')"; cfile "$(printf 'un\ttracked".c')" '' u; edit "./*.c"; edit ./-dash.c
}
state_long_name() { n=$(printf 'n%.0s' $(seq 250)); cfile "$n.c" '' n; git add -A; git commit -qm long; edit "$n.c"; }
state_no_identity() { git config --unset user.name; git config --unset user.email; git config user.useConfigOnly true; edit src/a.c; }
state_sparse() { git sparse-checkout init --no-cone; git sparse-checkout set '/src/' '/data.txt'; edit src/a.c; }
state_sparse_cone() { git sparse-checkout set --cone src; edit src/a.c; git add src/a.c; }
state_sparse_index() { git sparse-checkout set --cone --sparse-index src; edit src/a.c; }
state_split_index() { git update-index --split-index; edit src/a.c; git add src/a.c; edit_head src/b.c; }
state_index_v4() { git update-index --index-version 4; edit src/a.c; git add src/a.c; }
state_fsmonitor() { git config core.fsmonitor true; git update-index --fsmonitor 2>/dev/null; edit src/a.c; git fsmonitor--daemon stop 2>/dev/null; }
state_untracked_cache() { git update-index --untracked-cache 2>/dev/null; cfile src/u.c '' u; git status >/dev/null; }
state_hooks_fail() { for h in pre-commit commit-msg prepare-commit-msg post-checkout post-index-change reference-transaction post-commit; do printf '#!/bin/sh\nexit 1\n' >.git/hooks/$h; chmod +x .git/hooks/$h; done; edit src/a.c; }
state_gpgsign() { git config commit.gpgSign true; git config gpg.program false; edit src/a.c; }
state_stashes() { edit src/a.c; git stash -q; edit src/b.c; git stash -q; edit src/a.c; }
state_reflog_off() { git config core.logAllRefUpdates false; edit src/a.c; }
state_packed_refs() { git branch other; git pack-refs --all; git gc -q; edit src/a.c; }
state_tags_and_remotes() { git tag -a v1 -m v1; git remote add origin https://example.org/x; git config branch.main.remote origin; git config branch.main.merge refs/heads/main; edit src/a.c; }
state_upstream_config() { git config core.quotePath true; git config status.showUntrackedFiles no; git config diff.noprefix true; git config core.commentChar ';'; cfile src/u.c '' u; edit src/a.c; }
state_case_crash() { cfile src/A.c '' A; git add -A; git commit -qm case; edit src/A.c; edit src/a.c; }
state_empty_file() { : >src/e.c; git add -A; git commit -qm e; : >src/f.c; edit src/a.c; }
state_no_newline_at_end() { printf 'int nl(void)\n{\n\treturn 1;\n}' >src/nl.c; git add -A; git commit -qm nl; printf 'int nl(void)\n{\n\treturn 12;\n}' >src/nl.c; }
state_bom() { printf '\357\273\277int bom(void)\n{\n\treturn 1;\n}\n' >src/bom.c; git add -A; git commit -qm bom; edit src/a.c; }
state_text_like_lines() { say doc/marks.txt 'see LEAF_FN_AUTO(TRACE, "src::a", a); and /* leaf:auto */\n'; git add -A; git commit -qm marks; say doc/other.txt '\tLEAF_FN_AUTO(TRACE, "x");\n'; say doc/marks.txt 'edited\nsee LEAF_FN_AUTO(TRACE, "src::a", a);\n'; edit src/a.c; }
state_no_functions_in_index() { git rm -q --cached -r src lib; }
state_object_format() { :; } # sha256; see begin_object_format
begin_object_format() { begin --object-format=sha256; edit src/a.c; git add src/a.c; edit_head src/a.c; cfile src/u.c '' u; }
state_core_worktree() { mv -- * .gitignore ../; git config core.worktree ../..; edit ../src/a.c; }
state_sharedrepository() { git config core.sharedRepository group; edit src/a.c; }
# in: mod
state_submodule_itself() { state_submodule; cd mod; git config user.name x; git config user.email x@x; cfile t.c '' t; }

state_merge_refused() { git checkout -q -b o HEAD~1; edit_head src/b.c; git commit -qam o; git checkout -q main; git merge -q --no-commit --no-ff o >/dev/null; }
state_conflict_refused() { git checkout -q -b o HEAD~1; cfile src/a.c 'c /= 5;' a; git commit -qam o; git checkout -q main; git merge -q o >/dev/null || true; }
state_cherry_pick_refused() { git checkout -q -b o HEAD~1; cfile src/a.c 'c /= 5;' a; git commit -qam o; git checkout -q main; git cherry-pick o >/dev/null 2>&1 || true; }
state_revert_refused() { git revert --no-commit HEAD; }
state_rebase_refused() { git checkout -q -b o HEAD~1; cfile src/a.c 'c /= 5;' a; git commit -qam o; git rebase -q main >/dev/null 2>&1 || true; }
state_bisect_refused() { git bisect start -q; git bisect bad; }
state_index_lock_refused() { : >.git/index.lock; }
state_inserted_before_refused() { leaf instrument fix >/dev/null; }
state_unborn_refused() { git checkout -q --orphan new; }
