/** Calls to an API server: paths, credentials, errors, typed objects, watches. */
@NullMarked
package dev.fairlead.kubernetes.api;

import org.jspecify.annotations.NullMarked;
