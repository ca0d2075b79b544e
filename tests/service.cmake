# tests/system/test_NAME.py: the real pufad, a bus of its own, slaves that are not ours.  One that WAITS
# most of its time may have others beside it.
find_program(PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH)
function(system_test name)
	cmake_parse_arguments(T "WAITS" "TIMEOUT" "" ${ARGN})
	set(serial ON)
	if(T_WAITS)
		set(serial OFF)
	endif()
	add_test(NAME system-${name}
		COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/system/test_${name}.py)
	set_tests_properties(system-${name} PROPERTIES TIMEOUT ${T_TIMEOUT} RUN_SERIAL ${serial}
		LABELS service ENVIRONMENT
		"PUFAD=$<TARGET_FILE:pufad>;PUFA_SOURCE=${PROJECT_SOURCE_DIR};PUFA_PRELOADS=${CMAKE_BINARY_DIR}/tests;PYTHONDONTWRITEBYTECODE=1")
endfunction()

# What breaks the machine under a service: system/preload-NAME.c, for LD_PRELOAD.
foreach(name hang memory threads)
	add_library(preload-${name} MODULE ${CMAKE_CURRENT_SOURCE_DIR}/system/preload-${name}.c)
	set_target_properties(preload-${name} PROPERTIES PREFIX ""
		LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
	target_link_libraries(preload-${name} PRIVATE house ${CMAKE_DL_LIBS})
endforeach()

unit_test(board USES service)
unit_test(board-foreign USES service)
unit_test(board-given USES service)
unit_test(board-life USES service)
unit_test(board-meanwhile USES service)
unit_test(board-tend USES service)
unit_test(flash USES service)
fuzz_target(flash USES service)
unit_test(clock USES service)
unit_test(explain USES config schedule)
unit_test(incident USES service ARGS ${PROJECT_SOURCE_DIR}/systemd/pufa.catalog)
unit_test(incident-file USES service)
unit_test(keeper USES service)
unit_test(log USES service)
unit_test(orders USES service)
fuzz_target(orders USES service)
unit_test(playlog USES service)
unit_test(same USES service)
unit_test(sets USES service)
unit_test(worker USES service)
set_tests_properties(board board-foreign board-given board-life board-meanwhile board-tend clock explain flash incident
	incident-file keeper log playlog same sets worker
	incident-file keeper log orders playlog same worker
	PROPERTIES LABELS service)

system_test(bus_xml TIMEOUT 60)
add_test(NAME chaos COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/chaos/chaos.py 300 --heal 40)
add_test(NAME chaos-judge COMMAND ${PYTHON3} ${CMAKE_CURRENT_SOURCE_DIR}/chaos/test_judge.py)
set_tests_properties(chaos chaos-judge PROPERTIES TIMEOUT 240 RUN_SERIAL ON LABELS service ENVIRONMENT
	"PUFAD=$<TARGET_FILE:pufad>;PUFA_SOURCE=${PROJECT_SOURCE_DIR};PYTHONDONTWRITEBYTECODE=1")
system_test(shortage WAITS TIMEOUT 300)
system_test(show TIMEOUT 120)
system_test(soak TIMEOUT 240)
system_test(service TIMEOUT 240)
system_test(reload TIMEOUT 180)
system_test(rollback TIMEOUT 120)
system_test(files TIMEOUT 120)
system_test(heal WAITS TIMEOUT 300)
system_test(lines_break WAITS TIMEOUT 400)
system_test(calendar TIMEOUT 60)
system_test(incident_kinds WAITS TIMEOUT 300)
system_test(incidents WAITS TIMEOUT 600)
system_test(log_bus TIMEOUT 300)
system_test(playlog WAITS TIMEOUT 400)
system_test(report TIMEOUT 120)
system_test(hostile TIMEOUT 240)
system_test(kill TIMEOUT 240)
system_test(memory TIMEOUT 240)
system_test(probe TIMEOUT 120)
system_test(boards TIMEOUT 400)
system_test(orders WAITS TIMEOUT 300)
set_property(TEST system-orders APPEND PROPERTY
	ENVIRONMENT PUFA_PRELOAD_CLOCK=$<TARGET_FILE:preload-clock>)
system_test(tend TIMEOUT 120)
system_test(watched WAITS TIMEOUT 120)

# A wall clock that a test sets, before the C library's.
add_library(preload-clock MODULE ${CMAKE_CURRENT_SOURCE_DIR}/system/preload-clock.c)
set_target_properties(preload-clock PROPERTIES
	LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests PREFIX "")
target_link_libraries(preload-clock PRIVATE house Threads::Threads)
system_test(time WAITS TIMEOUT 400)
set_property(TEST system-time APPEND PROPERTY
	ENVIRONMENT PUFA_PRELOAD_CLOCK=$<TARGET_FILE:preload-clock>)
system_test(valgrind TIMEOUT 240)
set_tests_properties(system-valgrind PROPERTIES SKIP_RETURN_CODE 77)
