package dev.fairlead.jobs;

import dev.fairlead.testing.BlockingIsCaught;

/** The watch for blocking calls is on in this module's tests. */
class BlockHoundTest extends BlockingIsCaught {}
