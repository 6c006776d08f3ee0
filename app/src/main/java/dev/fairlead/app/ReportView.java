package dev.fairlead.app;

import dev.fairlead.core.report.DiscoveryProblem;
import dev.fairlead.core.report.ProviderInfo;
import dev.fairlead.core.report.RankedCandidate;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.spi.Candidate;

/** What was found of runtimes, as a document. */
final class ReportView {

  private ReportView() {}

  static Document document(RuntimeReport report) {
    return new Document()
        .with("takenAt", report.takenAt())
        .with("took", report.took())
        .with("chosen", report.chosen().map(ReportView::candidate))
        .with(
            "refusal",
            report
                .refusal()
                .map(
                    refusal ->
                        new Document()
                            .with("cause", refusal.cause())
                            .with("detail", refusal.detail())
                            .with("remedy", refusal.remedy())))
        .with("runtimes", report.providers().stream().map(ReportView::provider).toList())
        .with("candidates", report.candidates().stream().map(ReportView::candidate).toList())
        .with("problems", report.problems().stream().map(ReportView::problem).toList());
  }

  private static Document provider(ProviderInfo provider) {
    return new Document()
        .with("id", provider.id())
        .with("aliases", provider.aliases())
        .with("class", provider.className())
        .with("jar", provider.jar());
  }

  private static Document candidate(RankedCandidate ranked) {
    Candidate candidate = ranked.candidate();
    return new Document()
        .with("position", ranked.position())
        .with("runtime", candidate.backend())
        .with("endpoint", candidate.endpoint())
        .with("settings", candidate.endpoint().settings())
        .with("origin", candidate.origin())
        .with("state", candidate.state())
        .with("standing", ranked.standing())
        .with("reason", ranked.reason())
        .with("version", candidate.versions().map(versions -> versions.version()))
        .with("apiMinimum", candidate.versions().flatMap(versions -> versions.apiMinimum()))
        .with("apiMaximum", candidate.versions().flatMap(versions -> versions.apiMaximum()))
        .with("flavour", candidate.flavour())
        .with("rank", candidate.rank())
        .with(
            "evidence",
            candidate.evidence().stream()
                .map(
                    evidence ->
                        new Document()
                            .with("tried", evidence.tried())
                            .with("found", evidence.found()))
                .toList())
        .with("remedy", candidate.remedy());
  }

  private static Document problem(DiscoveryProblem problem) {
    return new Document()
        .with("kind", problem.kind())
        .with("subject", problem.subject())
        .with("detail", problem.detail())
        .with("remedy", problem.remedy());
  }
}
