package dev.fairlead.core.internal.ranking;

import static dev.fairlead.core.Candidates.absent;
import static dev.fairlead.core.Candidates.dead;
import static dev.fairlead.core.Candidates.machine;
import static dev.fairlead.core.Candidates.provider;
import static dev.fairlead.core.Candidates.up;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.report.Choice;
import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RankedCandidate;
import dev.fairlead.core.report.RankedCandidate.Standing;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.Evidence;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackendRankerTest {

  private static final List<ProviderInfo> PROVIDERS =
      List.of(
          provider("docker", "moby"),
          provider("podman", "libpod"),
          provider("process"),
          provider("kubernetes", "k8s"));

  private static final Candidate DOCKER = up("docker", 400);
  private static final Candidate PODMAN = up("podman", 300);
  private static final Candidate PROCESS = up("process", Candidate.ONLY_WHEN_NAMED);
  private static final Candidate REMOTE =
      up("podman", "tcp://10.0.0.1:2375", CandidateOrigin.VARIABLE, 300);

  @Test
  void theHighestRankIsChosenAndSaysSo() {
    BackendRanker.Ranking ranking = rank(RuntimeSelection.any(), PODMAN, PROCESS, DOCKER);
    assertThat(chosen(ranking)).isEqualTo(DOCKER);
    assertThat(ranking.candidates())
        .extracting(RankedCandidate::reason)
        .containsExactly(
            "chosen: rank 400, the best of those that can be used",
            "comes later: docker has rank 400, this 300",
            "taken only when named: -r process");
    assertThat(ranking.candidates()).extracting(RankedCandidate::position).containsExactly(1, 2, 3);
  }

  @Test
  void whatHasANameOfItsOwnBesideAnotherBackendsIsToldOnceUnlessItIsNamed() {
    String socket = "unix:///home/me/.colima/default/docker.sock";
    Candidate engine = up("docker", socket, CandidateOrigin.WELL_KNOWN, 400);
    Candidate same = up("colima", socket, CandidateOrigin.WELL_KNOWN, Candidate.ONLY_WHEN_NAMED);
    List<ProviderInfo> providers = List.of(provider("docker", "moby"), provider("colima"));

    assertThat(
            BackendRanker.rank(
                    RuntimeSelection.any(),
                    machine(Map.of()),
                    providers,
                    List.of(same, engine),
                    List.of())
                .candidates())
        .extracting(RankedCandidate::candidate)
        .containsExactly(engine);
    assertThat(
            chosen(
                BackendRanker.rank(
                    RuntimeSelection.named("colima"),
                    machine(Map.of()),
                    providers,
                    List.of(same, engine),
                    List.of())))
        .isEqualTo(same);
  }

  @Test
  void aVariableBeatsAnyRankAndIsNamed() {
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.any(),
            machine(Map.of("CONTAINER_HOST", "tcp://10.0.0.1:2375")),
            PROVIDERS,
            List.of(DOCKER, REMOTE),
            List.of());
    assertThat(chosen(ranking)).isEqualTo(REMOTE);
    assertThat(ranking.candidates().get(0).reason()).isEqualTo("chosen: CONTAINER_HOST names it");
    assertThat(ranking.candidates().get(1).reason())
        .isEqualTo(
            "comes later: podman at tcp://10.0.0.1:2375 is preferred, CONTAINER_HOST names it");
  }

  @Test
  void aVariableThatDoesNotHoldTheEndpointItselfIsFoundInTheEvidence() {
    Candidate context =
        Candidate.available(
            "docker",
            REMOTE.endpoint(),
            CandidateOrigin.VARIABLE,
            REMOTE.versions().orElseThrow(),
            "docker",
            400,
            List.of(new Evidence("context far (DOCKER_CONTEXT)", "tcp://10.0.0.1:2375")));
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.any(),
            machine(
                Map.of(
                    "DOCKER_CONTEXT",
                    "far",
                    "CONTEXT",
                    "x",
                    "far",
                    "y",
                    "A_VARIABLE_OF_OTHERS",
                    "tcp://10.0.0.1:2375")),
            PROVIDERS,
            List.of(context),
            List.of());
    assertThat(ranking.candidates().get(0).reason()).isEqualTo("chosen: DOCKER_CONTEXT names it");
  }

  @Test
  void configurationBeatsAVariable() {
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.any(),
            machine(Map.of("FAIRLEAD_RUNTIME", "docker")),
            PROVIDERS,
            List.of(REMOTE, DOCKER),
            List.of());
    assertThat(chosen(ranking)).isEqualTo(DOCKER);
    assertThat(ranking.candidates().get(0).reason())
        .isEqualTo("chosen: FAIRLEAD_RUNTIME names docker");
  }

  @Test
  void aNameByHandBeatsConfiguration() {
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.named("libpod"),
            machine(Map.of("FAIRLEAD_RUNTIME", "docker")),
            PROVIDERS,
            List.of(DOCKER, PODMAN),
            List.of());
    assertThat(chosen(ranking)).isEqualTo(PODMAN);
    assertThat(ranking.candidates().get(0).reason())
        .isEqualTo("chosen: you named libpod, which is podman");
    assertThat(ranking.candidates().get(1).standing()).isEqualTo(Standing.EXCLUDED);
  }

  @Test
  void whatIsTakenOnlyWhenNamedIsTakenWhenNamed() {
    assertThat(chosen(rank(RuntimeSelection.named("process"), DOCKER, PROCESS))).isEqualTo(PROCESS);
    assertThat(
            chosen(
                BackendRanker.rank(
                    RuntimeSelection.any(),
                    machine(Map.of("FAIRLEAD_RUNTIME", "process")),
                    PROVIDERS,
                    List.of(DOCKER, PROCESS),
                    List.of())))
        .isEqualTo(PROCESS);
  }

  @Test
  void anEndpointByHandLeavesOutAllOthersEvenAgainstConfiguration() {
    Candidate named = up("podman", "tcp://10.0.0.9:1", CandidateOrigin.EXPLICIT, 300);
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.any().at(URI.create("tcp://10.0.0.9:1")),
            machine(Map.of("FAIRLEAD_RUNTIME", "docker")),
            PROVIDERS,
            List.of(DOCKER, named),
            List.of());
    assertThat(chosen(ranking)).isEqualTo(named);
    assertThat(ranking.candidates().get(0).reason()).isEqualTo("chosen: you named its endpoint");
  }

  @Test
  void aDeadNamedRuntimeIsNotReplaced() {
    Choice.Refused refused =
        refusal(
            rank(
                RuntimeSelection.named("docker"),
                PODMAN,
                dead("docker", "unix:///run/docker.sock", CandidateOrigin.WELL_KNOWN)));
    assertThat(refused.cause()).isEqualTo(Choice.Cause.RUNTIME_NOT_USABLE);
    assertThat(refused.detail())
        .isEqualTo(
            "you named docker, which cannot be used here: docker at unix:///run/docker.sock:"
                + " ECONNREFUSED (connect to unix:///run/docker.sock)");
    assertThat(refused.remedy()).contains("start docker");
  }

  @Test
  void anEndpointThatAVariableNamesInVainIsNotReplaced() {
    BackendRanker.Ranking ranking =
        BackendRanker.rank(
            RuntimeSelection.any(),
            machine(Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375")),
            PROVIDERS,
            List.of(
                DOCKER, PODMAN, dead("docker", "tcp://10.0.0.1:2375", CandidateOrigin.VARIABLE)),
            List.of());
    Choice.Refused refused = refusal(ranking);
    assertThat(refused.cause()).isEqualTo(Choice.Cause.VARIABLE_NOT_USABLE);
    assertThat(refused.detail())
        .startsWith("DOCKER_HOST names tcp://10.0.0.1:2375, which cannot be used: ECONNREFUSED")
        .endsWith("no other daemon is taken in its place");
    assertThat(refused.remedy().orElseThrow())
        .isEqualTo("start docker; or unset DOCKER_HOST, or name another runtime with -r");
    assertThat(ranking.candidates().get(0).standing()).isEqualTo(Standing.EXCLUDED);
  }

  @Test
  void aVariableThatHoldsNoAddressIsNamedByItself() {
    Choice.Refused refused =
        refusal(
            BackendRanker.rank(
                RuntimeSelection.any(),
                machine(Map.of("DOCKER_HOST", "nonsense")),
                PROVIDERS,
                List.of(DOCKER, dead("docker", "variable:DOCKER_HOST", CandidateOrigin.VARIABLE)),
                List.of()));
    assertThat(refused.detail()).startsWith("DOCKER_HOST cannot be used: ");
  }

  @Test
  void namingAnotherRuntimePassesADeadVariableBy() {
    assertThat(
            chosen(
                rank(
                    RuntimeSelection.named("podman"),
                    PODMAN,
                    dead("docker", "tcp://10.0.0.1:2375", CandidateOrigin.VARIABLE))))
        .isEqualTo(PODMAN);
  }

  @Test
  void anotherVariableStillCountsBesideADeadOne() {
    assertThat(
            chosen(
                rank(
                    RuntimeSelection.any(),
                    DOCKER,
                    REMOTE,
                    dead("docker", "tcp://10.0.0.2:2375", CandidateOrigin.VARIABLE))))
        .isEqualTo(REMOTE);
  }

  @Test
  void aDeadConfigurationBlocksTheUsualPlacesOfItsOwnRuntimeOnly() {
    Candidate context = dead("docker", "ssh://far", CandidateOrigin.CONFIGURATION);
    BackendRanker.Ranking ranking = rank(RuntimeSelection.any(), DOCKER, PODMAN, context);
    assertThat(chosen(ranking)).isEqualTo(PODMAN);
    assertThat(ranking.candidates().get(1).reason())
        .isEqualTo("not taken in place of ssh://far, which the configuration of docker names");
    Choice.Refused refused =
        refusal(rank(RuntimeSelection.named("docker"), DOCKER, PODMAN, context));
    assertThat(refused.remedy().orElseThrow())
        .isEqualTo("start docker; or change what the configuration of docker names");
  }

  @Test
  void anUnknownNameIsAnErrorThatListsTheKnownOnes() {
    Choice.Refused refused = refusal(rank(RuntimeSelection.named("dokcer"), DOCKER));
    assertThat(refused.cause()).isEqualTo(Choice.Cause.UNKNOWN_RUNTIME);
    assertThat(refused.detail())
        .isEqualTo(
            "you named 'dokcer', and there is no such runtime; there are docker (moby), podman"
                + " (libpod), process, kubernetes (k8s)");
    assertThat(refused.remedy()).contains("-r docker");
  }

  @Test
  void anUnknownNameInTheEnvironmentIsAnErrorToo() {
    Choice.Refused refused =
        refusal(
            BackendRanker.rank(
                RuntimeSelection.any(),
                machine(Map.of("FAIRLEAD_RUNTIME", "containerd")),
                PROVIDERS,
                List.of(DOCKER),
                List.of()));
    assertThat(refused.detail()).startsWith("FAIRLEAD_RUNTIME names 'containerd'");
    assertThat(refused.remedy()).contains("fairlead doctor");
  }

  @Test
  void anEndpointThatNobodyUnderstandsIsAnError() {
    Choice.Refused refused =
        refusal(rank(RuntimeSelection.any().at(URI.create("foo://bar")), DOCKER));
    assertThat(refused.cause()).isEqualTo(Choice.Cause.HOST_NOT_USABLE);
    assertThat(refused.detail()).isEqualTo("no runtime here understands foo://bar");
  }

  @Test
  void aDeadEndpointByHandSaysWhatIsWrongWithIt() {
    Choice.Refused refused =
        refusal(
            rank(
                RuntimeSelection.any().at(URI.create("tcp://10.0.0.1:1")),
                DOCKER,
                dead("docker", "tcp://10.0.0.1:1", CandidateOrigin.EXPLICIT)));
    assertThat(refused.detail())
        .isEqualTo(
            "you named tcp://10.0.0.1:1: docker at tcp://10.0.0.1:1: ECONNREFUSED (connect to"
                + " tcp://10.0.0.1:1)");
  }

  @Test
  void nothingUsableListsWhatWasTriedAndTheWayWithoutIsolation() {
    Choice.Refused refused =
        refusal(rank(RuntimeSelection.any(), absent("docker"), absent("podman"), PROCESS));
    assertThat(refused.cause()).isEqualTo(Choice.Cause.NOTHING_USABLE);
    assertThat(refused.detail())
        .contains("docker at unix:///run/docker.sock: ENOENT")
        .contains("podman at unix:///run/podman.sock: ENOENT");
    assertThat(refused.remedy())
        .contains("install docker; or install podman; or -r process (without isolation)");
  }

  @Test
  void aNamedBackendWhoseProbeDidNotEndIsToldByThat() {
    DiscoveryProblem late =
        DiscoveryProblem.of(
            DiscoveryProblem.Kind.PROBE_TIMED_OUT,
            "podman (class path)",
            "its probe did not end within 5000 ms");
    Choice.Refused refused =
        refusal(
            BackendRanker.rank(
                RuntimeSelection.named("podman"),
                machine(Map.of()),
                PROVIDERS,
                List.<Candidate>of(),
                List.of(late)));
    assertThat(refused.detail())
        .endsWith("cannot be used here: its probe did not end within 5000 ms");
    assertThat(refused.remedy())
        .hasValueSatisfying(words -> assertThat(words).contains("--timeout"));
  }

  @Test
  void withNoBackendAtAllTheErrorSaysSo() {
    Choice.Refused refused =
        refusal(
            BackendRanker.rank(
                RuntimeSelection.any(),
                machine(Map.of()),
                List.of(),
                List.<Candidate>of(),
                List.of()));
    assertThat(refused.detail()).isEqualTo("no backend is installed");
  }

  @Test
  void everyPermutationOfCandidatesGivesTheSameOrder() {
    List<Candidate> candidates =
        new ArrayList<>(
            List.of(
                DOCKER,
                up("docker", "unix:///a.sock", CandidateOrigin.WELL_KNOWN, 400),
                up("docker", "unix:///b.sock", CandidateOrigin.CONFIGURATION, 400),
                up("apple", 400),
                PODMAN,
                REMOTE,
                PROCESS,
                absent("kubernetes"),
                dead("docker", "tcp://x:1", CandidateOrigin.WELL_KNOWN),
                dead("podman", "tcp://x:1", CandidateOrigin.WELL_KNOWN)));
    BackendRanker.Ranking expected =
        rank(RuntimeSelection.any(), candidates.toArray(Candidate[]::new));
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      Collections.shuffle(candidates, random);
      BackendRanker.Ranking ranking =
          rank(RuntimeSelection.any(), candidates.toArray(Candidate[]::new));
      assertThat(ranking).isEqualTo(expected);
    }
    assertThat(expected.candidates())
        .extracting(RankedCandidate::candidate)
        .startsWith(
            REMOTE,
            up("apple", 400),
            up("docker", "unix:///b.sock", CandidateOrigin.CONFIGURATION, 400),
            up("docker", "unix:///a.sock", CandidateOrigin.WELL_KNOWN, 400),
            DOCKER,
            PODMAN,
            PROCESS);
  }

  @Test
  void allPermutationsOfBlockadesGiveTheSameRefusal() {
    List<Candidate> candidates =
        new ArrayList<>(
            List.of(
                DOCKER,
                PODMAN,
                dead("docker", "tcp://b:1", CandidateOrigin.VARIABLE),
                dead("docker", "tcp://a:1", CandidateOrigin.VARIABLE),
                dead("podman", "tcp://c:1", CandidateOrigin.VARIABLE)));
    BackendRanker.Ranking expected =
        rank(RuntimeSelection.any(), candidates.toArray(Candidate[]::new));
    permute(
        candidates,
        0,
        () ->
            assertThat(rank(RuntimeSelection.any(), candidates.toArray(Candidate[]::new)))
                .isEqualTo(expected));
    assertThat(refusal(expected).detail()).contains("tcp://a:1");
  }

  private static void permute(List<Candidate> list, int from, Runnable check) {
    if (from == list.size()) {
      check.run();
      return;
    }
    for (int i = from; i < list.size(); i++) {
      Collections.swap(list, from, i);
      permute(list, from + 1, check);
      Collections.swap(list, from, i);
    }
  }

  private static BackendRanker.Ranking rank(RuntimeSelection selection, Candidate... candidates) {
    return BackendRanker.rank(
        selection, machine(Map.of()), PROVIDERS, List.of(candidates), List.of());
  }

  private static Candidate chosen(BackendRanker.Ranking ranking) {
    assertThat(ranking.choice()).isInstanceOf(Choice.Chosen.class);
    assertThat(ranking.candidates().get(0).standing()).isEqualTo(Standing.CHOSEN);
    return ((Choice.Chosen) ranking.choice()).candidate().candidate();
  }

  private static Choice.Refused refusal(BackendRanker.Ranking ranking) {
    assertThat(ranking.choice()).isInstanceOf(Choice.Refused.class);
    return (Choice.Refused) ranking.choice();
  }
}
