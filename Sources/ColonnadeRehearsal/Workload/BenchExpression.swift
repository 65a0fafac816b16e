import ColonnadeEngine
import ColonnadeModel
import Foundation

/// A number as pgbench has it.
enum BenchNumber: Sendable, Hashable {
    case whole(Int64)
    case real(Double)

    var value: Value {
        switch self {
        case .whole(let number): .integer(number)
        case .real(let number): .double(number)
        }
    }

    var real: Double {
        switch self {
        case .whole(let number): Double(number)
        case .real(let number): number
        }
    }
}

/// What stands behind `\set name`.
indirect enum BenchExpression: Sendable {
    case number(BenchNumber)
    case variable(String)
    case negated(BenchExpression)
    case binary(Character, BenchExpression, BenchExpression)
    case call(Function, [BenchExpression])

    /// The functions that are known, and how many arguments each takes.
    enum Function: String, Sendable, CaseIterable {
        case random, random_zipfian, random_exponential, random_gaussian, abs, greatest, least, mod, int,
            double

        var arguments: ClosedRange<Int> {
            switch self {
            case .random, .mod: 2...2
            case .random_zipfian, .random_exponential, .random_gaussian: 3...3
            case .abs, .int, .double: 1...1
            case .greatest, .least: 1...100
            }
        }
    }

    /// - Throws: ``EngineError`` where the numbers do not work, as pgbench's client would be aborted.
    func value(_ variables: [String: BenchNumber], _ random: inout any RandomNumberGenerator) throws
        -> BenchNumber
    {
        switch self {
        case .number(let number): return number
        case .variable(let name): return variables[name] ?? .whole(0)
        case .negated(let part): return try Self.compute("-", .whole(0), part.value(variables, &random))
        case .binary(let sign, let left, let right):
            return try Self.compute(sign, left.value(variables, &random), right.value(variables, &random))
        case .call(let function, let arguments):
            var values: [BenchNumber] = []
            for argument in arguments { values.append(try argument.value(variables, &random)) }
            return try Self.call(function, values, &random)
        }
    }

    private static func compute(_ sign: Character, _ left: BenchNumber, _ right: BenchNumber) throws
        -> BenchNumber
    {
        guard case .whole(let a) = left, case .whole(let b) = right else {
            switch sign {
            case "+": return .real(left.real + right.real)
            case "-": return .real(left.real - right.real)
            case "*": return .real(left.real * right.real)
            case "/": return .real(left.real / right.real)
            default: return .real(left.real.truncatingRemainder(dividingBy: right.real))
            }
        }
        let (result, overflow) =
            switch sign {
            case "+": a.addingReportingOverflow(b)
            case "-": a.subtractingReportingOverflow(b)
            case "*": a.multipliedReportingOverflow(by: b)
            case "/": a.dividedReportingOverflow(by: b)
            default: a.remainderReportingOverflow(dividingBy: b)
            }
        if overflow { throw EngineError.inScript("\(a) \(sign) \(b) is no bigint") }
        return .whole(result)
    }

    private static func call(
        _ function: Function, _ values: [BenchNumber], _ random: inout any RandomNumberGenerator
    ) throws -> BenchNumber {
        switch function {
        case .abs: return values[0].real < 0 ? try compute("-", .whole(0), values[0]) : values[0]
        case .greatest: return values.max { $0.real < $1.real } ?? values[0]
        case .least: return values.min { $0.real < $1.real } ?? values[0]
        case .mod: return try compute("%", values[0], values[1])
        case .int: return .whole(Int64(values[0].real))
        case .double: return .real(values[0].real)
        case .random, .random_zipfian, .random_exponential, .random_gaussian:
            let (low, high) = (Int64(values[0].real), Int64(values[1].real))
            guard low <= high else {
                throw EngineError.inScript("random(\(low), \(high)): the first is larger")
            }
            let parameter = values.count > 2 ? values[2].real : 0
            return .whole(try draw(function, low...high, parameter, &random))
        }
    }

    /// The distributions of pgbench's manual, Built-In Functions.
    private static func draw(
        _ function: Function, _ range: ClosedRange<Int64>, _ parameter: Double,
        _ random: inout any RandomNumberGenerator
    ) throws -> Int64 {
        let count = Double(range.upperBound - range.lowerBound) + 1
        func uniform() -> Double { Double.random(in: Double.leastNonzeroMagnitude...1, using: &random) }
        func place(_ share: Double) -> Int64 {
            min(range.upperBound, range.lowerBound + Int64(share * count))
        }
        switch function {
        case .random_exponential:
            guard parameter > 0 else {
                throw EngineError.inScript("random_exponential takes a parameter above 0")
            }
            let cut = exp(-parameter)
            return place(-log(cut + (1 - cut) * uniform()) / parameter)
        case .random_gaussian:
            guard parameter >= 2 else {
                throw EngineError.inScript("random_gaussian takes a parameter of 2 or more")
            }
            var normal = 0.0
            repeat {
                normal = sqrt(-2 * log(uniform())) * sin(2 * .pi * uniform())
            } while abs(normal) >= parameter
            return place((normal + parameter) / (parameter * 2))
        case .random_zipfian:
            guard (1.001...1000).contains(parameter) else {
                throw EngineError.inScript("random_zipfian takes a parameter from 1.001 to 1000")
            }
            // Rejection after Devroye, Non-Uniform Random Variate Generation, p. 550, as pgbench does it.
            let b = pow(2, parameter - 1)
            while true {
                let x = floor(pow(uniform(), -1 / (parameter - 1)))
                let t = pow(1 + 1 / x, parameter - 1)
                if uniform() * x * (t - 1) / (b - 1) <= t / b, x <= count {
                    return range.lowerBound + Int64(x) - 1
                }
            }
        default: return Int64.random(in: range, using: &random)
        }
    }
}

extension EngineError {
    /// What a script asks of its client that cannot be done: counted like an error of the server.
    fileprivate static func inScript(_ message: String) -> EngineError { EngineError(.refused, message) }
}
