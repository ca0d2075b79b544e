unit_test(playlog-reader USES playlog)
unit_test(playlog-record USES playlog)
set_tests_properties(playlog-reader playlog-record PROPERTIES LABELS playlog)
