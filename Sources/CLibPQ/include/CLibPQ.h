#pragma once

#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h> // Debian
#else
#include <libpq-fe.h>
#endif

/// Loads libpq, once. To be called before a connection is opened or an address taken apart; what else libpq has needs one
/// of both.
///
/// Returns NULL, or why it cannot be loaded.
const char *colonnade_load_libpq(void);
