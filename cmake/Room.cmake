# SPDX-License-Identifier: GPL-3.0-or-later
# tidegate_room(core/sale LINKS tidegate::store … LIBRARIES Qt6::Sql … SOURCES a.cpp …)
#
# One static library per room, called tidegate::sale. Headers are included by their path from the top of the project
# ("core/sale/order.h"), but only through a folder that holds this room alone and comes with linking it: a room that is not
# linked cannot be included.
function(tidegate_room path)
    cmake_parse_arguments(ROOM "" "" "LINKS;LIBRARIES;SOURCES" ${ARGN})
    get_filename_component(room ${path} NAME)
    get_filename_component(parent ${path} DIRECTORY)
    set(doorway "${CMAKE_BINARY_DIR}/rooms/${path}")
    file(MAKE_DIRECTORY "${doorway}/${parent}")
    file(CREATE_LINK "${CMAKE_SOURCE_DIR}/${path}" "${doorway}/${path}" SYMBOLIC)

    add_library(tidegate_${room} STATIC ${ROOM_SOURCES})
    add_library(tidegate::${room} ALIAS tidegate_${room})
    target_include_directories(tidegate_${room} PUBLIC "${doorway}")
    target_link_libraries(tidegate_${room} PUBLIC ${ROOM_LINKS} ${ROOM_LIBRARIES} PRIVATE tidegate_policy)
    tidegate_precompile(tidegate_${room})
endfunction()

# Two precompiled headers serve the whole tree, one for libraries (-fPIC) and one for programs (-fPIE).
file(WRITE "${CMAKE_BINARY_DIR}/pch/library.cpp" "")
file(WRITE "${CMAKE_BINARY_DIR}/pch/program.cpp" "int main() {}\n")
add_library(tidegate_pch_library STATIC "${CMAKE_BINARY_DIR}/pch/library.cpp")
add_executable(tidegate_pch_program EXCLUDE_FROM_ALL "${CMAKE_BINARY_DIR}/pch/program.cpp")
foreach(owner tidegate_pch_library tidegate_pch_program)
    set_target_properties(${owner} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${owner} PRIVATE tidegate_policy Qt6::Core)
    target_precompile_headers(${owner} PRIVATE
        <QtCore/QtCore> <algorithm> <atomic> <chrono> <condition_variable> <deque> <functional> <map> <memory> <mutex>
        <optional> <string> <string_view> <thread> <tl/expected.hpp> <unordered_map> <utility> <variant> <vector>)
endforeach()

function(tidegate_precompile target)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
        target_precompile_headers(${target} REUSE_FROM tidegate_pch_program)
    else()
        target_precompile_headers(${target} REUSE_FROM tidegate_pch_library)
    endif()
endfunction()

# tidegate_test(tst_money LINKS tidegate::base …): tst_money.cpp beside the caller, one QtTest program. The tests of the folder tests/base
# bear the label room:base and are built together by the target base_tests. With POSTGRESQL it runs twice, the second time as
# tst_money_postgresql with TIDEGATE_TEST_BACKEND=postgresql (tests/support/scratch_store.h).
function(tidegate_test name)
    cmake_parse_arguments(TEST "POSTGRESQL" "TIMEOUT" "LINKS;SOURCES;LABELS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${name}.cpp ${TEST_SOURCES})
    target_link_libraries(${name} PRIVATE ${TEST_LINKS} Qt6::Test tidegate_policy)
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    tidegate_precompile(${name})
    add_test(NAME ${name} COMMAND ${name})
    get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
    if(NOT TARGET ${room}_tests)
        add_custom_target(${room}_tests)
    endif()
    add_dependencies(${room}_tests ${name})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    if(TIDEGATE_SANITIZE OR TIDEGATE_COVERAGE)
        math(EXPR TEST_TIMEOUT "${TEST_TIMEOUT} * 10")
    endif()
    # QtTest ends a function after five minutes by itself: ctest's limit is the one that holds.
    set(environment QT_QPA_PLATFORM=offscreen QTEST_FUNCTION_TIMEOUT=${TEST_TIMEOUT}000 ${TEST_ENVIRONMENT})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "room:${room};${TEST_LABELS}"
        ENVIRONMENT "${environment}")
    if(TEST_POSTGRESQL)
        add_test(NAME ${name}_postgresql COMMAND ${name})
        set_tests_properties(${name}_postgresql PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "room:${room};${TEST_LABELS}"
            ENVIRONMENT "${environment};TIDEGATE_TEST_BACKEND=postgresql")
    endif()
endfunction()

# tidegate_fuzzer(fuzz_json LINKS tidegate::base): fuzz_json.cpp beside the caller, one libFuzzer program. Its seeds, where it has
# any, lie in seeds/fuzz_json.
function(tidegate_fuzzer name)
    cmake_parse_arguments(FUZZER "" "" "LINKS" ${ARGN})
    add_executable(${name} ${name}.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE ${FUZZER_LINKS} tidegate_policy)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
