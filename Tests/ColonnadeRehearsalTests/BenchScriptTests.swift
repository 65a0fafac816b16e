import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import Testing

@Suite struct BenchScriptTests {
    /// A session that only remembers what it was asked.
    private final class Ear: Connection, @unchecked Sendable {
        var heard: [SQL] = []

        func query(_ sql: SQL) async throws -> [Row] {
            heard.append(sql)
            return []
        }

        func execute(_ sql: SQL) async throws -> Int64 {
            heard.append(sql)
            return 0
        }

        func pipeline(_ statements: [SQL]) async throws -> [StatementResult] { [] }

        func close() async {}
    }

    private func run(_ text: String) async throws -> [SQL] {
        let script = try BenchScript(name: "x", SourceText(path: "x.sql", text: text))
        let ear = Ear()
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        try await script.operation(weight: 1).run(ear, &random)
        return ear.heard
    }

    @Test func variablesAreBoundAndNeverPartOfTheText() async throws {
        let heard = try await run(
            """
            -- as pgbench's own
            \\set aid 7 + 2 * 3
            \\set bid :aid % 5
            BEGIN;
            UPDATE a SET b = b + :aid WHERE c = :bid AND d::text <> ':aid' AND e[1:2] IS NULL;
            END
            """)
        #expect(heard.count == 3)
        #expect(heard[0] == "BEGIN")
        let (text, values) = heard[1].rendered(.postgres)
        #expect(text == "UPDATE a SET b = b + $1 WHERE c = $2 AND d::text <> ':aid' AND e[1:2] IS NULL")
        #expect(values == [.integer(13), .integer(3)])
        #expect(heard[2].rendered(.postgres).0 == "END")
    }

    @Test(arguments: [
        ("\\set a random(1, 3)\nSELECT :a;", 1.0...3.0),
        ("\\set a random_zipfian(10, 20, 1.5)\nSELECT :a;", 10.0...20.0),
        ("\\set a random_gaussian(1, 9, 2.5)\nSELECT :a;", 1.0...9.0),
        ("\\set a random_exponential(5, 6, 3)\nSELECT :a;", 5.0...6.0),
        ("\\set a greatest(1, -4, 2.5)\nSELECT :a;", 2.5...2.5),
        ("\\set a -(3 - 10) / 2\nSELECT :a;", 3.0...3.0),
    ])
    func expressionsAreThoseOfPgbench(_ script: String, _ range: ClosedRange<Double>) async throws {
        for _ in 0..<50 {
            let heard = try await run(script)
            let value = try #require(heard.first?.rendered(.postgres).1.first?.double)
            #expect(range.contains(value))
        }
    }

    /// Zipf's law: with 1.5, the first of a thousand comes more often than the second, and that than the third.
    @Test func zipfianPrefersTheFirst() async throws {
        var counts: [Int64: Int] = [:]
        let script = try BenchScript(
            name: "x", SourceText(path: "x.sql", text: "\\set a random_zipfian(1, 1000, 1.5)\nSELECT :a;"))
        var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
        for _ in 0..<4_000 {
            let ear = Ear()
            try await script.operation(weight: 1).run(ear, &random)
            counts[ear.heard[0].rendered(.postgres).1[0].integer ?? 0, default: 0] += 1
        }
        // By the law 38 %, 14 %, 7 % of all.
        #expect((1_300...1_750).contains(counts[1] ?? 0))
        #expect((400...720).contains(counts[2] ?? 0))
        #expect((180...400).contains(counts[3] ?? 0))
    }

    @Test(arguments: [
        ("SELECT :a;", "x.sql:1:8: error: nothing has set :a"),
        ("\\set a random(1)\nSELECT 1;", "x.sql:1:8: error: random takes 2 arguments, not 1"),
        ("\\set a 1 +\nSELECT 1;", "x.sql:1:11: error: an expression is not understood here"),
        ("\\if 1\nSELECT 1;", "x.sql:1:1: error: \\if is not understood here"),
        ("SELECT 1;\nSELECT 'a", "x.sql:2:8: error: this quote has no end"),
        ("-- nothing", "x.sql:1:1: error: the script has no statement"),
        ("\\set a 5 5\nSELECT 1;", "x.sql:1:10: error: this is no part of an expression"),
    ])
    func whatIsNotUnderstoodIsAnErrorWithItsPlace(_ text: String, _ message: String) throws {
        let error = #expect(throws: SourceError.self) {
            _ = try BenchScript(name: "x", SourceText(path: "x.sql", text: text))
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "no error")")
    }
}
