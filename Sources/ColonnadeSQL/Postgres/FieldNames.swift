/// The names of fields and types in parse trees: some hundreds, as the grammar has them, each met thousands of times. They
/// are numbered as they are met, so that a tree is made of numbers.
struct FieldNames: Sendable {
    /// The number of no name.
    static let none: UInt16 = 0

    /// By their numbers.
    private(set) var all = [""]
    /// Of all of them, one behind another; and where each begins.
    private var bytes: [UInt8] = []
    private var starts = [0, 0]
    /// The number at the place that a name's hash says, or at the next free one behind it.
    private var table = [UInt16](repeating: none, count: 1024)
    private var hashes = [0]

    /// The number of a name.
    ///
    /// - Parameter hash: of its bytes, the same for the same bytes.
    mutating func number(of name: Slice<UnsafeBufferPointer<UInt8>>, _ hash: Int) -> UInt16 {
        var place = hash & (table.count - 1)
        while table[place] != Self.none {
            let number = Int(table[place])
            if hashes[number] == hash, bytes[starts[number]..<starts[number + 1]].elementsEqual(name) {
                return table[place]
            }
            place = (place + 1) & (table.count - 1)
        }
        return add(name, hash)
    }

    private mutating func add(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ hash: Int) -> UInt16 {
        let number = UInt16(all.count)
        all.append(String(decoding: name, as: UTF8.self))
        bytes += name
        starts.append(bytes.count)
        hashes.append(hash)
        // Half of it stays free.
        if all.count * 2 > table.count {
            table = [UInt16](repeating: Self.none, count: table.count * 2)
            for known in 1..<number { enter(known) }
        }
        enter(number)
        return number
    }

    private mutating func enter(_ number: UInt16) {
        var place = hashes[Int(number)] & (table.count - 1)
        while table[place] != Self.none { place = (place + 1) & (table.count - 1) }
        table[place] = number
    }
}
