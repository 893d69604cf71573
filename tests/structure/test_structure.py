#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows each rule broken once on a small project, and the same project kept."""
import unittest

import check_structure
import cpp_source
import rules

LICENCE = "// " + rules.SPDX + "\n"


def room(path, *links, libraries=()):
    return (f"# {rules.SPDX}\ntidegate_room({path}\n    LINKS {' '.join('tidegate::' + l for l in links)}\n"
            f"    LIBRARIES Qt6::Core {' '.join(libraries)}\n    SOURCES a.cpp)\n")


def project(**changes):
    """A small project that keeps every rule, with some files changed; the keys write / as __ and . as _dot_."""
    files = {
        "core/base/CMakeLists.txt": room("core/base"),
        "core/store/CMakeLists.txt": room("core/store", "base"),
        "core/resilience/CMakeLists.txt": room("core/resilience", "base"),
        "core/catalog/CMakeLists.txt": room("core/catalog", "store"),
        "core/sale/CMakeLists.txt": room("core/sale", "catalog", "resilience"),
        "app/http/CMakeLists.txt": room("app/http", "sale"),
        "ui/CMakeLists.txt": room("ui", "sale"),
        "core/base/clock.h": LICENCE,
        "core/store/store.h": LICENCE + '#include "core/base/clock.h"\n',
        "core/sale/sale.h": LICENCE + '#include "core/catalog/product.h"\n#include "core/base/clock.h"\n',
        "core/catalog/product.h": LICENCE + '#include "core/store/store.h"\n',
        "app/http/router.h": LICENCE + '#include "core/sale/sale.h"\n',
        "app/main.cpp": LICENCE + '#include "app/http/router.h"\n#include "ui/window.h"\n',
        "ui/window.h": LICENCE + '#include "core/sale/sale.h"\n',
    }
    for key, text in changes.items():
        files[key.replace("__", "/").replace("_dot_", ".")] = text
    return files


def broken(files):
    return [(f.rule, f.path, f.detail) for f in rules.findings(files)]


def function(lines, head="int f()"):
    return LICENCE + head + "\n{\n" + "    ;\n" * (lines - 3) + "}\n"


