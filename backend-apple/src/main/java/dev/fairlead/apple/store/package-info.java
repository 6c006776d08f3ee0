/** What Apple's program keeps beside containers and images: volumes and networks. */
@NullMarked
package dev.fairlead.apple.store;

import org.jspecify.annotations.NullMarked;
