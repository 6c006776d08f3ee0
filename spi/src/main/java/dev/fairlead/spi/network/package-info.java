/** Networks: what containers reach one another over, and who is connected. */
@NullMarked
package dev.fairlead.spi.network;

import org.jspecify.annotations.NullMarked;