class Rules(unittest.TestCase):
    def expect(self, files, *keys):
        self.assertEqual(broken(files), list(keys))

    def test_a_project_that_keeps_the_rules_has_no_findings(self):
        self.expect(project())

    def test_base_includes_nothing_of_ours(self):
        self.expect(project(core__base__id_dot_h=LICENCE + '#include "core/resilience/limiter.h"\n'),
                    ("include", "core/base/id.h", "core/resilience/limiter.h"))

    def test_the_store_does_not_know_the_domain(self):
        self.expect(project(core__store__store_dot_cpp=LICENCE + '  #  include "core/sale/sale.h"\n'),
                    ("include", "core/store/store.cpp", "core/sale/sale.h"))

    def test_window_and_server_never_see_each_other(self):
        self.expect(project(ui__panel_dot_cpp=LICENCE + '#include "app/http/router.h"\n',
                            app__http__page_dot_cpp=LICENCE + '#include "ui/window.h"\n'),
                    ("include", "app/http/page.cpp", "ui/window.h"), ("include", "ui/panel.cpp", "app/http/router.h"))

    def test_core_never_includes_the_program(self):
        self.expect(project(core__sale__order_dot_cpp=LICENCE + '#include "app/wiring.h"\n'),
                    ("include", "core/sale/order.cpp", "app/wiring.h"))

    def test_a_room_that_is_not_linked_is_not_included(self):
        self.expect(project(core__catalog__feed_dot_cpp=LICENCE + '#include "core/resilience/limiter.h"\n'),
                    ("include", "core/catalog/feed.cpp", "core/resilience/limiter.h"))

    def test_an_include_in_a_comment_is_none(self):
        self.expect(project(core__base__id_dot_h=LICENCE + '/*\n#include "core/sale/sale.h"\n*/\n// #include "ui/window.h"\n'))

    def test_links_obey_the_arrows(self):
        self.expect(project(core__store__CMakeLists_dot_txt=room("core/store", "base", "resilience"),
                            ui__CMakeLists_dot_txt=room("ui", "sale", "http")),
                    ("link", "core/store/CMakeLists.txt", "resilience"), ("link", "ui/CMakeLists.txt", "http"))

    def test_a_link_to_no_room_is_found(self):
        self.expect(project(ui__CMakeLists_dot_txt=room("ui", "sale", "sail")), ("link", "ui/CMakeLists.txt", "sail"))

    def test_rooms_that_link_in_a_circle_are_found(self):
        self.expect(project(core__catalog__CMakeLists_dot_txt=room("core/catalog", "store", "sale")),
                    ("link-cycle", "core/catalog/CMakeLists.txt", "core/catalog core/sale"))

    def test_core_uses_no_widgets_and_the_window_no_database(self):
        self.expect(project(core__sale__CMakeLists_dot_txt=room("core/sale", "catalog", libraries=["Qt6::Widgets"]),
                            ui__CMakeLists_dot_txt=room("ui", "sale", libraries=["Qt6::Charts", "Qt6::Sql"])),
                    ("library", "core/sale/CMakeLists.txt", "Qt6::Widgets"), ("library", "ui/CMakeLists.txt", "Qt6::Sql"))

    def test_files_that_include_each_other_are_found(self):
        self.expect(project(core__base__a_dot_h=LICENCE + '#include "core/base/b.h"\n',
                            core__base__b_dot_h=LICENCE + '#include "core/base/c.h"\n',
                            core__base__c_dot_h=LICENCE + '#include "core/base/a.h"\n'),
                    ("include-cycle", "core/base/a.h", "core/base/a.h core/base/b.h core/base/c.h"))

    def test_seventy_lines_are_a_function_and_one_more_is_not(self):
        self.expect(project(core__base__f_dot_cpp=function(70)))
        self.expect(project(core__base__f_dot_cpp=function(71)), ("function-length", "core/base/f.cpp", "f"))

    def test_eight_hundred_lines_are_a_file_and_one_more_is_not(self):
        self.expect(project(core__base__f_dot_h=LICENCE + "\n" * 799))
        self.expect(project(core__base__f_dot_h=LICENCE + "\n" * 800), ("file-length", "core/base/f.h", ""))

    def test_the_licence_stands_first_or_under_the_interpreter(self):
        self.expect(project(tools__x="#!/bin/sh\n# " + rules.SPDX + "\n", core__base__q_dot_sql="-- " + rules.SPDX + "\n"))
        self.expect(project(tools__x="#!/bin/sh\necho\n", core__base__q_dot_cpp="\n" + LICENCE),
                    ("licence", "core/base/q.cpp", ""), ("licence", "tools/x", ""))

    def test_unfinished_business_is_found(self):
        for word in ("TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"):
            self.expect(project(core__base__w_dot_h=LICENCE + f"// {word}: later\n"), ("word", "core/base/w.h", word))
        self.expect(project(core__base__w_dot_h=LICENCE + 'auto name = "file-XXXXXX"; int methodologies;\n'))

    def test_two_types_with_one_name_are_found(self):
        page = LICENCE + "class Page;\nstruct Page {\n    struct Row {\n    };\n};\n"
        self.expect(project(core__sale__page_dot_h=page, ui__list_dot_h=LICENCE + "class Page;\nstruct List {\n    struct Row {\n    };\n};\n"))
        self.expect(project(core__sale__page_dot_h=page, ui__page_dot_h=LICENCE + "class Page final : public Widget\n{\n};\n"),
                    ("type-name", "ui/page.h", "Page"))

    def test_statements_built_from_text_are_found(self):
        call = LICENCE + 'void f()\n{\n    transaction.exec(u"DELETE FROM %1"_s.arg(table), {id});\n}\n'
        self.expect(project(core__sale__q_dot_cpp=call), ("built-sql", "core/sale/q.cpp", "1"))
        kept = LICENCE + 'const auto sql = u"SELECT a "\n    "FROM b WHERE c = %1"_s.arg(c);\n'
        self.expect(project(core__sale__q_dot_cpp=kept), ("built-sql", "core/sale/q.cpp", "1"))

    def test_tests_may_put_a_table_into_a_statement(self):
        self.expect(project(tests__q_dot_cpp=LICENCE + 'auto sql = u"SELECT count(*) FROM %1"_s.arg(table);\n'))

    def test_parameters_of_a_statement_may_be_formatted(self):
        self.expect(project(core__sale__q_dot_cpp=LICENCE + 'void f()\n{\n    t.exec(u"UPDATE a SET b = ?"_s, {u"%1"_s.arg(c)});\n}\n'))


