# page.cmake - cmake -DSOURCE=… -P: the page's parts and npm's files as one C file.
#
# SOURCE  flame/page: page.html, page.css, page.js, package.json, package-lock.json
# WORK    a folder of the build; WORK/stacks_page_bytes.c and WORK/licences.txt are made in it
# NPM     the command, or empty
# KEEP    a folder for what npm fetches
# READY   node_modules that came with the source; used instead of npm when it is there

cmake_minimum_required(VERSION 3.20)

# In the order in which each finds what it needs.
set(modules internmap d3-array d3-color d3-dispatch d3-ease d3-format d3-hierarchy d3-interpolate
	d3-time d3-time-format d3-timer d3-scale d3-selection d3-transition d3-flame-graph)

function(write_bytes list)
	set(text "/* stacks_page_bytes.c - made by cmake/page.cmake. */\n#include <stddef.h>\n\n#include \"flame/stacks_page_bytes.h\"\n\n")
	foreach(part IN LISTS list)
		file(READ ${WORK}/${part}.part hex HEX)
		string(LENGTH "${hex}" length)
		math(EXPR length "${length} / 2")
		string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
		string(REGEX REPLACE "(................................................................................)" "\\1\n" hex "${hex}")
		string(APPEND text "const size_t stacks_page_${part}_len = ${length};\n"
			"const unsigned char stacks_page_${part}[] = {\n${hex}0\n};\n")
	endforeach()
	file(WRITE ${WORK}/stacks_page_bytes.c "${text}")
endfunction()

# A page cannot be made: the command says why.
function(give_up why)
	message(STATUS "no pages: ${why}; 'leaf flame' does without, see docs/design/flame-show.md")
	file(WRITE ${WORK}/missing "${why}\n")
	file(WRITE ${WORK}/head.part "")
	file(WRITE ${WORK}/tail.part "${why}")
	file(WRITE ${WORK}/licences.txt "")
	write_bytes("head;tail")
endfunction()

# What npm fetches is kept beside the builds, for all of them; where that cannot be written, in this one.
function(fetch out)
	file(SHA256 ${SOURCE}/package-lock.json wanted)
	foreach(folder ${KEEP} ${WORK})
		# By commands: where a source tree cannot be written, file() would end the build.
		execute_process(COMMAND ${CMAKE_COMMAND} -E make_directory ${folder} OUTPUT_QUIET ERROR_QUIET)
		execute_process(COMMAND ${CMAKE_COMMAND} -E touch ${folder}/cmake.lock RESULT_VARIABLE failed
			OUTPUT_QUIET ERROR_QUIET)
		if(NOT failed STREQUAL "0")
			continue()
		endif()
		file(LOCK ${folder} DIRECTORY GUARD FUNCTION TIMEOUT 100 RESULT_VARIABLE locked)
		if(NOT locked STREQUAL "0")
			continue()
		endif()
		set(${out} ${folder}/node_modules PARENT_SCOPE)
		set(have "")
		if(EXISTS ${folder}/fetched)
			file(READ ${folder}/fetched have)
		endif()
		if(have STREQUAL wanted)
			return()
		endif()
		file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${folder})
		execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline
			--fetch-retries=1 --fetch-timeout=15000 WORKING_DIRECTORY ${folder} TIMEOUT 80
			RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
		if(failed STREQUAL "0")
			file(WRITE ${folder}/fetched ${wanted})
		else()
			message(STATUS "npm ci: ${failed} ${said}")
			set(${out} "" PARENT_SCOPE)
		endif()
		return()
	endforeach()
	set(${out} "" PARENT_SCOPE)
endfunction()

file(MAKE_DIRECTORY ${WORK})
file(REMOVE ${WORK}/missing)
if(EXISTS ${READY}/d3-flame-graph)
	set(found ${READY})
elseif(NPM)
	fetch(found)
	if(NOT found)
		give_up("npm could not fetch d3-flame-graph when this command was built")
		return()
	endif()
else()
	give_up("there was no npm when this command was built")
	return()
endif()

# Texts are joined as files: the semicolons of scripts would be list separators to CMake.
set(library "")
set(licences "")
foreach(module IN LISTS modules)
	file(READ ${found}/${module}/LICENSE licence)
	file(READ ${found}/${module}/package.json about)
	string(JSON version GET "${about}" version)
	string(JSON name GET "${about}" license)
	string(APPEND licences "${module} ${version}, ${name}\n\n${licence}\n\n")
	if(module STREQUAL "d3-flame-graph")
		file(READ ${found}/${module}/dist/d3-flamegraph.umd.min.js script)
	elseif(module STREQUAL "internmap")
		set(script "") # it stands in d3-array's file
	else()
		file(READ ${found}/${module}/dist/${module}.min.js script)
	endif()
	string(APPEND library "${script}\n")
endforeach()
file(WRITE ${WORK}/licences.txt "${licences}")
string(REPLACE "&" "&amp;" licences "${licences}")
string(REPLACE "<" "&lt;" licences "${licences}")
if(library MATCHES "</script")
	message(FATAL_ERROR "a library would end the page's script")
endif()

file(READ ${SOURCE}/page.html page)
file(READ ${SOURCE}/page.css css)
file(READ ${SOURCE}/page.js js)
string(FIND "${page}" "@data@" at)
string(SUBSTRING "${page}" 0 ${at} head)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 tail)
string(REPLACE "@page.css@" "${css}" head "${head}")
string(REPLACE "@licences@" "${licences}" head "${head}")
string(REPLACE "@page.js@" "${js}" tail "${tail}")
string(REPLACE "@library@" "${library}" tail "${tail}")
file(WRITE ${WORK}/head.part "${head}")
file(WRITE ${WORK}/tail.part "${tail}")
write_bytes("head;tail")
