import ColonnadeMap
import Testing

@testable import ColonnadeMap

@Suite struct CodeNamesTests {
    private func matches(_ filter: NameFilter, _ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { filter.matches($0) }
    }

    @Test func wordsOfTheirOwn() {
        let filter = NameFilter(words: ["order_items"], exact: ["OrderItem", "order"])
        for text in ["SELECT 1 FROM ORDER_ITEMS", "\"Order_Items\"", "class OrderItem:", "(order)", "order"] {
            #expect(matches(filter, text), "\(text)")
        }
        for text in [
            "my_order_items", "order_items2", "ORDER BY", "orderItem", "OrderItems", "border", "",
            "örder_items",
        ] {
            #expect(!matches(filter, text), "\(text)")
        }
    }

    @Test func forms() {
        #expect(NameForms.snake("OrderItem") == "order_item")
        #expect(NameForms.snake("HTTPServerLog") == "http_server_log")
        #expect(NameForms.pascal("order_items") == "OrderItems")
        #expect(NameForms.camel("order_items") == "orderItems")
        #expect(NameForms.classes("categories") == ["Category", "Categories"])
    }

    @Test(
        arguments: [
            ("*.log", "a/b.log", false, true), ("*.log", "a/b.logs", false, nil),
            ("/build", "build", true, true),
            ("/build", "a/build", true, nil), ("build/", "a/build", true, true),
            ("build/", "build", false, nil),
            ("a/**/b", "a/b", false, true), ("a/**/b", "a/x/y/b", false, true), ("**/b", "x/b", false, true),
            ("a/**", "a/x/y", false, true), ("a/*", "a/x/y", false, nil),
            ("!keep.log", "keep.log", false, false),
            ("\\#x", "#x", false, true), ("# x", "# x", false, nil), ("[ab].txt", "b.txt", false, true),
            ("[!ab].txt", "b.txt", false, nil), ("[a-c]?", "bz", false, true), ("a b  ", "a b", false, true),
            ("*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false, nil),
        ] as [(String, String, Bool, Bool?)])
    func patternsOfGit(_ pattern: String, _ path: String, _ isFolder: Bool, _ expected: Bool?) {
        #expect(GitIgnore(pattern).ignores(path, isFolder: isFolder) == expected)
    }

    @Test func theLastPatternCounts() {
        let rules = GitIgnore("*.sql\n!keep.sql\n\nkeep.sql/\n")
        #expect(rules.ignores("a.sql", isFolder: false) == true)
        #expect(rules.ignores("db/keep.sql", isFolder: false) == false)
    }
}
