/// The program's version, as CHANGELOG.md has it.
public enum Version {
    /// The one being built.
    public static let current = "0.1.0"
}
