// Whoever uses the façade meets the words of the design in its results: one import is enough.
@_exported public import ColonnadeEngine
@_exported public import ColonnadeMap
@_exported public import ColonnadeModel
@_exported public import ColonnadePlan
@_exported public import ColonnadeRun
@_exported public import ColonnadeRehearsal
@_exported public import ColonnadeReport
