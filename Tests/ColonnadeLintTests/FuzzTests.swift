import ColonnadeModel
import ColonnadeSQL
import ColonnadeTestSupport
import Foundation
import PostgresEngine
import Testing

@testable import ColonnadeLint

/// Texts that nobody would write, and many that somebody might: no crash, no hang, no finding outside of the text. A few
/// seconds; with COLONNADE_TEST_ALL, a hundred times as many.
@Suite(.serialized) struct FuzzTests {
    private static let rounds = ProcessInfo.processInfo.environment["COLONNADE_TEST_ALL"] == nil ? 1 : 100

    /// Judges a text with every rule, and holds what it says to what can be.
    @discardableResult
    private func judge(_ text: String, _ what: String = "") -> [Finding] {
        var options = Linter.Options.postgres15
        options.enabled = Set(RuleCatalog.all.map { $0.id })
        var linter = Linter(options: options)
        let clock = ContinuousClock()
        let start = clock.now
        let script = PostgresScript(SourceText(path: "m.sql", text: text))
        let found = linter.judge(script)
        linter.learn(script)
        let size = script.source.text.utf8.count
        let took = clock.now - start
        if took > .milliseconds(500) { print("slow: \(took) \(what)\(text.prefix(60))") }
        // Beside other tests, on a machine with two cores: a hang takes for ever.
        #expect(took < .seconds(40), "\(took) for \(size) bytes: \(what)\(text.prefix(300))")
        for finding in found {
            let range = finding.range
            let isInside = range.start.offset >= 0 && range.start <= range.end && range.end.offset <= size
            #expect(isInside, "\(finding.rule) at \(range) of \(size): \(text.prefix(2000))")
        }
        for statement in script.statements {
            #expect(statement.bytes.upperBound <= size && !statement.bytes.isEmpty, "\(text.prefix(2000))")
        }
        return found
    }

