package naru.journey.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The agreement on the shape: who may use whom, and where the world may be touched. */
final class ArchitectureTest {
  /** Fewer classes than this and the scan has missed some: an empty scan proves nothing. */
  private static final int FLOOR = 800;

  private static final JavaClasses NARU =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("naru");

  /** Decisions and formats: they are told the time, and given what they work on. */
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAnyPackage("naru..core..", "naru.wire..", "naru.stack..", "naru.trace..")
          .and(DescribedPredicate.not(resideInAPackage("naru.trace.disk..")))
          .as("cores, wire formats, the stack and the trace");

  /** The trace's lanes belong to threads, which they must therefore know. */
  private static final Set<String> KNOW_THEIR_THREAD =
      Set.of("naru.trace.Tracer", "naru.trace.Lane");

  /** The outermost adapters; {@code EventLoop} alone, to come home to, is free to all. */
  private static final Set<String> ADAPTERS =
      Set.of(
          "naru.client.Approach",
          "naru.client.BodyPipe",
          "naru.client.Ride",
          "naru.dns.Conversation",
          "naru.dns.Ear",
          "naru.dns.NameServer",
          "naru.dns.StreamDoor",
          "naru.dns.UdpDoor",
          "naru.forward.Connector",
          "naru.forward.Inspection",
          "naru.forward.Tunnel",
          "naru.gateway.RequestLook",
          "naru.gateway.TcpLook",
          "naru.gateway.l4.Conduit",
          "naru.gateway.l4.Streams",
          "naru.gateway.l4.TcpStream",
          "naru.gateway.l4.UdpSession",
          "naru.gateway.l4.UdpSessions");

  /** Made for extension: what waits, passes on or is spoken on is one object with what it does. */
  private static final Set<String> EXTENDED =
      Set.of("naru.stack.time.Timer", "naru.http.h2.Stream", "naru.http.PassingGate");

  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "naru.base.Clock.system");

  private static final Set<String> DICE =
      Set.of(
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.Random.<init>",
          "java.util.SplittableRandom.<init>",
          "java.security.SecureRandom.<init>",
          "java.security.SecureRandom.getInstanceStrong",
          "java.util.concurrent.ThreadLocalRandom.current");

  @Test
  void theScanFoundTheProgram() {
    assertThat(NARU).hasSizeGreaterThan(FLOOR);
    Set<String> found = new TreeSet<>();
    NARU.forEach(c -> found.add(module(c)));
    assertThat(found).containsAll(Modules.STOPS).contains("base", "wire", "trace", "app", "admin");
    found.removeAll(Modules.PROOF);
    assertThat(Modules.table().keySet()).containsAll(found);
  }

  @Test
  void aModuleUsesOnlyWhatTheTableAllows() {
    for (Map.Entry<String, Set<String>> row : Modules.table().entrySet()) {
      String own = row.getKey();
      Set<String> may = row.getValue();
      noClasses()
          .that(describe("are in " + own, c -> module(c).equals(own)))
          .should()
          .dependOnClassesThat(
              describe(
                  "are in modules other than " + may,
                  c -> ours(c) && !module(c).equals(own) && !may.contains(module(c))))
          .because("a module can be understood with what stands below it, and nothing else")
          .allowEmptyShould(true)
          .check(NARU);
    }
  }

  @Test
  void stopsNeverImportEachOther() {
    for (String stop : Modules.STOPS) {
      noClasses()
          .that(describe("are in " + stop, c -> module(c).equals(stop)))
          .should()
          .dependOnClassesThat(
              describe(
                  "are in another stop",
                  c -> !module(c).equals(stop) && Modules.STOPS.contains(module(c))))
          .because("stops meet as naru.http.Stop only, and naru.app.Journey puts them in order")
          .check(NARU);
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("naru.(**)")
        .should()
        .beFreeOfCycles()
        .because("a package can be read after those that it uses")
        .check(NARU);
  }

  @Test
  void coresDoNotAskForTheTime() {
    noClasses()
        .that(PURE)
        .should()
        .accessTargetWhere(calls(CLOCKS))
        .because("now is an argument, so that the same code runs in virtual time")
        .check(NARU);
  }

  @Test
  void coresDoNotThrowDice() {
    noClasses()
        .that(PURE)
        .should()
        .accessTargetWhere(calls(DICE))
        .because("randomness is an argument, so that tests are exact and seeds replay")
        .check(NARU);
  }

  @Test
  void coresOpenNothing() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.channels..", "java.nio.file..", "io.netty.channel..")
                .or(
                    describe(
                        "are sockets",
                        c ->
                            c.getPackageName().equals("java.net")
                                && c.getSimpleName().endsWith("Socket")))
                .and(describe("hold no value", c -> !c.getSimpleName().equals("Path"))))
        .because("thin adapters hold sockets and files; deciding and doing are apart")
        .check(NARU);
  }

  @Test
  void coresStartNothing() {
    noClasses()
        .that(PURE)
        .and(describe("know no thread", c -> !KNOW_THEIR_THREAD.contains(c.getName())))
        .should()
        .dependOnClassesThat(
            describe(
                "are threads",
                c ->
                    c.isEquivalentTo(Thread.class)
                        || c.isEquivalentTo(ThreadLocal.class)
                        || c.isAssignableTo(java.util.concurrent.Executor.class)))
        .because("only the naru.trace.disk writer and the adapters have threads")
        .check(NARU);
  }

  @Test
  void coresKnowNothingOfChannels() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap.."))
        .because("bytes and values go in, decisions come out")
        .check(NARU);
  }

  @Test
  void onlyTransportOpensChannels() {
    noClasses()
        .that(DescribedPredicate.not(resideInAPackage("naru.transport..")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.netty.bootstrap..", "io.netty.channel.epoll..", "io.netty.channel.nio.."))
        .because("transport is the only door to sockets, so that another stack can stand there")
        .check(NARU);
  }

  @Test
  void channelsAreHeldByNamedAdapters() {
    Set<String> holders =
        NARU.stream()
            .filter(c -> !Set.of("transport", "http").contains(module(c)))
            .filter(
                c ->
                    c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            d ->
                                d.getTargetClass().getPackageName().startsWith("io.netty.channel")
                                    && !d.getTargetClass().isEquivalentTo(EventLoop.class)))
            .map(c -> c.getName().replaceAll("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(holders)
        .as("who holds Netty's channels besides transport and http: a new one is a decision")
        .isEqualTo(new TreeSet<>(ADAPTERS));
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        NARU.stream()
            .map(JavaClass::getPackage)
            .filter(p -> !p.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).as("null is an error where nothing else is said").isEmpty();
  }

  @Test
  void classesAreFinalOrSealed() {
    classes()
        .that(describe("are classes of ours", c -> ours(c) && !c.isInterface() && !c.isEnum()))
        .and(describe("are not made for it", c -> !EXTENDED.contains(c.getName())))
        .should(new FinalOrSealed())
        .because("what is not made for extension cannot be extended")
        .check(NARU);
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Set<String> methods) {
    return describe(
        "call one of " + methods,
        access ->
            access.getTarget() instanceof CodeUnitCallTarget target
                && methods.contains(target.getOwner().getName() + "." + target.getName()));
  }

  private static boolean ours(JavaClass c) {
    return c.getPackageName().startsWith("naru.");
  }

  /** The module of a class: the word after {@code naru}. */
  private static String module(JavaClass c) {
    String[] words = c.getPackageName().split("\\.");
    return words.length > 1 && words[0].equals("naru") ? words[1] : "";
  }
}
