unit_test(record USES playlog)
set_tests_properties(record PROPERTIES LABELS playlog)
