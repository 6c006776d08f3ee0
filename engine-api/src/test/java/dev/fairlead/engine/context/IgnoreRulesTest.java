package dev.fairlead.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@code .dockerignore} leaves out, as docker does. */
class IgnoreRulesTest {

  @ParameterizedTest(name = "{0} leaves out {1}: {2}")
  @CsvSource({
    "temp,temp,true",
    "temp,temp/a/b,true",
    "temp,a/temp,false",
    "/temp,temp,true",
    "./temp/,temp/x,true",
    "a/../temp,temp,true",
    "*/temp*,a/temporary.txt,true",
    "*/temp*,temporary.txt,false",
    "*/temp*,a/b/temporary.txt,false",
    "*/*/temp*,a/b/temporary.txt,true",
    "temp?,tempa,true",
    "temp?,temp,false",
    "temp?,temp/,false",
    "**/*.go,x.go,true",
    "**/*.go,a/b/x.go,true",
    "**/*.go,a/b/x.gox,false",
    "**,anything/at/all,true",
    "a/**/b,a/b,true",
    "a/**/b,a/x/y/b,true",
    "a/**/b,ab,false",
    "a/**,a/x,true",
    "[a-c]x,bx,true",
    "[a-c]x,dx,false",
    "[^a-c]x,dx,true",
    "a.b,axb,false",
    "a+(b),a+(b),true",
    "a\\*b,a*b,true",
    "a\\*b,axb,false",
    "*.md,docs/a.md,false",
    "*,.git,true"
  })
  void patternsMeanWhatTheyMeanForDocker(String pattern, String path, boolean ignored) {
    assertThat(IgnoreRules.parse(pattern).ignores(path)).isEqualTo(ignored);
  }

  @Test
  void theLastLineThatFitsDecides() {
    IgnoreRules rules = IgnoreRules.parse("*.md\n!README*.md\nREADME-secret.md\n");
    assertThat(rules.ignores("a.md")).isTrue();
    assertThat(rules.ignores("README.md")).isFalse();
    assertThat(rules.ignores("README-secret.md")).isTrue();
  }

  @Test
  void whatIsBelowALeftOutDirectoryCanBeBroughtBack() {
    IgnoreRules rules = IgnoreRules.parse("build\n!build/keep\n");
    assertThat(rules.ignores("build/x")).isTrue();
    assertThat(rules.ignores("build/keep/y")).isFalse();
    assertThat(rules.sparesBelow("build")).isTrue();
    assertThat(rules.sparesBelow("other")).isFalse();
    assertThat(IgnoreRules.parse("build\n!**/keep").sparesBelow("build")).isTrue();
  }

  @Test
  void commentsBlankLinesAndAByteOrderMarkMeanNothing() {
    IgnoreRules rules = IgnoreRules.parse("\uFEFFa\n# b\n\n   \r\n  c  \n #d\n");
    assertThat(rules.ignores("a")).isTrue();
    assertThat(rules.ignores("# b")).isFalse();
    assertThat(rules.ignores("c")).isTrue();
    assertThat(rules.ignores("#d")).as("only a hash in the first column begins a comment").isTrue();
  }

  @Test
  void aFileCanBeSpared() {
    IgnoreRules rules = IgnoreRules.parse("*").sparing("docker/Dockerfile[1]");
    assertThat(rules.ignores("docker/Dockerfile[1]")).isFalse();
    assertThat(rules.ignores("docker/Dockerfile1")).isTrue();
  }

  @Test
  void nonsenseIsSaid() {
    assertThatThrownBy(() -> IgnoreRules.parse("a\n!\n")).hasMessageContaining("'!'");
    assertThatThrownBy(() -> IgnoreRules.parse("[a")).hasMessageContaining("[a");
    assertThatThrownBy(() -> IgnoreRules.parse("a\\")).hasMessageContaining("backslash");
  }
}
