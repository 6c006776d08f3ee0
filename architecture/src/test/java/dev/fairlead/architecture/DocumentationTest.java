package dev.fairlead.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that users of a module see is documented.
 *
 * <p>The compiler's own check ({@code -Xdoclint:missing}) is not used: on JDK 17 it wants the tags
 * of a record once more at its compact constructor, and on later ones a written default
 * constructor.
 */
class DocumentationTest {

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  @ParameterizedTest
  @EnumSource
  void everythingPublicIsDocumented(Module module) {
    try (StandardJavaFileManager files =
        COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<JavaFileObject> sources = new ArrayList<>();
      files.getJavaFileObjectsFromPaths(module.sources()).forEach(sources::add);
      assertThat(missingIn(sources)).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsMissingIsNamed() {
    String source =
        """
        public class Line<K> {
          public int length;
          protected Line(int size) {}
          /** Pays out. */
          public <T> T pay(K key, T rest) { return rest; }
          void slack() { class Inner { public int unseen; } }
          /**
           * Whole.
           *
           * @param a first
           */
          public record Knot(int a, int b) {
            public Knot {}
            @Override public String toString() { return ""; }
          }
          private static class Hidden { public int unseen; }
        }
        """;
    assertThat(missingIn(List.of(new InMemory(source))))
        .containsExactlyInAnyOrder(
            "Line has no comment",
            "Line.length has no comment",
            "Line.<init> has no comment",
            "Line.pay has no @param for [<T>, key, rest]",
            "Line.pay has no @return",
            "Knot has no @param for [b]");
  }

  private static List<String> missingIn(List<JavaFileObject> sources) {
    List<String> missing = new ArrayList<>();
    JavacTask task =
        (JavacTask) COMPILER.getTask(null, null, null, List.of("-proc:none"), null, sources);
    try {
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new MissingDocs(docs, missing).scan(unit, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return missing;
  }

  private static final class InMemory extends SimpleJavaFileObject {

    private final String source;

    InMemory(String source) {
      super(URI.create("string:///Line.java"), Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
