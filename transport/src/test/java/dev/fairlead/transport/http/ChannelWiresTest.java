package dev.fairlead.transport.http;

import org.junit.jupiter.api.Nested;

/**
 * All that is said of transports, with every wire, streams and upgrades too, over channels of the
 * JDK.
 */
class ChannelWiresTest {

  private static HttpTransport open(HttpAddress address, HttpTransportOptions options) {
    WireSource wires = new ChannelConnector(options.connectTimeout());
    return new WiredTransport(address, options, wires, wires);
  }

  @Nested
  class Cancel extends CancelTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class CancelRace extends CancelRaceTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class ConnectionReuse extends ConnectionReuseTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class DecodeApart extends DecodeApartTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class Demand extends DemandTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class FaultyServer extends FaultyServerTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class Fetch extends FetchTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class FileUpload extends FileUploadTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class Resources extends ResourcesTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class Upgrade extends UpgradeTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }

  @Nested
  class Upload extends UploadTest {
    @Override
    HttpTransport open(HttpAddress address, HttpTransportOptions options) {
      return ChannelWiresTest.open(address, options);
    }
  }
}
