package import ColonnadeModel
package import ColonnadeSQL

/// SQL that is only made when it runs
package enum DynamicSql: HazardRule {
    package static let id = "dynamic-sql"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "SQL that is only made when it runs"
    package static let why =
        "What is executed depends on values that only the server knows: whatever hazard it has is not among these "
        + "findings. Constant strings are read, also put together by || and format()."
    package static let safeWay = "Plain statements where possible; else look at what it makes with care."
    package static let source = "manual 41.5.4, Executing Dynamic Commands"
    package static let bad: [String] = [
        "DO $$ DECLARE t text; BEGIN SELECT relname INTO t FROM pg_class LIMIT 1; EXECUTE 'DROP TABLE ' || t; END $$",
        "DO LANGUAGE plpython3u $$ plpy.execute('DROP TABLE t') $$",
    ]
    package static let good: [String] = [
        "SELECT 1",
        "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$",
        "DO $$ BEGIN EXECUTE format('SELECT %L, %s', 'a', '1') || ' AS b'; END $$",
        "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$",
    ]

    package static func check(_ unread: Unread) -> Hit? {
        unread.kind == .dynamic ? Hit(unread.message) : nil
    }
}
