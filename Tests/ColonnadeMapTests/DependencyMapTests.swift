import ColonnadeMap
import ColonnadeModel
import Foundation
import Testing

@Suite struct DependencyMapTests {
    @Test func theWorstComesFirstAndNothingTwice() throws {
        let view = Dependency(
            "view", "public.cheap", via: .catalog, effect: .breaks,
            evidence: .catalog("pg_rewrite", oid: 17, text: nil))
        let code = Dependency(
            "sql", "app/shop.py", via: .code, effect: .reads, certainty: .likely,
            evidence: .line(path: "app/shop.py", line: 3, text: "SELECT price FROM orders"))
        let map = DependencyMap(
            .init(ObjectName(schema: "public", "orders"), "price"), [code, view, code])
        #expect(map.dependencies == [view, code])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(
            String(decoding: try encoder.encode(map), as: UTF8.self) == """
                {"dependencies":[{"breaks_on":[],"certainty":"certain","effect":"breaks","evidence":{"catalog":"pg_rewrite","oid":17},\
                "kind":"view","name":"public.cheap","via":"catalog"},{"breaks_on":[],"certainty":"likely","effect":"reads",\
                "evidence":{"line":3,"path":"app/shop.py","text":"SELECT price FROM orders"},"kind":"sql",\
                "name":"app/shop.py","via":"code"}],"not_observed":[],"subject":"public.orders.price"}
                """)
    }
}
