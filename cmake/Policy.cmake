# SPDX-License-Identifier: GPL-3.0-or-later
# How every target of the project is compiled, in one INTERFACE target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
    # The clone's own folder is no part of the key: a second clone finds the first one's objects.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env
        "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_MAXSIZE=10G
        ${CCACHE_PROGRAM})
endif()

option(TIDEGATE_WERROR "Treat warnings as errors" ON)
set(TIDEGATE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
option(TIDEGATE_COVERAGE "Instrument for line and branch coverage" OFF)
option(TIDEGATE_FUZZ "Build the libFuzzer programs (clang only)" OFF)

add_library(tidegate_policy INTERFACE)
target_compile_options(tidegate_policy INTERFACE
    -Winvalid-pch -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    $<$<BOOL:${TIDEGATE_WERROR}>:-Werror>
    -fstack-protector-strong)
target_compile_definitions(tidegate_policy INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CONTEXTLESS_CONNECT QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_FOREACH QT_NO_KEYWORDS QT_DEPRECATED_WARNINGS QT_DISABLE_DEPRECATED_BEFORE=0x060400
    $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What GCC 12 guesses from its optimiser about Qt's inlined containers is often wrong, and changes with -O: told, but no error.
    target_compile_options(tidegate_policy INTERFACE -fcoroutines -Wno-stringop-overflow
        -Wno-error=array-bounds -Wno-error=maybe-uninitialized -Wno-error=restrict -Wno-error=stringop-overread)
else()
    # clang 14 has coroutines and does not say so; libstdc++ 12 offers <coroutine> only to a compiler that does.
    target_compile_definitions(tidegate_policy INTERFACE __cpp_impl_coroutine=201902L)
endif()
if(TIDEGATE_SANITIZE)
    target_compile_options(tidegate_policy INTERFACE
        -fsanitize=${TIDEGATE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(tidegate_policy INTERFACE -fsanitize=${TIDEGATE_SANITIZE})
endif()
if(TIDEGATE_FUZZ)
    target_compile_options(tidegate_policy INTERFACE -fsanitize=fuzzer-no-link
        "-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/tools/ubsan.ignore")
endif()
if(TIDEGATE_COVERAGE)
    # Atomic: threads that count past each other leave counts below 0, which gcovr takes for a broken file.
    target_compile_options(tidegate_policy INTERFACE --coverage -fprofile-update=atomic -fno-inline -O0)
    target_link_options(tidegate_policy INTERFACE --coverage)
endif()

# Not mold: Debian 12's (1.10.1) ends with a failed assertion of its own on the console's program.
find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM AND NOT TIDEGATE_SANITIZE)
    target_link_options(tidegate_policy INTERFACE -fuse-ld=lld)
endif()
target_link_options(tidegate_policy INTERFACE -Wl,-z,relro,-z,now)
