/// Values between two others, for types that have a measure.
enum ValueScale {
    /// A value of a type, so far between two bounds; nil where the type has no measure.
    static func between(_ low: String, _ high: String, _ share: Double, _ type: ValueType) -> String? {
        switch type {
        case .integer:
            guard let low = Int(low), let high = Int(high) else { return nil }
            return "\(low + Int((Double(high) - Double(low)) * share))"
        case .decimal:
            guard let from = Double(low), let to = Double(high) else { return nil }
            return decimal(from + (to - from) * share, places: max(places(low), places(high)))
        case .date:
            guard let from = days(low), let to = days(high) else { return nil }
            return date(from + Int(Double(to - from) * share))
        case .timestamp:
            guard let from = seconds(low), let to = seconds(high) else { return nil }
            return timestamp(from + (to - from) * share)
        default: return nil
        }
    }

    /// The value that is so many steps behind another.
    static func after(_ start: String, _ steps: Int, _ type: ValueType) -> String? {
        switch type {
        case .date: days(start).map { date($0 + steps) }
        case .timestamp: seconds(start).map { timestamp($0 + Double(steps)) }
        default: nil
        }
    }

    private static func places(_ text: String) -> Int {
        text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
    }

    private static func decimal(_ value: Double, places: Int) -> String {
        guard places > 0 else { return "\(Int(value.rounded(.down)))" }
        let unit = (0..<min(places, 9)).reduce(1.0) { unit, _ in unit * 10 }
        let scaled = Int((abs(value) * unit).rounded())
        let rest = "\(scaled % Int(unit))"
        let zeros = String(repeating: "0", count: min(places, 9) - rest.count)
        return "\(value < 0 ? "-" : "")\(scaled / Int(unit)).\(zeros)\(rest)"
    }

    /// Days since 1970, as the civil calendar counts them (H. Hinnant, chrono-Compatible Low-Level Date Algorithms).
    private static func days(_ text: String) -> Int? {
        guard let match = text.prefixMatch(of: /(\d{4,})-(\d\d)-(\d\d)/), !text.hasSuffix("BC"),
            var year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return nil }
        if month <= 2 { year -= 1 }
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int) -> String {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return [padded(year, 4), padded(month, 2), padded(dayOfYear - (153 * part + 2) / 5 + 1, 2)].joined(
            separator: "-")
    }

    /// Seconds since 1970, in whatever zone both bounds are.
    private static func seconds(_ text: String) -> Double? {
        guard let days = days(text),
            let match = text.firstMatch(
                of: /[ T](\d\d):(\d\d):(\d\d(?:\.\d+)?)([+-]\d\d)?(?::(\d\d))?$/),
            let hours = Double(match.1), let minutes = Double(match.2), let seconds = Double(match.3)
        else { return nil }
        // `+05:30`: the minutes have the sign of the hours.
        let zone = match.4.flatMap { Double($0) } ?? 0
        let part = match.5.flatMap { Double($0) } ?? 0
        let offset = zone * 3_600 + (zone < 0 ? -part : part) * 60
        let time = hours * 3_600 + minutes * 60 + seconds
        return Double(days) * 86_400 + time - offset
    }

    /// In UTC; without a zone it is dropped by the type.
    private static func timestamp(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.down))
        let (day, second) = whole.quotientAndRemainder(dividingBy: 86_400)
        let (days, rest) = second < 0 ? (day - 1, second + 86_400) : (day, second)
        let micros = Int((seconds - Double(whole)) * 1_000_000)
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(date(days)) \(time).\(padded(micros, 6))+00"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
}
