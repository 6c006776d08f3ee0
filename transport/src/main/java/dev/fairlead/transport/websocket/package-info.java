/**
 * WebSocket (RFC 6455) for clients, over the connections of {@link
 * dev.fairlead.transport.http.HttpTransport#upgrade}. The frames are taken apart and put together
 * by Netty's codec; demand, cancelling, ends and errors are as those of the connection below.
 */
@NullMarked
package dev.fairlead.transport.websocket;

import org.jspecify.annotations.NullMarked;
