import ColonnadeModel
import Foundation
import FoundationXML
import Testing

@testable import ColonnadeLint

/// JUnit's XML is read back by a parser of XML.
@Suite struct JUnitTests {
    @Test func aParserReadsBackWhatWasFound() throws {
        let nasty = "DROP TABLE \"a<b>&'\u{1}\t]]>é😀\"; ALTER TABLE t ADD m money"
        let report = Reports.of([("x & \"y\".sql", nasty), ("clean.sql", "SELECT 1")])
        let document = try XMLElements(JUnitReporter.write(report))
        let suites = document.all("testsuite")
        #expect(suites.map { $0["name"] } == ["x & \"y\".sql", "clean.sql"])
        #expect(suites.map { $0["tests"] } == ["2", "1"] && suites.map { $0["failures"] } == ["1", "0"])
        #expect(document.all("testsuites").first?["tests"] == "3")
        let cases = document.all("testcase")
        #expect(cases.map { $0["name"]?.prefix { $0 != " " } } == ["drop-table", "money-type", "clean.sql"])
        let failure = try #require(document.all("failure").first)
        #expect(failure["type"] == "error")
        #expect(failure["message"] == "a<b>&'\u{FFFD}\t]]>é😀 is gone, and code that uses it fails")
        #expect(failure["text"]?.contains("DROP TABLE \"a<b>&'") == true)
    }

    @Test func whatFailsTheRunIsAFailureAndNothingElse() throws {
        var report = Reports.of("ALTER TABLE t ADD m money")
        #expect(try XMLElements(JUnitReporter.write(report)).all("failure").isEmpty)
        #expect(try XMLElements(JUnitReporter.write(report)).all("system-out").count == 1)
        report.failsAt = .warning
        #expect(try XMLElements(JUnitReporter.write(report)).all("failure").count == 1)
    }
}

/// The elements of an XML text with their attributes, and what stands in them under `text`.
private final class XMLElements: NSObject, XMLParserDelegate {
    private var elements: [(name: String, content: [String: String])] = []
    private var open: [Int] = []

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func all(_ name: String) -> [[String: String]] { elements.filter { $0.name == name }.map(\.content) }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append((name, attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let last = open.last { elements[last].content["text", default: ""] += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }
}
