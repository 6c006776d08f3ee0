package dev.fairlead.transport.http;

import org.junit.jupiter.api.Nested;

/**
 * All that is said of transports, with every wire, streams and upgrades too, over Netty's channels.
 */
class NettyWiresTest {

  private static HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    WireSource wires = new Connector(options.connectTimeout());
    return new WiredTransport(address, options, wires, wires);
  }

  @Nested
  class BlockedSubscriber extends BlockedSubscriberTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Cancel extends CancelTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class CancelRace extends CancelRaceTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class ConnectionReuse extends ConnectionReuseTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class DecodeApart extends DecodeApartTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Demand extends DemandTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class FaultyServer extends FaultyServerTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Fetch extends FetchTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class FileUpload extends FileUploadTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Resources extends ResourcesTest {
    /** Netty's, and those that lead to subscribers. */
    @Override
    long mostIoThreads() {
      return 2 * super.mostIoThreads();
    }

    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Upgrade extends UpgradeTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }

  @Nested
  class Upload extends UploadTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return NettyWiresTest.open(address, options);
    }
  }
}
