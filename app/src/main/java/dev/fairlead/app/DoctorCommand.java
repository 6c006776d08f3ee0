package dev.fairlead.app;

import dev.fairlead.core.report.RankedCandidate;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/**
 * Shows every endpoint that was looked at, what was found, what would help, and what was chosen.
 */
@Command(
    name = "doctor",
    description = "Show every runtime that was looked for, what was found, and what was chosen.")
final class DoctorCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--all"},
      description = "What was tried in detail, for those that can be used too.")
  boolean all;

  @Option(names = "--watch", description = "Go on, and report again whenever something changes.")
  boolean watch;

  @Override
  Mono<Integer> execute(Session session) {
    if (watch) {
      return session.health().doOnNext(this::print).then(Mono.just(ExitCodes.OK));
    }
    return session
        .report()
        .doOnNext(this::print)
        .map(report -> report.chosen().isPresent() ? ExitCodes.OK : ExitCodes.FAILED);
  }

  private void print(RuntimeReport report) {
    Output output = output();
    if (output.json()) {
      if (watch) {
        output.element(document(report).fields());
      } else {
        output.document(document(report).fields());
      }
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (RankedCandidate ranked : report.candidates()) {
      Candidate candidate = ranked.candidate();
      rows.add(
          List.of(
              ranked.standing() == RankedCandidate.Standing.CHOSEN ? "*" : "",
              candidate.backend(),
              candidate.state().name().toLowerCase(Locale.ROOT),
              candidate.versions().map(VersionRange::version).orElse("-"),
              candidate.flavour().orElse("-"),
              candidate.endpoint().toString()));
    }
    output.table(List.of("", "RUNTIME", "STATE", "VERSION", "FLAVOUR", "ENDPOINT"), rows);
    report.candidates().forEach(ranked -> explain(output, ranked));
    report.problems().forEach(problem -> output.line("\nproblem: " + problem));
    report
        .chosen()
        .filter(chosen -> !explained(chosen.candidate()))
        .ifPresent(
            chosen ->
                output.line(
                    "\n"
                        + chosen.candidate().backend()
                        + " at "
                        + chosen.candidate().endpoint()
                        + ": "
                        + chosen.reason()));
    report
        .refusal()
        .ifPresent(
            refusal ->
                output.line(
                    "\nnothing chosen: "
                        + refusal.detail()
                        + refusal.remedy().map(hint -> "\n  try: " + hint).orElse("")));
    List<Configuration.Setting> settings = root().configuration().inForce();
    if (!settings.isEmpty()) {
      output.line("\nconfigured:");
      settings.forEach(
          setting ->
              output.line(
                  "  "
                      + setting.key().key()
                      + " is "
                      + setting.value()
                      + ", by "
                      + setting.from()));
    }
  }

  private Document document(RuntimeReport report) {
    return ReportView.document(report)
        .with(
            "configured",
            root().configuration().inForce().stream()
                .map(
                    setting ->
                        new Document()
                            .with("key", setting.key().key())
                            .with("value", setting.value())
                            .with("from", setting.from()))
                .toList());
  }

  private boolean explained(Candidate candidate) {
    return all || !candidate.usable() || candidate.remedy().isPresent();
  }

  private void explain(Output output, RankedCandidate ranked) {
    Candidate candidate = ranked.candidate();
    if (!explained(candidate)) {
      return;
    }
    output.line(
        "\n" + candidate.backend() + " at " + candidate.endpoint() + ": " + ranked.reason());
    candidate
        .evidence()
        .forEach(evidence -> output.line("  " + evidence.tried() + ": " + evidence.found()));
    candidate.remedy().ifPresent(remedy -> output.line("  try: " + remedy));
  }
}
