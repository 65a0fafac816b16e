/// The column types of Django's fields on PostgreSQL (django/db/backends/postgresql/base.py).
enum DjangoFieldTypes {
    static let plain: [String: String] = [
        "AutoField": "integer", "BigAutoField": "bigint", "SmallAutoField": "smallint",
        "BinaryField": "bytea",
        "BooleanField": "boolean", "NullBooleanField": "boolean", "DateField": "date",
        "DateTimeField": "timestamp with time zone", "DurationField": "interval",
        "FloatField": "double precision",
        "IntegerField": "integer", "BigIntegerField": "bigint", "IPAddressField": "inet",
        "GenericIPAddressField": "inet", "JSONField": "jsonb", "PositiveBigIntegerField": "bigint",
        "PositiveIntegerField": "integer", "PositiveSmallIntegerField": "smallint",
        "SmallIntegerField": "smallint",
        "TextField": "text", "TimeField": "time", "UUIDField": "uuid",
        // django.contrib.postgres.fields
        "HStoreField": "hstore", "CITextField": "citext", "CICharField": "citext", "CIEmailField": "citext",
        "IntegerRangeField": "int4range", "BigIntegerRangeField": "int8range",
        "DecimalRangeField": "numrange",
        "FloatRangeField": "numrange", "DateTimeRangeField": "tstzrange", "DateRangeField": "daterange",
        "SearchVectorField": "tsvector",
    ]

    /// Text with a longest length, and which that is where nothing says.
    static let varying: [String: Int] = [
        "SlugField": 50, "EmailField": 254, "URLField": 200, "FileField": 100, "ImageField": 100,
        "FilePathField": 100,
    ]

    /// Whether a field is text with a longest length.
    static func isVarying(_ kind: String) -> Bool {
        varying[kind] != nil || kind == "CharField" || kind == "CommaSeparatedIntegerField"
    }

    static let relations: Set<String> = ["ForeignKey", "OneToOneField", "ManyToManyField"]

    /// Whether a field is Django's own.
    static func isKnown(_ kind: String) -> Bool {
        plain[kind] != nil || isVarying(kind) || relations.contains(kind) || none.contains(kind)
            || ["DecimalField", "ArrayField", "GeneratedField"].contains(kind)
    }

    /// The field of Django's that a project's own is built on, by the end of its name: `FlexibleForeignKey`,
    /// `BoundedBigIntegerField`.
    static func base(of kind: String) -> String? {
        let known =
            Array(plain.keys) + Array(varying.keys) + Array(relations) + ["CharField", "DecimalField"]
        return known.filter { kind.hasSuffix($0) }.max { $0.count < $1.count }
    }

    /// What is no column at all.
    static let none: Set<String> = [
        "GenericForeignKey", "GenericRelation", "TaggableManager", "CompositePrimaryKey",
    ]

    /// Applications of Django itself whose keys are `AutoField`.
    static let integerKeyed: Set<String> = [
        "auth", "contenttypes", "admin", "sites", "flatpages", "redirects",
    ]
}
