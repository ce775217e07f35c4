package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./gatun jshell} starts; that it starts this, tests/shell/launcher_test.sh holds. */
class JShellTest {
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  @TempDir Path folder;

  @Test
  void tensors_are_imported_and_print_as_in_pytorch() throws Exception {
    var script =
        Files.writeString(
            folder.resolve("script.jsh"),
            """
            var x = Tensor.of(1f, 2f).requiresGrad_(true)
            System.out.println(x.mul(x))
            /exit
            """);
    var out = folder.resolve("out");
    var jshell =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "-J-Djava.util.prefs.userRoot=" + folder,
                "-R--enable-native-access=ALL-UNNAMED",
                "--class-path",
                CLASS_PATH,
                "--startup",
                "DEFAULT",
                "--startup",
                Path.of("src/main/jshell/gatun.jsh").toAbsolutePath().toString(),
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(jshell.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(out)).contains("tensor([1., 4.], grad_fn=<MulBackward0>)");
  }
}
