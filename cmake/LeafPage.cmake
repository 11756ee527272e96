# LeafPage.cmake - the page of `leaf flame`, with the scripts from npm, as a C file: variable leaf_page_source.
find_program(LEAF_NPM npm)
option(LEAF_PAGE "fetch what the flame graph page is drawn by from npm" ON)
set(leaf_page ${CMAKE_BINARY_DIR}/page)
set(leaf_page_source ${leaf_page}/stacks_page_bytes.c)
set(leaf_page_npm "")
if(LEAF_NPM AND LEAF_PAGE)
	set(leaf_page_npm ${LEAF_NPM})
endif()
# What npm could not fetch is tried again at a configuration of the next day, not each time: a network that
# swallows everything takes half a minute to give up.
if(EXISTS ${leaf_page}/missing)
	file(TIMESTAMP ${leaf_page}/missing leaf_page_tried "%s" UTC)
	string(TIMESTAMP leaf_page_now "%s" UTC)
	math(EXPR leaf_page_age "${leaf_page_now} - ${leaf_page_tried}")
	if(leaf_page_age GREATER 86400)
		file(REMOVE ${leaf_page_source})
	endif()
endif()
set(leaf_page_parts page.html page.css page.js package.json package-lock.json)
list(TRANSFORM leaf_page_parts PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/flame/page/)
add_custom_command(OUTPUT ${leaf_page_source} VERBATIM
	DEPENDS ${leaf_page_parts} ${CMAKE_CURRENT_SOURCE_DIR}/cmake/page.cmake
	COMMENT "Making the flame graph page"
	COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/flame/page -DWORK=${leaf_page}
		-DNPM=${leaf_page_npm} -DKEEP=${CMAKE_CURRENT_SOURCE_DIR}/build/page -DREADY=${CMAKE_CURRENT_SOURCE_DIR}/third_party/page
		-P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/page.cmake)
install(FILES ${leaf_page}/licences.txt DESTINATION ${CMAKE_INSTALL_DOCDIR}
	RENAME flame-graph-page-licences.txt OPTIONAL)
