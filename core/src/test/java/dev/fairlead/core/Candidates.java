package dev.fairlead.core;

import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Evidence;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.VersionRange;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Candidates and machines that tests make up. */
public final class Candidates {

  private Candidates() {}

  public static Candidate up(String backend, String uri, CandidateOrigin origin, int rank) {
    return Candidate.available(
        backend,
        Endpoint.of(URI.create(uri)),
        origin,
        new VersionRange("1.0", Optional.empty(), Optional.empty()),
        backend,
        rank,
        List.of(new Evidence("GET /_ping at " + uri, "200")));
  }

  public static Candidate up(String backend, int rank) {
    return up(backend, "unix:///run/" + backend + ".sock", CandidateOrigin.WELL_KNOWN, rank);
  }

  public static Candidate dead(String backend, String uri, CandidateOrigin origin) {
    return Candidate.unusable(
        backend,
        Endpoint.of(URI.create(uri)),
        origin,
        CandidateState.UNHEALTHY,
        List.of(new Evidence("connect to " + uri, "ECONNREFUSED")),
        Optional.of("start " + backend));
  }

  public static Candidate absent(String backend) {
    return Candidate.unusable(
        backend,
        Endpoint.of(URI.create("unix:///run/" + backend + ".sock")),
        CandidateOrigin.WELL_KNOWN,
        CandidateState.ABSENT,
        List.of(new Evidence("stat /run/" + backend + ".sock", "ENOENT")),
        Optional.of("install " + backend));
  }

  public static ProviderInfo provider(String id, String... aliases) {
    return new ProviderInfo(
        id, new TreeSet<>(Set.of(aliases)), "test." + id + ".Provider", Optional.empty());
  }

  public static ProbeContext machine(Map<String, String> environment) {
    return new ProbeContext(
        environment,
        Path.of("/home/nobody"),
        OperatingSystem.LINUX,
        Optional.empty(),
        ProbeContext.DEFAULT_DEADLINE,
        Path.of("/nowhere"));
  }
}