class Functions(unittest.TestCase):
    def found(self, text):
        return [(f.name, f.line, f.length) for f in cpp_source.functions(text)]

    def test_free_functions_and_members(self):
        self.assertEqual(self.found("namespace a {\nint f(int x)\n{\n    if (x) {\n    }\n}\nclass C\n{\npublic:\n    void g() const {}\n};\n}"),
                         [("f", 2, 5), ("g", 10, 1)])

    def test_a_constructor_with_an_initialiser_list(self):
        self.assertEqual(self.found("C::C(int a)\n    : m_a{a}\n    , m_b(a)\n{\n    f();\n}\nint g() { return 1; }"),
                         [("C::C", 1, 6), ("g", 7, 1)])

    def test_braces_in_text_and_comments_do_not_count(self):
        self.assertEqual(self.found('void f()\n{\n    g("}{{", \'{\', R"x(}})x"); // {\n    /* { */\n}\nvoid h() {}'),
                         [("f", 1, 5), ("h", 6, 1)])

    def test_digit_separators_are_no_characters(self):
        self.assertEqual(self.found("int a = 1'000'000;\nvoid f()\n{\n}\nint b = 1'0;"), [("f", 2, 3)])

    def test_tables_and_types_are_no_functions(self):
        self.assertEqual(self.found("const int t[] = {\n1,\n2};\nstruct S {\n    int a{1};\n    std::function<void()> f;\n};\nenum class E {\n A };"),
                         [])

    def test_a_lambda_at_file_level_is_a_function(self):
        self.assertEqual(self.found("const auto f = [](int a) {\n    return a;\n};"), [("lambda", 1, 3)])

    def test_a_macro_without_semicolon_belongs_to_nothing(self):
        self.assertEqual(self.found("Q_LOGGING_CATEGORY(lc, <>)\nclass C\n{\n    void f()\n    {\n    }\n};"), [("f", 4, 3)])

    def test_inner_lambdas_belong_to_their_function(self):
        self.assertEqual(self.found("void f()\n{\n    connect(a, [this] {\n        g();\n    });\n}"), [("f", 1, 6)])

    def test_templates_operators_and_trailing_types(self):
        self.assertEqual(self.found("template <typename T>\nauto f(T t) -> std::optional<T>\n{\n}\nbool operator==(A a, B b)\n{\n}"),
                         [("f", 1, 4), ("operator==", 5, 3)])


class AllowList(unittest.TestCase):
    long = rules.Finding("function-length", "core/base/f.cpp", "f", "too long")

    def test_what_is_listed_is_allowed(self):
        self.assertEqual(list(check_structure.problems([self.long], check_structure.entries("function-length core/base/f.cpp f # since ever\n"),
                                                       None)), [])

    def test_what_is_not_listed_is_told(self):
        self.assertEqual(len(list(check_structure.problems([self.long], set(), None))), 1)

    def test_an_entry_that_is_no_longer_needed_must_go(self):
        told = list(check_structure.problems([], {self.long.key()}, None))
        self.assertIn("no longer needed", told[0])

    def test_the_list_may_not_grow(self):
        told = list(check_structure.problems([self.long], {self.long.key()}, set()))
        self.assertIn("may only shrink", told[0])
        self.assertEqual(list(check_structure.problems([self.long], {self.long.key()}, {self.long.key()})), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
