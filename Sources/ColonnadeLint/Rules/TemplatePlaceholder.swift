package import ColonnadeModel
package import ColonnadeSQL

/// A placeholder that only a template engine fills in
package enum TemplatePlaceholder: HazardRule {
    package static let id = "template-placeholder"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let title = "A placeholder that only a template engine fills in"
    package static let why =
        "The statement is judged with the name left open: a table that this file creates, or a hazard that the value "
        + "brings along, may go unseen."
    package static let safeWay = "Render the file first, and give the SQL that comes out to lint."
    package static let source = "Flyway (${…}), Jinja and dbt ({{ … }}, {% … %}), psql's variables (:name)"
    package static let bad: [String] = [
        "ALTER TABLE {{ schema }}.t ADD COLUMN a int", "DROP TABLE ${prefix}_t",
        "DELETE FROM t WHERE a = :'value'",
        "{% if production %} ALTER TABLE t ADD COLUMN a int {% endif %}",
    ]
    package static let good: [String] = [
        "INSERT INTO t (a) VALUES ('{{ name }} ${x} :y')", "SELECT a::int, b[1:2], b[i:j] FROM t",
    ]

    package static func check(_ unread: Unread) -> Hit? {
        unread.kind == .placeholder ? Hit(unread.message) : nil
    }
}
