/**
 * HTTP/1.1 and raw duplex connections over Unix sockets and TCP, as demand-driven streams.
 *
 * <p>{@link dev.fairlead.transport.http.HttpTransport} is the way in. Everything is cold: nothing
 * happens before subscription, and each subscription is a new request. All signals are delivered on
 * event-loop threads that every connection of the process shares, so a subscriber must not block in
 * its callbacks; work that takes long belongs behind {@code publishOn}.
 */
@NullMarked
package dev.fairlead.transport.http;

import org.jspecify.annotations.NullMarked;
