import ColonnadeModel
import ColonnadeRehearsal
import Testing

/// What the lines of a log say; that real servers write such lines is proved where one is played again.
@Suite struct ServerLogTests {
    private func told(_ text: String) -> [String] {
        ServerLog(text).entries.map { entry in
            let values = entry.values.sorted { $0.key < $1.key }.map {
                " $\($0.key)=\($0.value.text ?? "NULL")"
            }
            return "\(entry.session) \(entry.statement)\(values.joined())"
        }
    }

    @Test func linesOfStderrWithParametersAndStatementsOfSeveralLines() {
        let log = """
            2026-11-30 07:21:10.123 UTC [11] LOG:  connection received: host=[local]
            2026-11-30 07:21:10.200 UTC [11] app@shop LOG:  statement: SELECT 1
            \tFROM orders
            2026-11-30 07:21:10.300 UTC [12] LOG:  execute <unnamed>: UPDATE orders SET note = $1 WHERE id = $2
            2026-11-30 07:21:10.300 UTC [12] DETAIL:  parameters: $1 = 'it''s, $2', $2 = NULL
            2026-11-30 07:21:10.400 UTC [11] ERROR:  relation "x" does not exist
            2026-11-30 07:21:10.400 UTC [11] STATEMENT:  SELECT 1 FROM x
            no line of a log
            """
        #expect(
            told(log) == [
                "11 SELECT 1\nFROM orders",
                "12 UPDATE orders SET note = $1 WHERE id = $2 $1=it's, $2 $2=NULL",
            ])
        #expect(ServerLog(log).notRead == 1)
    }

    @Test func aDurationSaysWhenTheStatementBegan() {
        let entries = ServerLog(
            """
            2026-12-31 23:59:59.000 UTC [1] LOG:  duration: 1500.000 ms  statement: SELECT pg_sleep(1.5)
            2027-01-01 00:00:01.250 UTC [2] LOG:  duration: 0.020 ms  parse <unnamed>: SELECT 2
            2027-01-01 00:00:01.250 UTC [2] LOG:  duration: 250.000 ms  execute s1: SELECT 2
            2026-12-31 23:59:58.000 UTC [1] LOG:  duration: 0.5 ms
            """
        ).entries
        #expect(entries.map(\.statement) == ["SELECT pg_sleep(1.5)", "SELECT 2"])
        #expect(entries[1].at - entries[0].at == 3.5, "also over the turn of a year")
    }

    /// The time of a line is cut off at a millisecond, and a duration is not.
    @Test func aSessionsStatementsKeepTheirOrder() {
        let log = """
            2026-11-30 07:21:10.123 UTC [1] LOG:  duration: 0.400 ms  statement: SELECT 1
            2026-11-30 07:21:10.123 UTC [1] LOG:  duration: 0.900 ms  statement: SELECT 2
            2026-11-30 07:21:10.124 UTC [2] LOG:  duration: 900.000 ms  statement: SELECT 3
            2026-11-30 07:21:10.124 UTC [1] LOG:  duration: 1.100 ms  statement: SELECT 4
            """
        #expect(told(log) == ["2 SELECT 3", "1 SELECT 1", "1 SELECT 2", "1 SELECT 4"])
    }

    @Test func whatAutoExplainTellsCountsWhereNothingElseDoes() {
        let plan = """
            2026-11-30 07:21:10.000 UTC [1] LOG:  duration: 0.5 ms  plan:
            \tQuery Text: SELECT *
            \tFROM orders WHERE id = $1
            \tQuery Parameters: $1 = '7'
            \tIndex Scan using orders_pkey on orders  (cost=0.29..8.30 rows=1 width=8)
            """
        #expect(told(plan) == ["1 SELECT *\nFROM orders WHERE id = $1 $1=7"])
        let both = plan + "\n2026-11-30 07:21:11.000 UTC [1] LOG:  statement: SELECT 2"
        #expect(told(both) == ["1 SELECT 2"])
    }

    @Test func aPlanInJSONIsReadAndOneInYAMLIsNot() {
        let json = """
            2026-11-30 07:21:10.000 UTC [1] LOG:  duration: 0.5 ms  plan:
            \t{
            \t  "Query Text": "SELECT *\\nFROM orders WHERE note = 'a \\"b\\"' AND id = $1",
            \t  "Query Parameters": "$1 = '7'",
            \t  "Plan": {
            \t    "Node Type": "Seq Scan"
            \t  }
            \t}
            """
        #expect(told(json) == ["1 SELECT *\nFROM orders WHERE note = 'a \"b\"' AND id = $1 $1=7"])
        let yaml = """
            2026-11-30 07:21:10.000 UTC [1] LOG:  duration: 0.5 ms  plan:
            \tQuery Text: "SELECT 1"
            \tPlan:\u{20}
            \t  Node Type: "Result"
            """
        #expect(told(yaml).isEmpty)
    }

    @Test func rowsOfCSVAndLinesOfJSON() {
        let row = """
            2026-11-30 07:21:10.123 UTC,"app","shop",11,"[local]",656.b,1,"SELECT",2026-11-30 07:21:00 UTC,3/1,0,LOG,00000,\
            "execute p: SELECT ""a, b"" FROM orders
             WHERE id = $1","parameters: $1 = '5'",,,,,,,"app","client backend",,0

            """
        #expect(told(row) == ["656.b SELECT \"a, b\" FROM orders\n WHERE id = $1 $1=5"])
        let json = """
            {"timestamp":"2026-11-30 07:21:10.123 UTC","pid":11,"session_id":"656.b","error_severity":"LOG","message":"statement: SELECT 1"}
            {"timestamp":"2026-11-30 07:21:10.1 UTC","pid":12,"session_id":"656.c","error_severity":"LOG","message":"execute p: SELECT $1","detail":"Parameters: $1 = '9'"}
            {"timestamp":
            """
        #expect(told(json) == ["656.c SELECT $1 $1=9", "656.b SELECT 1"])
        #expect(ServerLog(json).notRead == 1)
    }

    @Test func aValueThatWasCutOffIsNoValue() {
        let log = """
            2026-11-30 07:21:10.300 UTC [12] LOG:  execute <unnamed>: SELECT $1
            2026-11-30 07:21:10.300 UTC [12] DETAIL:  parameters: $1 = 'abc...'
            """
        #expect(told(log) == ["12 SELECT $1"])
    }

    private func line(_ hour: Int) -> String {
        let (day, hour) = (hour / 24 + 1, hour % 24)
        return "2026-03-0\(day) \(hour < 10 ? "0" : "")\(hour):30:00.000 CET [1] LOG:  statement: SELECT 1"
    }

    /// From 9:30 on one day to 21:30 on the next: a statement at each half hour, two more from 12 to 18, none at 4:30.
    @Test func theQuietestHourOfADay() throws {
        let times = (9...45).flatMap { hour -> [Int] in
            if hour % 24 == 4 { return [] }
            return Array(repeating: hour, count: (12..<18).contains(hour % 24) ? 3 : 1)
        }
        let hour = try #require(
            QuietHour(of: ServerLog(times.map(line).joined(separator: "\n")).entries.map(\.at)))
        #expect(hour.hour == 4 && hour.statements == 0 && hour.mostStatements == 3)
    }

    /// Ten whole hours are no day, and where every hour is alike none is quiet.
    @Test(arguments: [9...20, 0...47])
    func noHourIsNamedWithoutReason(_ hours: ClosedRange<Int>) {
        let log = ServerLog(hours.map(line).joined(separator: "\n"))
        #expect(QuietHour(of: log.entries.map(\.at)) == nil)
        #expect(QuietHour(of: []) == nil)
    }
}
