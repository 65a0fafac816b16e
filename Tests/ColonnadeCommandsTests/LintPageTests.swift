import ColonnadeTestSupport
import Testing

@testable import ColonnadeCommands

/// The mark stands under its place, whatever stands before it and however narrow the terminal is.
@Suite struct LintPageTests {
    private func shown(_ line: String, _ column: Int, _ length: Int, width: Int = 80) -> [String] {
        let excerpt = SourceExcerpt(line, column: column, length: length, width: width)
        return [excerpt.line, excerpt.indent + excerpt.mark]
    }

    @Test func tabsAndWideCharactersCountAsTheyAreShown() {
        #expect(shown("\tADD größe", 2, 3) == ["    ADD größe", "    ^~~"])
        #expect(shown("'漢字' x", 6, 1) == ["'漢字' x", "       ^"])
        #expect(shown("'e\u{301}😀' x", 3, 1) == ["'e\u{301}😀' x", "  ^~"])
        #expect(shown("", 1, 0) == ["", "^"])
        #expect(shown("DROP", 5, 9) == ["DROP", "    ^"])
    }

    @Test func aLongLineIsCutAroundTheMark() {
        let line = String(repeating: "a", count: 100) + "HERE" + String(repeating: "b", count: 100)
        let lines = shown(line, 101, 4, width: 40)
        #expect(lines[0].count <= 40 && lines[0].hasPrefix("…") && lines[0].hasSuffix("…"))
        let mark =
            lines[1].firstIndex(of: "^").map { lines[1].distance(from: lines[1].startIndex, to: $0) } ?? 0
        #expect(lines[0].dropFirst(mark).prefix(4) == "HERE")
        #expect(lines[1].hasSuffix("^~~~"))
        let wide = shown(line, 1, 200, width: 40)
        #expect(wide[0].count <= 40 && wide[1].count <= 40)
    }

    @Test func whatATerminalWouldObeyIsShown() {
        #expect(shown("a\u{1B}[31mb", 1, 1)[0] == "a�[31mb")
        #expect("x\u{7}\u{9B}y".printable == "x��y")
    }

    @Test func aFindingReadsLikeACompilers() async throws {
        let project = try LintProject([
            "a.sql":
                "-- migrate:up\nALTER TABLE t\n\tADD CONSTRAINT c CHECK (a > 0);\n-- migrate:down\nALTER TABLE t DROP CONSTRAINT c;\n"
        ])
        defer { project.remove() }
        let run = try await project.colonnade(["lint", "a.sql", "--disable", "missing-lock-timeout"])
        #expect(
            run.stdout == """
                a.sql:3:6: error: all of t is read under ACCESS EXCLUSIVE [add-check]
                  3 |     ADD CONSTRAINT c CHECK (a > 0);
                    |         ^~~~~~~~~~~~~~~~~~~~~~~~~~
                  lock     ACCESS EXCLUSIVE on t: reads and writes wait while all of it is read
                  why      ADD CHECK reads the whole table while nobody can read or write it.
                  instead  Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.
                             ALTER TABLE t
                                 ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
                             ALTER TABLE t VALIDATE CONSTRAINT c;
                           (not in one transaction, as this file runs: --fix writes further files)
                  docs     colonnade explain add-check


                """)
    }
}
