import Glibc

/// A thread with a stack of known size, for code that goes as deep as the text it reads.
enum DeepStack {
    private static let bytes = 8 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs something there, and waits for it.
    static func run<Value, Failure>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        var result: Result<Value, Failure>?
        return try withoutActuallyEscaping(body) { body throws(Failure) in
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, bytes)
            let work = Unmanaged.passRetained(Work { result = Result(catching: body) })
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes,
                { context in
                    if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                    return nil
                }, work.toOpaque())
            guard code == 0 else {
                work.release()
                return try body()
            }
            pthread_join(thread, nil)
            guard let result else { return try body() }
            return try result.get()
        }
    }
}
