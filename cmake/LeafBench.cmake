# LeafBench.cmake - bench/X.c, each a program linked with the static library.
leaf_sources(bench_sources bench/*.c)
foreach(source IN LISTS bench_sources)
	get_filename_component(name ${source} NAME_WE)
	add_executable(${name} ${source})
	target_link_libraries(${name} PRIVATE leaf_flags leaf_static)
	set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -Wno-missing-prototypes)
	set_target_properties(${name} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endforeach()
