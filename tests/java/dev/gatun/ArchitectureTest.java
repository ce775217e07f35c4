package dev.gatun;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports run downwards only. Packages that are still empty are allowed. */
class ArchitectureTest {
  private static final JavaClasses GATUN =
      new ClassFileImporter().importPath(Path.of("target/classes"));

  /** Which packages of Gatun a package may use besides itself. */
  private static final String[][] LAYERS = {
    {"cli", "lab", "demo", "train", "align", "data", "text", "model", "nn", "optim", "torch"},
    {"lab", "plot", "demo", "train", "align", "data", "text", "model", "nn", "optim", "torch"},
    {"demo", "train", "align", "data", "text", "model", "nn", "optim", "torch"},
    {"train", "align", "data", "text", "model", "nn", "optim", "torch"},
    {"align", "torch"},
    {"data", "text", "torch"},
    {"text"},
    {"plot"},
    {"model", "text", "nn", "optim", "torch"},
    {"optim", "nn", "torch"},
    {"nn", "torch"},
    {"testing", "torch"},
    {"torch", "ffi"},
    {"ffi", "bindings"},
    {"bindings"},
  };

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(GATUN);
  }

  @TestFactory
  Stream<DynamicTest> a_package_uses_only_the_packages_below_it() {
    return Arrays.stream(LAYERS)
        .map(layer -> {
          var used =
              Arrays.stream(layer).map(name -> "dev.gatun." + name + "..").toArray(String[]::new);
          return DynamicTest.dynamicTest(
              layer[0],
              () ->
                  check(
                      classes()
                          .that()
                          .resideInAPackage(used[0])
                          .should()
                          .onlyDependOnClassesThat(
                              resideInAPackage("dev.gatun..")
                                  .negate()
                                  .or(resideInAnyPackage(used))
                                  // exceptions of the native layer are part of the tensors'
                                  // interface
                                  .or(assignableTo(dev.gatun.ffi.TorchException.class))
                                  .or(type(dev.gatun.ffi.TensorClosedException.class))
                                  // the command line's second Ctrl-C
                                  .or(type(dev.gatun.ffi.InterruptSignal.class)))));
        });
  }

  @Test
  void nothing_but_ffi_uses_the_bindings() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.gatun.ffi..", "dev.gatun.bindings..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.gatun.bindings.."));
  }

  @Test
  void native_code_is_linked_in_ffi_and_the_bindings_alone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.gatun.ffi..", "dev.gatun.bindings..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Linker.class, SymbolLookup.class));
  }

  @Test
  void packages_form_no_cycle() {
    check(slices().matching("dev.gatun.(*)..").should().beFreeOfCycles());
  }
}
