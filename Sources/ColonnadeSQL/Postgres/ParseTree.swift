/// PostgreSQL's parse tree, as libpg_query returns it.
///
/// The nodes lie in one array in the order written, each followed by its descendants. So neither reading nor
/// walking nor freeing it ever recurses: an expression nested ten thousand deep costs memory, not stack.
package final class ParseTree: Sendable {
    /// What a node holds, besides the nodes below it.
    package enum Value: Hashable, Sendable {
        case object
        case array
        case string(String)
        case integer(Int)
        case bool(Bool)
        case null
    }

    package struct Entry: Sendable {
        /// The field's name in the object above; empty inside an array.
        package var key: String
        package var value: Value
        /// One past its last descendant.
        package var end: Int
    }

    package let entries: [Entry]
    /// Where the text that was parsed stands in its file.
    let places: Places

    init(entries: [Entry], places: Places) {
        self.entries = entries
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

        private var entry: Entry { tree.entries[index] }

        /// The field's name above this node: for a typed node, its type.
        package var key: String { entry.key }

        /// The nodes directly below.
        package var children: [Node] {
            var found: [Node] = []
            var next = index + 1
            while next < entry.end {
                found.append(Node(tree: tree, index: next))
                next = tree.entries[next].end
            }
            return found
        }

        /// A field of an object.
        package subscript(field: String) -> Node? {
            guard case .object = entry.value else { return nil }
            var next = index + 1
            while next < entry.end {
                if tree.entries[next].key == field { return Node(tree: tree, index: next) }
                next = tree.entries[next].end
            }
            return nil
        }

        /// The only thing in `{"Type": {…}}`, which is how the tree writes a node of any type.
        package var typed: Node? { children.first }

        /// The elements of a list field, each unwrapped from its type.
        package func list(_ field: String) -> [Node] { self[field]?.children.compactMap(\.typed) ?? [] }

        package func string(_ field: String) -> String? {
            if case .string(let text) = self[field]?.entry.value { text } else { nil }
        }

        package func integer(_ field: String) -> Int {
            if case .integer(let number) = self[field]?.entry.value { number } else { 0 }
        }

        package func flag(_ field: String) -> Bool { self[field]?.entry.value == .bool(true) }

        /// The byte of the text that was parsed, where it starts.
        var offset: Int { integer("location") }

        /// The byte of the file where it starts; -1 for unknown.
        package var location: Int {
            offset < 0 ? offset : tree.places[offset]
        }

        /// The strings of a list of String nodes: a qualified name, for example.
        package func strings(_ field: String) -> [String] {
            list(field).compactMap { $0.key == "String" ? $0.string("sval") ?? "" : nil }
        }

        /// Every node of a type at or below this one.
        package func all(_ type: String) -> [Node] {
            (index..<entry.end).compactMap {
                tree.entries[$0].key == type ? Node(tree: tree, index: $0) : nil
            }
        }

        /// Every node at or below this one whose type begins so.
        func all(startingWith prefix: String) -> [Node] {
            (index..<entry.end).compactMap {
                tree.entries[$0].key.hasPrefix(prefix) ? Node(tree: tree, index: $0) : nil
            }
        }

        /// Goes through this node and all below it in the order written, without recursing.
        ///
        /// - Parameter visit: looks at a node and says whether what is below it is wanted.
        func walk(_ visit: (Node) -> Bool) {
            var next = index
            while next < entry.end {
                next = visit(Node(tree: tree, index: next)) ? next + 1 : tree.entries[next].end
            }
        }

        /// Where the text that was parsed stands in its file.
        var places: Places { tree.places }

        /// Whether another node is at or below this one.
        package func contains(_ other: Node) -> Bool { (index..<entry.end).contains(other.index) }
    }
}
