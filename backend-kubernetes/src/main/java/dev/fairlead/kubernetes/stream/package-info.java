/**
 * What goes in and out of the containers of a cluster: executed commands, attachments, logs, ports
 * and files, all through the API server.
 */
@NullMarked
package dev.fairlead.kubernetes.stream;

import org.jspecify.annotations.NullMarked;