    @Test func randomBytes() {
        var random = SplitMix(seed: 1)
        for _ in 0..<(400 * Self.rounds) {
            let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            judge(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test func randomWords() {
        var random = SplitMix(seed: 2)
        let words = Self.words
        for _ in 0..<(800 * Self.rounds) {
            let count = Int.random(in: 1...40, using: &random)
            let picked = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
            judge(picked.joined(separator: Bool.random(using: &random) ? " " : ""))
        }
    }

    /// Migrations of the corpus and examples of the rules, cut, doubled, swapped, spliced and with bits turned over.
    @Test func mutatedMigrations() {
        var random = SplitMix(seed: 3)
        let texts =
            CorpusCase.all.map { Array(($0.before + "\n" + $0.text).utf8) }
            + RuleTests.examples.map { Array($0.text.utf8) }
        for _ in 0..<(1500 * Self.rounds) {
            var bytes = texts[Int.random(in: 0..<texts.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutate(&bytes, with: texts[Int.random(in: 0..<texts.count, using: &random)], &random)
            }
            judge(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Every migration of the corpus, cut off at every tenth place.
    @Test func migrationsCutShort() {
        var random = SplitMix(seed: 4)
        for corpusCase in CorpusCase.all {
            let bytes = Array(corpusCase.text.utf8)
            for end in stride(
                from: Int.random(in: 0...40, using: &random), to: bytes.count, by: 40 / min(Self.rounds, 40))
            {
                judge(String(decoding: bytes[..<end], as: UTF8.self))
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], with other: [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, at + Int.random(in: 0...30, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes.removeSubrange(at..<end)
        case 1: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 2: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 3:
            bytes.insert(
                contentsOf: Self.words[Int.random(in: 0..<Self.words.count, using: &random)].utf8, at: at)
        case 4:
            let start = Int.random(in: 0..<other.count, using: &random)
            bytes.insert(contentsOf: other[start..<min(other.count, start + 80)], at: at)
        case 5: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &random))
        default: bytes.removeSubrange(at...)
        }
    }

    private static let words = [
        "ALTER TABLE", "t", "public.t", "ADD COLUMN", "DROP COLUMN", "RENAME TO", "int", "(", ")", ",", ";",
        "DEFAULT",
        "1", "'x'", "CHECK", "NOT NULL", "NOT VALID", "VALIDATE CONSTRAINT", "UPDATE", "SET", "=", "FROM",
        "WHERE",
        "CREATE INDEX", "CONCURRENTLY", "ON", "CREATE TABLE", "REFERENCES", "PARTITION BY RANGE",
        "ATTACH PARTITION",
        "--", "/*", "*/", "\n", "\r\n", "\u{FEFF}", "\0", "colonnade:ignore", "drop-table", "$$", "$a$", "\"",
        "'", "[",
        "]", ".", "ä😀", "E'\\", "U&'\\", "DO $$ BEGIN", "END $$", "EXECUTE", "PERFORM", "IF", "THEN",
        "END IF", "LOOP",
        "BEGIN ATOMIC", "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$", "CREATE PROCEDURE p()",
        "CALL p()",
        "COPY t FROM stdin;", "\\.", "\\i x", "\\gexec", "\\\\", "{{", "}}", "{%", "%}", "${", "}", ":'v'",
        ":", "::",
        "BEGIN;", "COMMIT;", "SELECT f()", "GROUP BY", "\u{2028}", "\u{202E}", "\t", "format('%I', 'a')",
        "||",
    ]
}

/// Deep, long and odd texts.
extension FuzzTests {
    /// - Parameter text: what the server's own limits refuse as well is said, not judged.
    @Test(arguments: [
        ("parentheses", "SELECT ", "(", "1", ")", ""), ("unclosed", "SELECT ", "(", "1", "", ""),
        ("brackets", "SELECT a", "[", "1", "]", ""), ("arrays", "SELECT ", "ARRAY[", "1", "]", ""),
        ("cases", "SELECT ", "CASE WHEN true THEN ", "1", " END", ""),
        ("nots", "SELECT ", "NOT ", "true", "", ""),
        ("signs", "SELECT ", "- ", "1", "", ""), ("sums", "SELECT 1", " + 1", "", "", ""),
        ("sums from the right", "SELECT ", "1 + (", "1", ")", ""),
        ("strings", "SELECT ''", " || 'a'", "", "", ""),
        ("ands", "UPDATE t SET a = 1 WHERE a", " AND a", "", "", ""),
        ("commas", "SELECT 1", ", 1", "", "", ""),
        ("nested ands", "ALTER TABLE t ADD CHECK (", "a IS NOT NULL AND (", "true", ")", ")"),
        ("queries", "SELECT * FROM ", "(SELECT * FROM ", "t", ") AS a", ""),
        ("unions", "SELECT 1", " UNION SELECT 1", "", "", ""),
        ("comments", "SELECT 1 ", "/*", "", "*/", ""), ("casts", "SELECT 1", "::int", "", "", ""),
        ("blocks", "DO $$ ", "BEGIN ", "NULL;", " END;", " $$"), ("dots", "SELECT a", ".a", "", "", ""),
        ("ifs", "DO $$ BEGIN ", "IF true THEN ", "NULL;", " END IF;", " END $$"),
        ("executed strings", "DO $$ BEGIN EXECUTE ''", " || 'a'", ";", "", " END $$"),
        ("placeholders", "SELECT ", "{{", "", "", ""), ("dollars", "SELECT ", "${", "", "", ""),
        ("variables", "SELECT ", ":a", "", "", ""), ("commands", "", "\\g\\\\", "", "", ""),
        ("semicolons", "", ";", "", "", ""), ("quotes", "SELECT ", "'", "", "", ""),
        ("errors", "", "ALTER x;", "", "", ""),
        ("begin atomics", "CREATE PROCEDURE p() BEGIN ATOMIC ", "CASE ", "", "END ", ""),
        ("copies", "", "COPY t FROM stdin;\n", "", "", ""),
        ("lost statements", "SELECT '", "\nDROP TABLE t;", "", "", ""),
    ])
    func nestedManyTimes(
        _ what: String, _ prefix: String, _ open: String, _ inner: String, _ close: String, _ suffix: String
    ) {
        let isPlain = ["parentheses", "unclosed", "brackets", "sums", "strings", "ands"].contains(what)
        for count in [1_000, isPlain || Self.rounds > 1 ? 100_000 : 10_000] {
            judge(
                prefix + String(repeating: open, count: count) + inner
                    + String(repeating: close, count: count)
                    + suffix, "\(count) \(what): ")
        }
    }

    /// As deep as a server reads with its two megabytes of stack, whatever the thread's own.
    @Test func aLongChainOfOperatorsIsRead() {
        let chain = (0..<2_000).map { "'\($0)'" }.joined(separator: " || ")
        let found = judge("UPDATE t SET a = \(chain)").map(\.rule)
        #expect(found == ["update-whole-table"])
    }

    struct Huge: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String

        init(_ what: String, _ text: String) {
            testDescription = what
            self.text = text
        }

        /// The same over and over again, behind something and before something.
        init(_ what: String, _ prefix: String, _ part: String, _ count: Int, _ suffix: String = "") {
            self.init(what, prefix + String(repeating: part, count: count) + suffix)
        }
    }

    @Test(arguments: [
        Huge("rows", "INSERT INTO t VALUES (0)", ", (1, 'some text', NULL)", 20_000),
        Huge("statements", "", "ALTER TABLE t ADD COLUMN a int DEFAULT random();\n", 3_000),
        Huge("statements on a line", "", "DROP TABLE t;", 5_000),
        Huge(
            "columns",
            "CREATE TABLE t (" + (0..<5_000).map { "c\($0) timestamp" }.joined(separator: ",") + ")"),
        Huge("a string", "SELECT '", "DROP TABLE t;\n", 100_000, "'"),
        Huge("a comment", "/*", "DROP TABLE t;\n", 100_000, "*/ SELECT 1"),
        Huge("a line comment", "-- ", "x", 1_000_000, "\nDROP TABLE t"),
        Huge("a name", "DROP TABLE ", "x", 1_000_000),
        Huge("a body", "DO $$ BEGIN ", "UPDATE t SET a = 1;\n", 2_000, " END $$"),
        Huge("a broken body", "DO $$ BEGIN x y; ", "UPDATE t SET a = 1;\n", 2_000, " END $$"),
        Huge("ignores", "", "-- colonnade:ignore drop-table x\nDROP TABLE t;\n", 1_000),
    ])
    func huge(_ text: Huge) {
        let before = Self.peakMemory
        judge(text.text, "\(text.testDescription): ")
        let grown = Self.peakMemory - before
        #expect(
            grown < 600 << 20,
            "\(text.testDescription) of \(text.text.utf8.count) bytes took \(grown >> 20) MB")
    }

    /// The most memory the process has had so far.
    private static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss << 10
    }

    @Test func encodingsAndLineEnds() throws {
        let sql =
            "SET lock_timeout = '1s';\nALTER TABLE \"größe\" DROP COLUMN \"maß\"; -- ä€😀\nDROP TABLE b;\n"
        let expected = ["drop-column", "drop-table"]
        func rules(_ text: String) -> [String] { judge(text).map(\.rule).filter(expected.contains) }
        #expect(rules(sql) == expected)
        #expect(rules("\u{FEFF}" + sql) == expected)
        #expect(rules(sql.replacing("\n", with: "\r\n")) == expected)
        #expect(
            judge("\u{FEFF}" + sql.replacing("\n", with: "\r\n")).contains {
                $0.rule == "drop-table" && $0.range.start.line == 3
            })
        // A carriage return alone ends a comment for PostgreSQL, and is white space elsewhere.
        #expect(rules(sql.replacing("\n", with: "\r")) == expected)
        for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian] {
            let bytes = try #require(sql.data(using: encoding))
            #expect(judge(String(decoding: bytes, as: UTF8.self)).map(\.rule) == ["unreadable"])
        }
        let latin = try #require(sql.replacing("€😀", with: "").data(using: .isoLatin1))
        #expect(rules(String(decoding: latin, as: UTF8.self)) == expected)
        #expect(judge("DROP TABLE a;\0DROP TABLE b;").map(\.rule) == ["unreadable"])
    }
}
