/** What happens to containers, made out from what a watch tells of their pods. */
@NullMarked
package dev.fairlead.kubernetes.event;

import org.jspecify.annotations.NullMarked;
