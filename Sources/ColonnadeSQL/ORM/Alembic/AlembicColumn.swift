import ColonnadeModel

/// `sa.Column('total', sa.Integer(), sa.ForeignKey('a.id'), nullable=False, server_default='0')`.
struct AlembicColumn {
    let name: String
    let type: SourcedSQL
    let bytes: Range<Int>
    private let call: CodeLink
    private let values: AlembicValues
    private let unknown: [(what: String, bytes: Range<Int>)]

    /// Nil where the name is computed, or it is no column.
    init?(_ value: CodeExpression, _ translation: ORMTranslation) {
        guard let call = value.links?.last, call.name == "Column",
            let name = translation.text(call.argument("name", 0))
        else { return nil }
        self.call = call
        self.name = name
        bytes = value.bytes
        values = AlembicValues(translation)
        var unknown: [(what: String, bytes: Range<Int>)] = []
        // A column without a type has that of the foreign key it is.
        let written = call.option("type_") ?? call.positional(1)
        let isType =
            written.map { !["ForeignKey", "Identity", "Computed"].contains($0.links?.last?.name ?? "") }
            ?? false
        if isType, let written, let type = values.type(written) {
            self.type = type
        } else {
            type = "INTEGER"
            let what = written.map { translation.source.slice($0.bytes) } ?? "nothing"
            unknown.append(("the column type \(what); judged as INTEGER", written?.bytes ?? value.bytes))
        }
        if let value = call.option("server_default"), !value.isNone, values.serverDefault(value) == nil,
            Self.generation(value) == nil
        {
            unknown.append(("the default is computed; judged as none", value.bytes))
        }
        self.unknown = unknown
    }

    var columnName: Identifier { Identifier(name) }
    var isPrimaryKey: Bool { call.option("primary_key")?.bool ?? false }
    var isUnique: Bool { call.option("unique")?.bool ?? false }
    var isIndexed: Bool { call.option("index")?.bool ?? false }
    var comment: String? { call.option("comment")?.literal }
    var createsType: SourcedSQL? { values.createsType(call.positional(1)) }
    private var isNullable: Bool { call.option("nullable")?.bool ?? !isPrimaryKey }

    /// What of it could not be read.
    func report(into translation: inout ORMTranslation) {
        for part in unknown { translation.notRead(part.what, at: part.bytes) }
    }

    /// The foreign keys that it states itself.
    var foreignKeys: [CodeLink] {
        (call.arguments ?? []).compactMap { argument in
            argument.value.links?.last.flatMap { $0.name == "ForeignKey" ? $0 : nil }
        }
    }

    private static func generation(_ value: CodeExpression) -> CodeLink? {
        value.links?.last.flatMap { ["Identity", "Computed"].contains($0.name) ? $0 : nil }
    }

    private var generation: CodeLink? {
        (call.arguments ?? []).lazy.compactMap { Self.generation($0.value) }.first
    }

    /// Name, type, default and NOT NULL.
    ///
    /// - Parameter isNumbered: whether the server numbers it, as the only integer key of a new table.
    func definition(isNumbered: Bool) -> SourcedSQL {
        var sql: SourcedSQL = "\(columnName) "
        let serial = ["INTEGER": "SERIAL", "BIGINT": "BIGSERIAL", "SMALLINT": "SMALLSERIAL"]
        let isSerial =
            isNumbered && generation == nil && call.option("server_default") == nil
            && call.option("autoincrement")?.bool != false && foreignKeys.isEmpty
        if isSerial, let name = serial[type.text] {
            sql.append("\(verbatim: name)")
        } else {
            sql.append(type)
        }
        if let value = call.option("server_default"), !value.isNone, let written = values.serverDefault(value)
        {
            sql.append(" DEFAULT \(written)")
        }
        if let generation {
            if generation.name == "Identity" {
                let always = generation.option("always")?.bool == true
                sql.append(" GENERATED \(verbatim: always ? "ALWAYS" : "BY DEFAULT") AS IDENTITY")
            } else if let expression = generation.argument("sqltext", 0).flatMap({ values.sql($0) }) {
                sql.append(" GENERATED ALWAYS AS (\(expression)) STORED")
            }
        }
        // What the server numbers is never NULL anyway.
        if !isNullable, generation?.name != "Identity" { sql.append(" NOT NULL") }
        return sql.made(of: bytes)
    }
}
