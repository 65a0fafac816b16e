/// What a column holds, as far as masking treats it differently. The raw value is what `colonnade.yaml` says.
public enum MaskKind: String, Sendable, Hashable, CaseIterable {
    /// An e-mail address.
    case email
    /// A person's whole name.
    case name
    case firstName = "first_name"
    case lastName = "last_name"
    /// A telephone number.
    case phone
    /// A payment card's number.
    case card
    /// A password's hash, a key, a session, an identity number: whatever means something by being exactly this.
    case token
    /// What people wrote.
    case text
    /// A street with a number.
    case address
    case city
    case postcode
    /// An IP address.
    case ip
    /// A date of birth: the year stays.
    case birthdate
    /// JSON: what its keys and its values look like decides about each value in it.
    case json
    /// Nothing of it is wanted.
    case null
    /// It is copied as it is, whatever it looks like.
    case keep

    /// Whether values of a type can be masked so.
    package func applies(to type: ValueType) -> Bool {
        switch (self, type) {
        case (.keep, _), (.null, _): true
        case (.json, .json): true
        case (.json, _): false
        case (.birthdate, .date), (.birthdate, .timestamp): true
        case (_, .text): true
        case (.ip, .inet): true
        case (.token, .uuid), (.token, .bytes), (.token, .hardwareAddress): true
        case (.phone, .integer), (.card, .integer), (.token, .integer), (.postcode, .integer): true
        case (.phone, .decimal), (.card, .decimal), (.token, .decimal): true
        case (_, .array(let element)): applies(to: element)
        default: false
        }
    }
}

extension MaskKind: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let kind = MaskKind(rawValue: text) else {
            let known = MaskKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "there is no kind \(text); known are \(known)")
        }
        self = kind
    }
}
