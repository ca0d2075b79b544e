# What Debian has otherwise than an install tree: pages of the manual and the changelog are
# compressed, without a name or a time inside, and the licence is `copyright`.
file(GLOB root LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/usr)
set(doc ${root}/share/doc/pufa)

file(REMOVE ${doc}/LICENSE)
configure_file(${CMAKE_CURRENT_LIST_DIR}/copyright ${doc}/copyright COPYONLY
	FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
set(VERSION ${CPACK_PACKAGE_VERSION})
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in ${doc}/changelog @ONLY
	FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)

file(GLOB pages ${root}/share/man/man*/*.[1-8])
execute_process(COMMAND gzip -9nf ${pages} ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
