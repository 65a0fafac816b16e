package import ColonnadeModel
package import ColonnadeSQL

/// A command of psql, which no other tool can run
package enum PsqlCommand: HazardRule {
    package static let id = "psql-command"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "A command of psql, which no other tool can run"
    package static let why =
        "Some commands hide SQL that is then not judged: \\i reads another file, \\gexec runs what a query returns, \\if "
        + "leaves things out, \\connect goes elsewhere. The others, and the rows behind COPY … FROM stdin, only tie the "
        + "file to psql: a note."
    package static let safeWay =
        "Give the files that \\i reads to lint as well, write out what \\gexec makes, and keep the rest out of migrations."
    package static let source = "manual, psql, Meta-Commands"
    package static let bad: [String] = [
        #"\i tables.sql"#, #"SELECT format('DROP TABLE %I', relname) FROM pg_class \gexec"#,
        #"\connect shop"#,
        "COPY t FROM stdin;\n1\tit's\n\\.\n", #"\echo it's done"#,
    ]
    package static let good: [String] = [
        #"SELECT '\i tables.sql'"#, "COPY t FROM '/tmp/t.csv'", "-- \\i tables.sql\nSELECT 1",
    ]

    package static func check(_ unread: Unread) -> Hit? {
        switch unread.kind {
        case .command(let name): hit(name)
        case .rows: Hit("the rows behind COPY … FROM stdin are sent by psql alone", severity: .note)
        case .syntax, .placeholder, .dynamic, .framework: nil
        }
    }

    private static func hit(_ name: String) -> Hit? {
        switch name {
        case "i", "ir", "include", "include_relative":
            Hit("`\\\(name)` reads another file, whose statements are not judged here")
        case "gexec": Hit("`\\gexec` runs what the query returns: SQL that is only made then")
        case "if": Hit("`\\if` decides when it runs what is left out: everything up to `\\endif` is judged")
        case "elif", "else", "endif": nil
        case "c", "connect":
            Hit("`\\\(name)` goes to another database: what follows is judged as if it were the same")
        case "copy": Hit("`\\copy` loads rows from a file that only psql reads", severity: .note)
        case "!": Hit("`\\!` runs a command of the shell")
        default: Hit("`\\\(name)` is a command of psql, which no other tool can run", severity: .note)
        }
    }
}
