package dev.fairlead.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.RegistryTransport;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls of the other verbs; each row names where it is written down. */
class VerbArgumentsTest {

  private static final Platform ARM = Platform.parse("linux/arm64");
  private static final ImageReference ALPINE = ImageReference.parse("alpine");

  private record Row(String section, Invocation call, String words) {
    @Override
    public String toString() {
      return section + ": " + words;
    }
  }

  private static ExecSpec.Builder command() {
    return ExecSpec.builder(List.of("ls", "-l"));
  }

  private static Invocation exec(ExecSpec.Builder spec, String mark) {
    return ExecArguments.of(
        "web", spec.build(), Optional.of(mark).filter(text -> !text.isEmpty()), Optional.empty());
  }

  static List<Row> rows() {
    return List.of(
        new Row(
            "5 start -a", Starting.attached("web", AttachOptions.Input.NO), "start --attach web"),
        new Row(
            "2.4 start -i",
            Starting.attached("web", AttachOptions.Input.YES),
            "start --attach --interactive web"),
        new Row("2.4 exec", exec(command(), ""), "exec web ls -l"),
        new Row(
            "2.4 exec -i -t",
            exec(command().stdin(true).tty(true), ""),
            "exec --interactive --tty web ls -l"),
        new Row(
            "2.4 exec -e",
            exec(command().env("A", "1"), "m"),
            "exec --env A=1 --env FAIRLEAD_EXEC_ID=m web ls -l"),
        new Row(
            "2.4 exec -u -w",
            exec(command().user("0").workingDirectory("/w"), ""),
            "exec --user 0 --workdir /w web ls -l"),
        new Row("5 logs", LogArguments.of("web", LogOptions.all()), "logs web"),
        new Row("5 logs -n", LogArguments.of("web", LogOptions.all().withTail(0)), "logs -n 0 web"),
        new Row("5 logs -f -n", LogArguments.following("web"), "logs --follow -n 2147483647 web"),
        new Row(
            "2.2 image pull",
            ImageArguments.pull(ALPINE, PullOptions.defaults(), ARM),
            "image pull --progress none --platform linux/arm64 docker.io/library/alpine:latest"),
        new Row(
            "2.2 --scheme",
            ImageArguments.pull(
                ImageReference.parse("127.0.0.1:5000/x:1"),
                PullOptions.defaults()
                    .withTransport(RegistryTransport.INSECURE)
                    .withPlatform(Platform.parse("linux/amd64")),
                ARM),
            "image pull --progress none --platform linux/amd64 --scheme http 127.0.0.1:5000/x:1"),
        new Row(
            "2.2 image save",
            ImageArguments.save(List.of("a:1", "b:2"), SaveOptions.defaults(), ARM),
            "image save --platform linux/arm64 a:1 b:2"),
        new Row(
            "2.5 volume create",
            StoreArguments.volume(
                VolumeSpec.builder("data")
                    .sizeBytes(1L << 30)
                    .driverOption("journal", "ordered")
                    .build(),
                Map.of("a", "b")),
            "volume create -s 1G --opt journal=ordered --label a=b data"),
        new Row(
            "2.5 network create",
            StoreArguments.network(
                NetworkSpec.builder("net")
                    .internal(true)
                    .subnet(Subnet.of("10.1.0.0/24"))
                    .subnet(Subnet.of("fd00:1::/64"))
                    .option("k", "v")
                    .build(),
                Map.of("a", "b")),
            "network create --internal --subnet 10.1.0.0/24 --subnet-v6 fd00:1::/64"
                + " --option k=v --label a=b net"),
        new Row(
            "2.4 kill -s",
            Invocation.of("kill", "--signal", Stopping.name(Signal.INT), "web"),
            "kill --signal INT web"),
        new Row(
            "2.4 kill by number",
            Invocation.of("kill", "--signal", Stopping.name(Signal.of(40)), "web"),
            "kill --signal 40 web"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachVerbHasItsWords(Row row) {
    assertThat(String.join(" ", row.call().arguments())).isEqualTo(row.words());
  }
}
