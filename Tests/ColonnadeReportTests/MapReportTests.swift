import ColonnadeMap
import ColonnadeModel
import ColonnadeReport
import Testing

@Suite struct MapReportTests {
    private static let odd = "<script>alert(\"x\")</script> & 'co'"

    private var map: DependencyMap {
        func view(_ name: String, through: String? = nil) -> Dependency {
            Dependency(
                "view", name, via: .catalog, effect: .breaks,
                evidence: .catalog("pg_class", oid: 1, text: "SELECT '\(Self.odd)'"), breaksOn: [.drop],
                through: through)
        }
        let code = Dependency(
            "sql", "app.py", via: .code, effect: .reads, certainty: .likely,
            evidence: .line(path: "app.py", line: 3, text: "SELECT 1"))
        return DependencyMap(
            .init(ObjectName(schema: "public", "orders"), "status"),
            [view(Self.odd), view("b", through: Self.odd), code], notObserved: [Self.odd])
    }

    @Test func nothingOfOthersIsMarkupInThePage() {
        let page = MapHTML.page(of: map, source: "postgres://host/db", at: "2026-01-01")
        #expect(page.ranges(of: "<script>").count == 1, "the page's own")
        #expect(page.contains("&lt;script&gt;alert(&quot;x&quot;)"))
        #expect(!page.contains("http://") && !page.contains("https://"), "no network")
    }

    @Test func everyDependencyHasABoxInBothGraphsAndItsEvidence() {
        let page = MapHTML.page(of: map, source: "", at: "")
        for number in 0..<3 {
            #expect(page.ranges(of: "href=\"#d\(number)\"").count == 2)
            #expect(page.ranges(of: "<details id=\"d\(number)\"").count == 1)
        }
        #expect(page.contains("app.py:3") && page.contains("breaks</em> on drop"))
    }

    @Test func ofManyOfAKindTheFirstAreDrawnAndAllHaveTheirEvidence() {
        let views = (10..<40).map { number in
            Dependency(
                "view", "v\(number)", via: .catalog, effect: .breaks,
                evidence: .catalog("pg_class", oid: Int64(number), text: nil))
        }
        let below = Dependency(
            "view", "w", via: .catalog, effect: .breaks, evidence: .catalog("pg_class", oid: 1, text: nil),
            through: "v39")
        let map = DependencyMap(.init(ObjectName("orders")), views + [below])
        let page = MapHTML.page(of: map, source: "", at: "")
        #expect(page.ranges(of: "class=\"node").count == 2 * 13)
        #expect(page.contains("… and 18 more"))
        #expect(page.ranges(of: "<details id=").count == 31)
    }

    @Test func aBoxThatCountsTheOthersHasNoPlaceAndSQLKeepsItsBeginning() {
        let uses = (1...14).map { line in
            Dependency(
                "attribute", "Order.status", via: .code, effect: .reads,
                evidence: .line(path: "app/order.rb", line: line, text: ""))
        }
        let statement = Dependency(
            "statement", "SELECT status, total FROM orders WHERE id = $1 AND status…", via: .statistics,
            effect: .breaks, evidence: .catalog("pg_stat_statements", oid: 1, text: nil))
        let page = MapHTML.page(
            of: DependencyMap(.init(ObjectName("orders")), uses + [statement]), source: "", at: "")
        #expect(page.contains(">… and 2 more<"))
        #expect(page.contains(">SELECT status, total FROM ord…<"))
    }

    @Test func dotAndMermaidQuoteWhatTheyMustAndFollowTheTree() {
        let dot = MapDOT.text(of: map)
        #expect(dot.contains("label=\"view\\n<script>alert(\\\"x\\\")</script> & 'co'\\nbreaks on drop\""))
        #expect(dot.contains("n1 -> n0") && dot.contains("n0 -> subject") && dot.contains("dashed"))
        let mermaid = MapMermaid.text(of: map)
        #expect(mermaid.contains("#quot;x#quot;") && !mermaid.contains("<script>"))
        #expect(mermaid.contains("n1 -->|breaks| n0") && mermaid.contains("n2 -.->|reads| subject"))
    }
}
