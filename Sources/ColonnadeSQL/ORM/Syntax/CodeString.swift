/// A string literal's value, and where in the file each part of it is written.
package struct CodeString: Sendable, Hashable {
    /// A stretch that the value has byte for byte from the file.
    package struct Run: Sendable, Hashable {
        package var at: Int
        package var source: Int
        package var count: Int
    }

    /// Where something is put in when the program runs.
    package struct Gap: Sendable, Hashable {
        /// The byte of the value before which it comes.
        package var at: Int
        /// Where it is written.
        package var source: Range<Int>
    }

    package private(set) var bytes: [UInt8] = []
    package private(set) var runs: [Run] = []
    /// What is put in when the program runs.
    package var gaps: [Gap] = []
    /// Whether something is put in when the program runs.
    package var isInterpolated = false
    /// False for a literal that the file ends in.
    package var isTerminated = true

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// One more byte, taken from a place in the file.
    mutating func append(_ byte: UInt8, at source: Int) {
        if let last = runs.last, last.source + last.count == source, last.at + last.count == bytes.count {
            runs[runs.count - 1].count += 1
        } else {
            runs.append(Run(at: bytes.count, source: source, count: 1))
        }
        bytes.append(byte)
    }

    /// A stretch of another one, in which nothing is put.
    mutating func append(_ other: CodeString, _ range: Range<Int>) {
        for index in range {
            if let source = other.place(index) {
                append(other.bytes[index], at: source)
            } else {
                append(escaped: [other.bytes[index]])
            }
        }
    }

    /// What an escape stands for.
    mutating func append(escaped text: some Sequence<UInt8>) { bytes += text }

    /// What is put in here when the program runs.
    mutating func appendGap(_ source: Range<Int>) {
        gaps.append(Gap(at: bytes.count, source: source))
        isInterpolated = true
    }

    /// The literal written behind this one.
    mutating func append(_ other: CodeString) {
        let start = bytes.count
        bytes += other.bytes
        gaps += other.gaps.map { Gap(at: $0.at + start, source: $0.source) }
        runs += other.runs.map { Run(at: $0.at + start, source: $0.source, count: $0.count) }
        isInterpolated = isInterpolated || other.isInterpolated
        isTerminated = isTerminated && other.isTerminated
    }

    /// Without the spaces that every line starts with, as squiggly heredocs have it.
    func dedented(by width: Int? = nil) -> CodeString {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        func indent(_ line: ArraySlice<UInt8>) -> Int { line.prefix { $0 == 0x20 || $0 == 0x09 }.count }
        let width =
            width ?? lines.filter { line in line.contains { $0 != 0x20 && $0 != 0x09 } }.map(indent).min()
            ?? 0
        var result = CodeString()
        for (index, line) in lines.enumerated() {
            if index > 0 { result.append(UInt8(ascii: "\n"), at: place(line.startIndex - 1) ?? 0) }
            let dropped = min(width, indent(line))
            for gap in gaps where (line.startIndex...line.endIndex).contains(gap.at) {
                let at = result.bytes.count + max(0, gap.at - line.startIndex - dropped)
                result.gaps.append(Gap(at: at, source: gap.source))
            }
            for place in line.indices.dropFirst(dropped) {
                if let source = self.place(place) {
                    result.append(bytes[place], at: source)
                } else {
                    result.append(escaped: [bytes[place]])
                }
            }
        }
        result.isInterpolated = isInterpolated
        result.isTerminated = isTerminated
        return result
    }

    /// Where a byte of the value stands in the file; nil for what an escape stands for.
    package func place(_ index: Int) -> Int? {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].at + runs[middle].count <= index { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].at <= index else { return nil }
        return runs[low].source + index - runs[low].at
    }
}
