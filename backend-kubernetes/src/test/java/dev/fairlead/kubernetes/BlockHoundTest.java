package dev.fairlead.kubernetes;

import dev.fairlead.testing.BlockingIsCaught;

/** The watch for blocking calls is on in this module. */
class BlockHoundTest extends BlockingIsCaught {}
