package dev.fairlead.testing;

/** The watch for blocking calls is on in this module's tests. */
class BlockHoundTest extends BlockingIsCaught {}
