#!/bin/bash
# profile_activity.sh - whatever one does while the lines are in, the work comes home and they do not.
set -eu
case ${LEAF_SANITIZE:-$(basename "$LEAF_CC")} in
gcc* | cc*) exec "$LEAF_SOURCE_DIR/tests/git/activity" ;;
esac
exec "$LEAF_SOURCE_DIR/tests/git/activity" act_commit_and_more act_function_copied act_amend act_branch_and_merge
