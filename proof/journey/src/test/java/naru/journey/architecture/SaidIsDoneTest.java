package naru.journey.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import naru.base.Place;
import org.junit.jupiter.api.Test;

/**
 * A key of the config that is read, checked and documented, but that nobody acts on, is a lie to
 * the operator. So each part of what the file says is read by who does it; being checked for sense
 * does not count. The same holds for what the modules are told.
 */
final class SaidIsDoneTest {
  /** Fewer records than these, and the scan has missed some. */
  private static final int SAID = 60;

  private static final int TOLD = 60;

  private static final JavaClasses NARU =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("naru");

  /** What is done by reading the file itself. */
  private static final Set<String> DONE_BY_READING = Set.of("Listen.expose");

  private static final Set<String> NAMES = Set.of("Config", "CacheRoute");

  /** Every record has them; what they read, nobody acts on. */
  private static final Set<String> OF_ALL_RECORDS = Set.of("equals", "hashCode", "toString");

  private static boolean isSaid(JavaClass c) {
    return c.getPackageName().equals("naru.app.config");
  }

  private static boolean readsTheFile(JavaClass c) {
    return c.getPackageName().startsWith("naru.app.config");
  }

  /** What wiring makes of it for the modules. */
  private static boolean isTold(JavaClass c) {
    JavaClass top = c;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    boolean named = NAMES.stream().anyMatch(top.getSimpleName()::endsWith);
    boolean options =
        c.getSimpleName().equals("Options") && !c.getPackageName().startsWith("naru.wire");
    boolean gateway = c.getPackageName().matches("naru\\.gateway\\..*config");
    return !readsTheFile(c) && (gateway || named || options);
  }

  @Test
  void whatTheFileSaysIsDone() {
    List<JavaClass> records = records(SaidIsDoneTest::isSaid);
    assertThat(records).hasSizeGreaterThan(SAID);
    Set<String> unread = unread(records, SaidIsDoneTest::isSaid, SaidIsDoneTest::readsTheFile);
    assertThat(unread).as("read, but nobody acts on it").isEqualTo(DONE_BY_READING);
  }

  @Test
  void whatModulesAreToldIsDone() {
    List<JavaClass> records = records(SaidIsDoneTest::isTold);
    assertThat(records).hasSizeGreaterThan(TOLD);
    Set<String> unread = unread(records, SaidIsDoneTest::isTold, SaidIsDoneTest::isTold);
    assertThat(unread).as("told to a module, which does not act on it").isEmpty();
  }

  private static List<JavaClass> records(Predicate<JavaClass> which) {
    return NARU.stream().filter(JavaClass::isRecord).filter(which).toList();
  }

  /**
   * Components that nobody reads.
   *
   * @param home where a method counts only if it is itself used from elsewhere
   * @param own whose own reading does not count
   */
  private static Set<String> unread(
      List<JavaClass> records, Predicate<JavaClass> home, Predicate<JavaClass> own) {
    Set<String> out = new TreeSet<>();
    for (JavaClass c : records) {
      components(c)
          .filter(component -> !isPlace(component.getRawType()))
          .filter(component -> !isRead(component, home, own))
          .forEach(component -> out.add(name(c) + "." + component.getName()));
    }
    return out;
  }

  /** A place, or a record of places: messages alone need them. */
  private static boolean isPlace(JavaClass type) {
    return type.isEquivalentTo(Place.class)
        || (isSaid(type)
            && type.isRecord()
            && components(type).allMatch(f -> f.getRawType().isEquivalentTo(Place.class)));
  }

  private static Stream<JavaField> components(JavaClass type) {
    return type.getFields().stream().filter(f -> !f.getModifiers().contains(JavaModifier.STATIC));
  }

  private static boolean isRead(
      JavaField component, Predicate<JavaClass> home, Predicate<JavaClass> own) {
    return component.getAccessesToSelf().stream()
        .map(JavaAccess::getOrigin)
        .filter(JavaMethod.class::isInstance)
        .anyMatch(reader -> isUsed(reader, home, own, new HashSet<>()));
  }

  /** Whether somebody else uses it, straight or through others at home. */
  private static boolean isUsed(
      JavaCodeUnit unit,
      Predicate<JavaClass> home,
      Predicate<JavaClass> own,
      Set<JavaCodeUnit> seen) {
    JavaClass owner = unit.getOwner();
    if (!own.test(owner)) {
      return true;
    }
    if (!home.test(owner) || isOfAll(unit) || unit instanceof JavaConstructor || !seen.add(unit)) {
      return false;
    }
    return named(unit)
        .flatMap(c -> c.getAccessesToSelf().stream())
        .map(JavaAccess::getOrigin)
        .anyMatch(user -> isUsed(user, home, own, seen));
  }

  /** It, and what it is called by where only an interface is known. */
  private static Stream<JavaCodeUnit> named(JavaCodeUnit unit) {
    Class<?>[] types =
        unit.getRawParameterTypes().stream().map(JavaClass::reflect).toArray(Class<?>[]::new);
    return Stream.concat(
        Stream.of(unit),
        unit.getOwner().getAllRawInterfaces().stream()
            .flatMap(i -> i.tryGetMethod(unit.getName(), types).stream()));
  }

  private static boolean isOfAll(JavaCodeUnit unit) {
    return OF_ALL_RECORDS.contains(unit.getName());
  }

  private static String name(JavaClass c) {
    return c.getName().substring(c.getPackageName().length() + 1);
  }
}
