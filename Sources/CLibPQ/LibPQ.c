// libpq is loaded when a database is first asked for, not when the program starts. It brings some twenty libraries along
// (TLS, Kerberos, LDAP), half of the start of a program that mostly reads files; and where it is not installed, everything
// that needs no PostgreSQL still works.

#include <dlfcn.h>
#include <pthread.h>

// What is defined here is for this program only: libpq itself goes on using its own.
#pragma GCC visibility push(hidden)
#include "CLibPQ.h"

#ifdef __APPLE__
static const char library[] = "libpq.5.dylib";
#else
static const char library[] = "libpq.so.5";
#endif

// Every function that is used: what it returns, its name, what it takes, and that handed on. The header beside says the
// same, and the compiler compares.
#define FUNCTIONS(F)                                                                                                   \
    F(PGconn *, PQconnectdbParams, (const char *const *keywords, const char *const *values, int expand),               \
      (keywords, values, expand))                                                                                      \
    F(PQconninfoOption *, PQconninfoParse, (const char *conninfo, char **error), (conninfo, error))                    \
    F(void, PQconninfoFree, (PQconninfoOption * options), (options))                                                   \
    F(ConnStatusType, PQstatus, (const PGconn *connection), (connection))                                              \
    F(char *, PQerrorMessage, (const PGconn *connection), (connection))                                                \
    F(int, PQsocket, (const PGconn *connection), (connection))                                                         \
    F(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn * connection, PQnoticeProcessor processor, void *argument),     \
      (connection, processor, argument))                                                                               \
    F(void, PQfinish, (PGconn * connection), (connection))                                                             \
    F(PGcancel *, PQgetCancel, (PGconn * connection), (connection))                                                    \
    F(int, PQcancel, (PGcancel * cancel, char *error, int size), (cancel, error, size))                                \
    F(void, PQfreeCancel, (PGcancel * cancel), (cancel))                                                               \
    F(PGresult *, PQexec, (PGconn * connection, const char *query), (connection, query))                               \
    F(PGresult *, PQexecParams,                                                                                        \
      (PGconn * connection, const char *command, int count, const Oid *types, const char *const *values,               \
       const int *lengths, const int *formats, int format),                                                            \
      (connection, command, count, types, values, lengths, formats, format))                                           \
    F(int, PQsendQueryParams,                                                                                          \
      (PGconn * connection, const char *command, int count, const Oid *types, const char *const *values,               \
       const int *lengths, const int *formats, int format),                                                            \
      (connection, command, count, types, values, lengths, formats, format))                                           \
    F(int, PQenterPipelineMode, (PGconn * connection), (connection))                                                   \
    F(int, PQexitPipelineMode, (PGconn * connection), (connection))                                                    \
    F(int, PQpipelineSync, (PGconn * connection), (connection))                                                        \
    F(PGresult *, PQgetResult, (PGconn * connection), (connection))                                                    \
    F(ExecStatusType, PQresultStatus, (const PGresult *result), (result))                                              \
    F(char *, PQresultErrorMessage, (const PGresult *result), (result))                                                \
    F(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))                                \
    F(int, PQntuples, (const PGresult *result), (result))                                                              \
    F(int, PQnfields, (const PGresult *result), (result))                                                              \
    F(char *, PQfname, (const PGresult *result, int column), (result, column))                                         \
    F(Oid, PQftype, (const PGresult *result, int column), (result, column))                                            \
    F(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column))                        \
    F(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))                          \
    F(char *, PQcmdTuples, (PGresult * result), (result))                                                              \
    F(void, PQclear, (PGresult * result), (result))                                                                    \
    F(int, PQputCopyData, (PGconn * connection, const char *bytes, int count), (connection, bytes, count))             \
    F(int, PQputCopyEnd, (PGconn * connection, const char *error), (connection, error))                                \
    F(int, PQgetCopyData, (PGconn * connection, char **bytes, int async), (connection, bytes, async))                  \
    F(void, PQfreemem, (void *memory), (memory))

#define POINTER(returned, name, parameters, arguments) returned(*name) parameters;
static struct { FUNCTIONS(POINTER) } libpq;

#define FORWARD(returned, name, parameters, arguments)                                                                 \
    returned name parameters { return libpq.name arguments; }
FUNCTIONS(FORWARD)

static char failure[512];

static void load(void) {
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
#define FIND(returned, name, parameters, arguments)                                                                    \
    && (*(void **)&libpq.name = dlsym(handle, #name))
    if (handle FUNCTIONS(FIND)) return;
    const char *why = dlerror();
    for (size_t i = 0; why && why[i] && i + 1 < sizeof failure; i++) failure[i] = why[i];
}

const char *colonnade_load_libpq(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure[0] ? failure : 0;
}
