package dev.gatun.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every function of the headers is used by this package and tested in C. (That each is defined,
 * guarded and bound is native/check-exports.sh's part.) Reads sources; needs neither compiler nor
 * jextract.
 */
class BindingsTest {
  private static List<Path> files(String folder, String ending) throws IOException {
    try (var files = Files.walk(Path.of(folder))) {
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
    return names(files("native/include/gatun", ".h"), "GT_API gt_status (gt_\\w+)\\(");
  }

  @Test
  void every_export_is_called_by_the_ffi_package() throws IOException {
    assertThat(names(files("src/main/java/dev/gatun/ffi", ".java"), "Gatun(?:\\.|::)(gt_\\w+)"))
        .containsExactlyElementsOf(exports());
  }

  @Test
  void every_export_has_a_test_in_c() throws IOException {
    assertThat(names(files("native/tests", ".c"), "\\b(gt_\\w+)")).containsAll(exports());
  }
}
