package import ColonnadeModel
package import ColonnadeSQL

/// What is not SQL, or not of this version
package enum Unreadable: HazardRule {
    package static let id = "unreadable"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.reading
    package static let title = "What is not SQL, or not of this version"
    package static let why =
        "A statement that cannot be read cannot be judged, and the server would refuse it. The other statements of the "
        + "file are judged all the same, where the next one can be found."
    package static let safeWay = "Mend the syntax; render the template."
    package static let source = "PostgreSQL 18's own parser (libpg_query)"
    package static let bad = [
        "ALTER TABL t ADD COLUMN a int", "DROP {{ what }} IF t", "DO $$ BEGIN DROP TABL t; END $$",
        "DO $$ BEGIN EXECUTE 'DROP TABL t'; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETRUN 1; END $$",
    ]
    package static let good = [
        "SELECT 1", "DO $$ BEGIN PERFORM 1; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$",
    ]

    package static func check(_ unread: Unread) -> Hit? {
        unread.kind == .syntax ? Hit(unread.message) : nil
    }
}
