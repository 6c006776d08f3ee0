import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Reads the Surefire and Failsafe reports of all modules and fails when a test of a real runtime did not run.
 *
 * <p>{@code java CheckReports.java DIRECTORY [NEWER_THAN_EPOCH_MILLIS]}. Exit code 1 when a class whose name ends in
 * {@code IT}, {@code ContractTest} or {@code Contract} (Surefire names the nested classes of a contract after the
 * contract, not after the test that extends it) has a skipped test, unless the reason begins with {@code not declared:},
 * the kit's word for a capability that a backend does not have; or when there is no such test at all.
 */
final class CheckReports {
  private static final Pattern REAL = Pattern.compile("(IT|ContractTest|Contract)$");
  private static final Pattern REPORT = Pattern.compile("target/(surefire|failsafe)-reports/TEST-[^/]+\\.xml$");
  private static final String ALLOWED = "not declared:";

  private final List<Suite> suites = new ArrayList<>();

  private record Case(String name, String skipReason) {}

  private record Suite(Path directory, String name, List<Case> cases) {
    boolean real() {
      String outer = name.replaceFirst("\\$.*", "");
      return REAL.matcher(outer).find();
    }

    boolean nestedIn(Suite outer) {
      return directory.equals(outer.directory)
          && (name.startsWith(outer.name + "$") || name.contains("Contract$"))
          && !cases.isEmpty();
    }
  }

  public static void main(String[] args) throws Exception {
    CheckReports check = new CheckReports();
    long newerThan = args.length > 1 ? Long.parseLong(args[1]) : 0;
    try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
      for (Path file : files.filter(f -> REPORT.matcher(f.toString()).find()).sorted().toList()) {
        if (Files.getLastModifiedTime(file).toMillis() >= newerThan) {
          check.suites.add(read(file));
        }
      }
    }
    System.exit(check.verdict() ? 0 : 1);
  }

  private boolean verdict() {
    int ran = 0;
    int realRan = 0;
    int refused = 0;
    for (Suite suite : suites) {
      // A class that is aborted before its first test leaves a report with no test in it; one that has only nested
      // classes may leave the same, but theirs are there too.
      if (suite.real() && suite.cases().isEmpty() && suites.stream().noneMatch(s -> s.nestedIn(suite))) {
        System.out.println("REFUSED skip: " + suite.name() + ": no test of it ran (aborted before the first one)");
        refused++;
      }
      for (Case test : suite.cases()) {
        if (test.skipReason() == null) {
          ran++;
          realRan += suite.real() ? 1 : 0;
          continue;
        }
        boolean bad = suite.real() && !test.skipReason().startsWith(ALLOWED);
        refused += bad ? 1 : 0;
        System.out.println(
            (bad ? "REFUSED skip: " : "skipped: ") + suite.name() + "." + test.name() + ": " + test.skipReason());
      }
    }
    System.out.printf(
        "%d reports, %d tests ran, %d of them in classes of a real runtime or a contract, %d refused skips%n",
        suites.size(), ran, realRan, refused);
    if (realRan == 0) {
      System.out.println("no test of a real runtime ran");
    }
    return refused == 0 && realRan > 0;
  }

  private static Suite read(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Element root;
    try (InputStream in = Files.newInputStream(file)) {
      root = factory.newDocumentBuilder().parse(in).getDocumentElement();
    } catch (org.xml.sax.SAXException e) {
      throw new IOException(file + " is not a whole report; did its test process end early?", e);
    }
    List<Case> cases = new ArrayList<>();
    NodeList nodes = root.getElementsByTagName("testcase");
    for (int i = 0; i < nodes.getLength(); i++) {
      Element test = (Element) nodes.item(i);
      Node skipped = test.getElementsByTagName("skipped").item(0);
      cases.add(new Case(test.getAttribute("name"), skipped == null ? null : reason((Element) skipped)));
    }
    return new Suite(file.getParent(), root.getAttribute("name"), cases);
  }

  /** A condition's reason is an attribute; a failed assumption's is the first line of its stack trace. */
  private static String reason(Element skipped) {
    String text = skipped.getAttribute("message");
    if (text.isBlank()) {
      text = skipped.getTextContent().strip().replaceFirst("^[\\w.$]+(Exception|Error):?\\s*", "");
    }
    text = text.strip().replaceFirst("^Assumption failed:?\\s*", "");
    return text.isBlank() ? "no reason given" : text.lines().findFirst().orElseThrow();
  }
}
