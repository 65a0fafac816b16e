import ColonnadeModel
import ColonnadeRehearsal
import Foundation

/// The longest wait at each moment of a run, on a logarithmic scale, its phases shaded.
struct LatencyChart {
    let timeline: LoadTimeline
    /// The end of the axis of time, in seconds, and of that of latency, in milliseconds: those of the runs beside it.
    let seconds: Double
    let highest: Double
    /// What a pause may be, in milliseconds.
    let allowed: Double
    let width: Int

    private let height = 260
    private let left = 56
    private let right = 10
    private let top = 44
    private let bottom = 26

    var svg: String {
        """
        <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-label="\(label)">
        \(bands.joined(separator: "\n"))
        \(grid.joined(separator: "\n"))
        <path class="wait" d="\(area)"/>
        \(limit)
        \(errors.joined(separator: "\n"))
        </svg>
        """
    }

    private var label: String {
        let longest = timeline.slices.map(\.longest).max() ?? 0
        return "Longest wait over time, at most \(longest.asMilliseconds)"
    }

    // MARK: - Scales

    /// Above what was reached and what is allowed.
    private var ceiling: Double { max(highest, allowed, 100) * 1.5 }

    private func x(_ second: Double) -> Double {
        Double(left) + max(0, min(second / seconds, 1)) * Double(width - left - right)
    }

    /// From 0.1 ms at the bottom.
    private func y(_ milliseconds: Double) -> Double {
        let share = (log10(max(milliseconds, 0.1)) + 1) / (log10(ceiling) + 1)
        return Double(height - bottom) - min(share, 1) * Double(height - top - bottom)
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }

    // MARK: - Parts

    /// What is long enough for its name has it directly above; the others stand a line higher, as far as there is room.
    private var bands: [String] {
        var end = Double(left) - 10
        return timeline.spans.enumerated().map { index, span in
            let (start, width) = (x(span.start), x(span.end) - x(span.start))
            let needed = Double(span.phase.count) * 6.5 + 6
            var name = ""
            if width >= needed {
                name = label(span, at: start + 3, y: top - 6)
            } else if start >= end, start + needed < Double(self.width) {
                name = label(span, at: start, y: top - 22)
                end = start + needed
            }
            return """
                <g><title>\(HTML.escaped(span.phase)), \(Figures.seconds(span.end - span.start))</title>
                <rect class="band band\(index % 2)" x="\(text(start))" y="\(top)" width="\(text(max(width, 0.8)))" height="\(height - top - bottom)"/>\(name)</g>
                """
        }
    }

    private func label(_ span: LoadTimeline.Span, at x: Double, y: Int) -> String {
        "<text class=\"phase\" x=\"\(text(x))\" y=\"\(y)\">\(HTML.escaped(span.phase))</text>"
    }

    private var grid: [String] {
        var lines: [String] = []
        for power in -1...6 {
            let value = pow(10, Double(power))
            guard value <= ceiling else { break }
            let name = value < 1_000 ? "\(value < 1 ? "0.1" : "\(Int(value))") ms" : "\(Int(value / 1_000)) s"
            lines.append(
                "<line class=\"grid\" x1=\"\(left)\" x2=\"\(width - right)\" y1=\"\(text(y(value)))\" y2=\"\(text(y(value)))\"/>"
                    + "<text class=\"tick\" x=\"\(left - 6)\" y=\"\(text(y(value) + 4))\" text-anchor=\"end\">\(name)</text>"
            )
        }
        let step =
            [1.0, 2, 5, 10, 20, 30, 60, 120, 300, 600].first { seconds / $0 <= Double(width) / 90 } ?? 1_800
        for second in stride(from: 0, through: seconds, by: step) {
            lines.append(
                "<text class=\"tick\" x=\"\(text(x(second)))\" y=\"\(height - 8)\" text-anchor=\"middle\">\(Int(second)) s</text>"
            )
        }
        return lines
    }

    private var area: String {
        // A column a pixel at most: the highest of those that share it.
        var columns: [Int: Double] = [:]
        for slice in timeline.slices {
            let column = Int(x(slice.second))
            columns[column] = max(columns[column] ?? 0, slice.longest)
        }
        guard let first = columns.keys.min(), let last = columns.keys.max() else { return "" }
        let base = height - bottom
        let points = columns.sorted { $0.key < $1.key }.map { "L\($0.key) \(text(y($0.value)))" }
        return "M\(first) \(base) \(points.joined(separator: " ")) L\(last) \(base) Z"
    }

    private var limit: String {
        let line = text(y(allowed))
        return
            "<line class=\"limit\" x1=\"\(left)\" x2=\"\(width - right)\" y1=\"\(line)\" y2=\"\(line)\"/>"
            + "<text class=\"limit\" x=\"\(width - right - 4)\" y=\"\(text(y(allowed) + 14))\" text-anchor=\"end\">allowed \(allowed.asMilliseconds)</text>"
    }

    private var errors: [String] {
        timeline.slices.filter { $0.errors > 0 }.map { slice in
            "<rect class=\"error\" x=\"\(text(x(slice.second)))\" y=\"\(height - bottom)\" width=\"1.6\" height=\"6\"><title>\(slice.errors) errors</title></rect>"
        }
    }
}
