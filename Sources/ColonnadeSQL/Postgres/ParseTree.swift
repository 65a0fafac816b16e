/// PostgreSQL's parse tree, as libpg_query returns it.
///
/// The nodes lie in one array in the order written, each followed by its descendants. So neither reading nor
/// walking nor freeing it ever recurses: an expression nested ten thousand deep costs memory, not stack.
package final class ParseTree: Sendable {
    /// What a node holds, besides the nodes below it.
    enum Value: Sendable {
        case object
        case array
        /// Which of ``strings`` it is.
        case string(Int32)
        case integer(Int)
        case bool(Bool)
        case null
    }

    /// A node, of numbers alone: there are a hundred to a statement, made and thrown away without counting references.
    struct Entry: Sendable {
        /// The field's name in the object above, one of ``names``; empty inside an array.
        var key: UInt16
        var value: Value
        /// One past its last descendant.
        var end: Int32
    }

    let entries: [Entry]
    let strings: [String]
    /// Those of fields and types, which all trees share.
    let names: [String]
    /// Where the text that was parsed stands in its file.
    let places: Places

    init(entries: [Entry], strings: [String], names: [String], places: Places) {
        self.entries = entries
        self.strings = strings
        self.names = names
        self.places = places
    }

    /// The node everything hangs on.
    package var root: Node { Node(tree: self, index: 0) }
}

extension ParseTree {
    /// One node of the tree. An absent field reads as its default, because libpg_query leaves defaults out.
    package struct Node: Sendable {
        fileprivate let tree: ParseTree
        fileprivate let index: Int

        private var value: Value { tree.entries[index].value }
        private var end: Int { Int(tree.entries[index].end) }

        /// The field's name above this node: for a typed node, its type.
        package var key: String { tree.names[Int(tree.entries[index].key)] }

        /// The nodes directly below.
        package var children: [Node] { below(index) { Node(tree: tree, index: $0) } }

        /// A field of an object.
        package subscript(field: String) -> Node? {
            guard case .object = value else { return nil }
            var next = index + 1
            while next < end {
                if isNamed(field, next) { return Node(tree: tree, index: next) }
                next = Int(tree.entries[next].end)
            }
            return nil
        }

        /// The only thing in `{"Type": {…}}`, which is how the tree writes a node of any type.
        package var typed: Node? { index + 1 < end ? Node(tree: tree, index: index + 1) : nil }

        /// The elements of a list field, each unwrapped from its type.
        package func list(_ field: String) -> [Node] {
            guard let list = self[field] else { return [] }
            return below(list.index) { Node(tree: tree, index: $0).typed }
        }

        package func string(_ field: String) -> String? { self[field]?.text }

        private var text: String? {
            if case .string(let which) = value { tree.strings[Int(which)] } else { nil }
        }

        package func integer(_ field: String) -> Int {
            if case .integer(let number) = self[field]?.value { number } else { 0 }
        }

        package func flag(_ field: String) -> Bool {
            if case .bool(true) = self[field]?.value { true } else { false }
        }

        /// The byte of the text that was parsed, where it starts.
        var offset: Int { integer("location") }

        /// The byte of the file where it starts; -1 for unknown.
        package var location: Int {
            offset < 0 ? offset : tree.places[offset]
        }

        /// The strings of a list of String nodes: a qualified name, for example.
        package func strings(_ field: String) -> [String] {
            guard let list = self[field] else { return [] }
            return below(list.index) { element in
                guard let node = Node(tree: tree, index: element).typed, node.key == "String" else {
                    return nil
                }
                return node.string("sval") ?? ""
            }
        }

        /// Every node of a type at or below this one.
        package func all(_ type: String) -> [Node] {
            (index..<end).compactMap { isNamed(type, $0) ? Node(tree: tree, index: $0) : nil }
        }

        /// Every node at or below this one whose type begins so.
        func all(startingWith prefix: String) -> [Node] {
            (index..<end).map { Node(tree: tree, index: $0) }.filter { $0.key.hasPrefix(prefix) }
        }

        /// Goes through this node and all below it in the order written, without recursing.
        ///
        /// - Parameter visit: looks at a node and says whether what is below it is wanted.
        func walk(_ visit: (Node) -> Bool) {
            var next = index
            while next < end {
                next = visit(Node(tree: tree, index: next)) ? next + 1 : Int(tree.entries[next].end)
            }
        }

        /// Where the text that was parsed stands in its file.
        var places: Places { tree.places }

        /// Whether another node is at or below this one.
        package func contains(_ other: Node) -> Bool { (index..<end).contains(other.index) }

        /// What is made of each node directly below one.
        private func below<Made>(_ parent: Int, _ make: (Int) -> Made?) -> [Made] {
            let end = Int(tree.entries[parent].end)
            var count = 0
            var next = parent + 1
            while next < end {
                count += 1
                next = Int(tree.entries[next].end)
            }
            guard count > 0 else { return [] }
            var made: [Made] = []
            made.reserveCapacity(count)
            next = parent + 1
            while next < end {
                if let one = make(next) { made.append(one) }
                next = Int(tree.entries[next].end)
            }
            return made
        }

        /// Most names differ in their length already.
        private func isNamed(_ name: String, _ index: Int) -> Bool {
            let key = tree.names[Int(tree.entries[index].key)]
            return key.utf8.count == name.utf8.count && key == name
        }
    }
}
