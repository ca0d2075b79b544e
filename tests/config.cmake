unit_test(reader USES config)
unit_test(walker USES config)
unit_test(hours USES config)
unit_test(lawtext USES config)
unit_test(config USES config drivers
	ARGS ${CMAKE_CURRENT_SOURCE_DIR}/config ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(load TIMEOUT 300 USES config drivers
	ARGS 1 ${CMAKE_CURRENT_SOURCE_DIR}/config/good ${PROJECT_SOURCE_DIR}/drivers/profiles)
unit_test(malformed TIMEOUT 600 USES config drivers
	ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles ${PROJECT_SOURCE_DIR}/playlists
		${CMAKE_CURRENT_SOURCE_DIR}/malformed)
unit_test(calendar USES config ARGS ${CMAKE_CURRENT_SOURCE_DIR}/calendar/notices.tsv
	${PROJECT_SOURCE_DIR}/playlists)
fuzz_target(config USES config)
fuzz_target(hours USES config)
fuzz_target(kept USES config)
fuzz_target(lawtext USES config)
fuzz_target(notice USES config)
fuzz_target(profile USES config drivers)
fuzz_target(site USES config drivers)

add_executable(bench-programme bench/bench-programme.c)
set_target_properties(bench-programme PROPERTIES
	RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_include_directories(bench-programme PRIVATE ${PROJECT_SOURCE_DIR}/include
	${PROJECT_SOURCE_DIR}/daemon ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(bench-programme PRIVATE house config drivers)
