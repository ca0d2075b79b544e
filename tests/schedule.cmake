unit_test(compare USES schedule)
unit_test(coverage USES schedule)
unit_test(rotation USES schedule)
unit_test(schedule USES schedule)
unit_test(sun USES schedule)
unit_test(level USES schedule)
unit_test(sun-limits USES schedule)
add_test(NAME schedule-is-pure
	COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/purity.sh $<TARGET_FILE:schedule>)
add_test(NAME floors COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/floors.sh ${PROJECT_SOURCE_DIR})
add_test(NAME sizes COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/sizes.sh ${PROJECT_SOURCE_DIR})

add_executable(bench-schedule bench/bench-schedule.c)
set_target_properties(bench-schedule PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
target_include_directories(bench-schedule PRIVATE ${PROJECT_SOURCE_DIR}/include
	${PROJECT_SOURCE_DIR}/daemon ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(bench-schedule PRIVATE house schedule)

unit_test(days USES config drivers schedule ARGS ${PROJECT_SOURCE_DIR}/drivers/profiles
	${CMAKE_CURRENT_SOURCE_DIR}/days/berlin.day
	${CMAKE_CURRENT_SOURCE_DIR}/days/lordhowe.day
	${CMAKE_CURRENT_SOURCE_DIR}/days/newyork.day
	${CMAKE_CURRENT_SOURCE_DIR}/days/sun.day
	${CMAKE_CURRENT_SOURCE_DIR}/days/town.day)
