import ColonnadeModel

/// What the values of a column become. The same value becomes the same everywhere, under one key; nothing says which
/// value it was.
package struct Masker: Sendable {
    package let kind: MaskKind
    package let type: ValueType
    /// The most characters a value may have.
    package let limit: Int?
    /// Whether two values must never become the same.
    package let isUnique: Bool
    let key: MaskKey
    var cipher: ShapeCipher { ShapeCipher(key: key) }

    package init(_ kind: MaskKind, type: ValueType, limit: Int? = nil, isUnique: Bool = false, key: MaskKey) {
        self.kind = kind
        self.type = type
        self.limit = limit ?? type.limit
        self.isUnique = isUnique
        self.key = key
    }

    /// What a plan decides for a column.
    package init(_ decision: MaskPlan.Decision, key: MaskKey) {
        self.init(
            decision.kind, type: decision.type, limit: decision.limit, isUnique: decision.isUnique, key: key)
    }

    /// The same under another key.
    func keyed(_ key: MaskKey) -> Masker {
        Masker(kind, type: type, limit: limit, isUnique: isUnique, key: key)
    }

    /// A value as COPY prints it, unescaped.
    ///
    /// - Returns: nil for NULL.
    package func mask(_ value: String) -> String? {
        if kind == .null { return nil }
        if kind == .keep || value.isEmpty { return value }
        return switch type {
        case .searchWords: ""
        case .integer(let maximum): number(value, maximum)
        case .decimal: number(value, .max)
        case .date, .timestamp: MaskedDate(cipher: cipher).mask(value)
        case .inet: networkAddress(value)
        case .bytes: cipher.encipher(value, hex: .small) { $0 < 2 }
        case .hardwareAddress: cipher.encipher(value, hex: .small)
        case .json: MaskedJSON(key: key).mask(value)
        case .array(let element): ArrayText.map(value) { self.of(element).mask($0) }
        default: fitted(text(value), value)
        }
    }

    private func of(_ element: ValueType) -> Masker {
        Masker(kind, type: element, limit: limit, isUnique: isUnique, key: key)
    }

    /// What is too long, or would not be the only one, is a string of the same shape instead.
    private func fitted(_ masked: String, _ value: String) -> String {
        if let limit, masked.unicodeScalars.count > limit { return cipher.encipher(value) }
        return masked
    }

    private func text(_ value: String) -> String {
        var numbers = key.numbers(MaskPurpose.words, Array(value.utf8))
        switch kind {
        case .email: return email(value)
        case .phone: return phone(value)
        case .card: return card(value)
        case .token: return token(value)
        case .postcode: return cipher.encipher(value)
        case .ip: return networkAddress(value)
        case .birthdate: return MaskedDate(cipher: cipher).mask(value)
        case .text where !isUnique: return MaskWords.sentences(as: value, &numbers)
        case _ where isUnique: return cipher.encipher(value)
        case .firstName: return numbers.pick(MaskWords.firstNames)
        case .lastName: return numbers.pick(MaskWords.lastNames)
        case .name:
            let first = numbers.pick(MaskWords.firstNames)
            return value.contains(" ") ? "\(first) \(numbers.pick(MaskWords.lastNames))" : first
        case .address: return "\(numbers.next(below: 199) + 1) \(numbers.pick(MaskWords.streets))"
        case .city: return numbers.pick(MaskWords.cities)
        case .text, .json, .null, .keep: return cipher.encipher(value)
        }
    }
}

/// What a digest is for, so that none tells of another; the rounds of a ``ShapeCipher`` are those below 16.
enum MaskPurpose {
    static let words: UInt8 = 16
    static let email: UInt8 = 17
    static let emailCase: UInt8 = 18
    static let address: UInt8 = 19
}
