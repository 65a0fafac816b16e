import ColonnadeModel
import Testing

@Suite struct DefinitionTextTests {
    @Test(arguments: [
        ("USING btree (a, lower(a))", "USING btree (b, lower(b))"),
        ("CHECK (((a)::text <> 'a'::text))", "CHECK (((b)::text <> 'a'::text))"),
        ("CHECK ((x)::a > a.a)", "CHECK ((x)::a > a.a)"),
        ("CHECK (a(a) > 0)", "CHECK (a(b) > 0)"),
        (#"("a", "A", aa, a1)"#, #"(b, "A", aa, a1)"#),
        ("(x = 'it''s a' AND a > 1)", "(x = 'it''s a' AND b > 1)"),
        (#"("x""a" = a)"#, #"("x""a" = b)"#),
        (
            "((a)::timestamp without time zone AT TIME ZONE 'a')",
            "((b)::timestamp without time zone AT TIME ZONE 'a')"
        ),
        ("((c).a + a)", "((c).a + b)"),
        ("(a COLLATE \"C\" text_pattern_ops DESC)", "(b COLLATE \"C\" text_pattern_ops DESC)"),
    ])
    func onlyTheColumnGetsAnotherName(_ text: String, _ expected: String) {
        #expect(DefinitionText(text).renaming("a", to: "b") == expected)
    }
}
