package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final Map<String, Object> VALUES = values();

  private static Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    values.put("id", "abc");
    values.put("pid", 42L);
    values.put("health", null);
    values.put("labels", Map.of("a.b", "c"));
    values.put("exit", Map.of("code", 7));
    values.put("command", List.of("sleep", "1"));
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{.id}} | abc",
        "{{ .id }}-{{.pid}}! | abc-42!",
        "{{.exit.code}} | 7",
        "[{{.health}}][{{.health.status}}] | [][]",
        "{{json .health}} | null",
        "{{json .labels}} | {\"a.b\":\"c\"}",
        "{{index .labels \"a.b\"}} | c",
        "[{{index .labels \"other\"}}] | []",
        "{{.command}} {{json .id}} | [\"sleep\",\"1\"] \"abc\"",
        "no fields | no fields"
      })
  void fieldsAreFilledIn(String template, String result) {
    assertThat(Template.parse(template).of(VALUES)).isEqualTo(result);
  }

  @Test
  void tabulatorsAndNewLinesCanBeWrittenOut() {
    assertThat(Template.parse("{{.id}}\\t{{.pid}}\\n").of(VALUES)).isEqualTo("abc\t42\n");
  }

  @Test
  void theWholeIsJson() {
    assertThat(Template.parse("{{json .}}").of(Map.of("id", "abc"))).isEqualTo("{\"id\":\"abc\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{",
        "{{.id",
        "{{.}}",
        "{{}}",
        "{{id}}",
        "{{range .command}}x{{end}}",
        "{{.id | upper}}",
        "{{if .id}}x{{end}}",
        "{{index .labels}}",
        "{{printf \"%s\" .id}}"
      })
  void whatIsNotKnownIsRefused(String template) {
    assertThatThrownBy(() -> Template.parse(template)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownFieldIsAnErrorThatListsTheOthers() {
    assertThatThrownBy(() -> Template.parse("{{.Id}}").of(VALUES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no field Id")
        .hasMessageContaining("command, exit, health, id, labels, pid");
    assertThatThrownBy(() -> Template.parse("{{.exit.kode}}").of(VALUES))
        .hasMessageContaining("no field kode; there are code");
    assertThatThrownBy(() -> Template.parse("{{.id.more}}").of(VALUES))
        .hasMessageContaining("single value");
    assertThatThrownBy(() -> Template.parse("{{.ID}} {{.Nmae}}").over(Set.of("ID", "Names")))
        .hasMessageContaining("no field Nmae; there are ID, Names");
  }
}
