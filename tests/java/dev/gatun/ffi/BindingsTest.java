package dev.gatun.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Headers, C++ sources, generated bindings and their callers name the same functions. Reads sources; needs no jextract. */
class BindingsTest {
  private static final Path HEADERS = Path.of("native/include/gatun");

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static TreeSet<String> names(List<Path> files, String regex) throws IOException {
    var names = new TreeSet<String>();
    var pattern = Pattern.compile(regex);
    for (var file : files) {
      var matcher = pattern.matcher(Files.readString(file));
      while (matcher.find()) names.add(matcher.group(1));
    }
    return names;
  }

  private static TreeSet<String> exports() throws IOException {
    return names(files(HEADERS, ".h"), "GT_API gt_status (gt_\\w+)\\(");
  }

  @Test
  void every_export_returns_a_status() throws IOException {
    assertThat(names(files(HEADERS, ".h"), "GT_API [^;]*?(gt_\\w+)\\(")).containsExactlyElementsOf(exports());
    assertThat(exports()).hasSizeGreaterThan(100);
  }

  @Test
  void every_export_is_bound_and_nothing_else_is() throws IOException {
    assertThat(names(List.of(Path.of("bindings/dev/gatun/bindings/Gatun.java")), "public static int (gt_\\w+)\\("))
        .containsExactlyElementsOf(exports());
  }

  @Test
  void every_export_is_called_by_the_ffi_package() throws IOException {
    assertThat(names(files(Path.of("src/main/java/dev/gatun/ffi"), ".java"), "Gatun\\.(gt_\\w+)\\("))
        .containsExactlyElementsOf(exports());
  }

  @Test
  void every_export_is_defined_inside_the_guard() throws IOException {
    // The body's first statement hands everything to guard() or to a template that does.
    assertThat(
            names(
                files(Path.of("native/src"), ".cpp"),
                "(?m)^gt_status (gt_\\w+)\\([^)]*\\) \\{\\s*return (?:gatun::)?(?:guard|give|give_two|open<\\S+>)\\("))
        .containsExactlyElementsOf(exports());
    for (var template : List.of("give", "give_two", "open")) {
      assertThat(files(Path.of("native/src"), "").stream().filter(Files::isRegularFile).toList())
          .anySatisfy(
              file ->
                  assertThat(Files.readString(file))
                      .containsPattern("gt_status " + template + "\\([^)]*\\) noexcept \\{\\s*return guard\\("));
    }
  }

  @Test
  void the_bindings_were_generated_from_todays_headers() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    for (var header : files(HEADERS, ".h")) digest.update(Files.readAllBytes(header));
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .as("headers changed: run bindings/generate.sh and commit its result")
        .isEqualTo(Files.readString(Path.of("bindings/headers.sha256")).strip());
  }
}
