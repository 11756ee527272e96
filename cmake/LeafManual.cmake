# LeafManual.cmake - manual pages and completion scripts, which the command makes from its own tables.
set(LEAF_MANUAL ${CMAKE_BINARY_DIR}/manual)
set(leaf_say $<TARGET_FILE:leaf>)
add_custom_command(OUTPUT ${LEAF_MANUAL}/made DEPENDS leaf VERBATIM
	COMMENT "Writing the manual pages and the completion scripts"
	COMMAND ${CMAKE_COMMAND} -E rm -rf ${LEAF_MANUAL}
	COMMAND ${CMAKE_COMMAND} -E make_directory ${LEAF_MANUAL}
	COMMAND ${leaf_say} help --all --format=man --output=${LEAF_MANUAL}
	COMMAND ${leaf_say} completion bash > ${LEAF_MANUAL}/completion.bash
	COMMAND ${leaf_say} completion zsh > ${LEAF_MANUAL}/completion.zsh
	COMMAND ${leaf_say} completion fish > ${LEAF_MANUAL}/completion.fish
	COMMAND ${CMAKE_COMMAND} -E touch ${LEAF_MANUAL}/made)
add_custom_target(leaf_manual ALL DEPENDS ${LEAF_MANUAL}/made)
