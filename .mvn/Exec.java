import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mvn exec:java} runs: brings the build up to date with {@code ./gatun prepare}, as in a fresh clone nothing else
 * has, then calls Gatun's command line in this JVM. Written for Java 11, so that an older Maven JVM can say what to do.
 */
final class Exec {
  private Exec() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(System.getProperty("maven.multiModuleProjectDirectory"));
    if (Runtime.version().feature() < 22) {
      System.err.println(
          "gatun: mvn exec:java runs in Maven's JVM, and that is Java "
              + Runtime.version().feature()
              + ": use ./gatun "
              + String.join(" ", args)
              + " (it finds a JDK 22 or newer), or set JAVA_HOME to one.");
      System.exit(2);
    }
    ProcessBuilder prepare = new ProcessBuilder(home.resolve("gatun").toString(), "prepare").inheritIO();
    prepare.environment().put("GATUN_JAVA_HOME", System.getProperty("java.home"));
    // What Maven's own script exports for itself; an inner Maven finds its own.
    prepare.environment().keySet().removeAll(List.of("MAVEN_CMD_LINE_ARGS", "MAVEN_PROJECTBASEDIR"));
    int status = prepare.start().waitFor();
    if (status != 0) {
      System.exit(status);
    }
    ClassLoader loader = new URLClassLoader("gatun", classPath(home), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader.loadClass("dev.gatun.cli.Main").getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      System.exit(1);
    }
  }

  private static URL[] classPath(Path home) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(home.resolve("target/classes").toUri().toURL());
    String dependencies = Files.readString(home.resolve("target/gatun/classpath")).strip();
    for (String entry : dependencies.split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }
}
