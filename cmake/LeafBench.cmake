# LeafBench.cmake - the driver of the benchmarks; it compiles what it measures by itself.
leaf_sources(bench_sources bench/bench_*.c)
if(bench_sources)
	add_executable(bench_driver ${bench_sources})
	target_link_libraries(bench_driver PRIVATE leaf_flags m)
	set_target_properties(bench_driver PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endif()
