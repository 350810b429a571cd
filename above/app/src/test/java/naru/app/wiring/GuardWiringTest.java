package naru.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import naru.app.config.GatewaySettings;
import naru.app.config.read.ConfigFile;
import naru.app.config.read.Loaded;
import naru.gateway.guard.config.Circuit;
import naru.gateway.guard.config.Guarding;
import naru.gateway.guard.config.Rate;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file to what guards a route. */
class GuardWiringTest {
  @TempDir Path folder;

  private static final String BCRYPT =
      "$2b$04$abcdefghijklmnopqrstuuNLKPPvnGSmRDHMZ4OyYPEhOTcVlcG2q";

  private GatewaySettings settings(String gateway) {
    Loaded loaded =
        ConfigFile.parse(
            "naru.yaml",
            folder,
            "naru: 1\nlisten: { gateway: http://127.0.0.1:1 }\ngateway:\n" + gateway.indent(2));
    assertThat(loaded).as("%s", loaded.report().problems()).isInstanceOf(Loaded.Valid.class);
    return ((Loaded.Valid) loaded).config().gateway();
  }

  private static Guarding of(GatewaySettings settings, int route) {
    return new GuardWiring(
            settings,
            trust -> {
              throw new AssertionError();
            })
        .of(settings.routes().get(route));
  }

  @Test
  void aKeyMayBeginAsAHashDoes() {
    GatewaySettings settings =
        settings(
            """
            guard: { keys: { consumers: { a: shadow, b: sha-1, c: shared:key, d: sha256:%s } } }
            routes: { name: a, to: origin }
            """
                .formatted("AB".repeat(32)));
    assertThat(of(settings, 0).keys().orElseThrow().consumers())
        .hasSize(4)
        .containsEntry("ab".repeat(32), "d")
        .containsEntry(DigestUtils.sha256Hex("shadow"), "a");
  }

  @Test
  void whatTheGatewaySaysHoldsForRoutesThatDoNotSayOtherwise() {
    GatewaySettings settings =
        settings(
            """
            guard:
              rates: [100/s]
              keys: { consumers: { app: sha256:%s } }
              addresses: { deny: 10.0.0.0/8 }
            routes:
              - { name: a, to: origin }
              - name: b
                match: { path: /b/** }
                guard:
                  rates: { name: tight, allow: 5/10s, burst: 2, by: consumer, dry-run: true }
                  keys: { query: k, consumers: { other: sha256:%s } }
                  priority: 9
                to: origin
              - { name: c, match: { path: /c/** }, guard: { inherit: false }, to: origin }
            """
                .formatted("0".repeat(64), "1".repeat(64)));
    Guarding a = of(settings, 0);
    assertThat(a.rates()).extracting(Rate::id).containsExactly("gateway/rate-1");
    assertThat(a.keys().orElseThrow().header()).contains("x-api-key");
    assertThat(a.addresses()).hasSize(1);
    Guarding b = of(settings, 1);
    assertThat(b.rates()).extracting(Rate::id).containsExactly("gateway/rate-1", "route b/tight");
    Rate tight = b.rates().getLast();
    assertThat(tight.text()).isEqualTo("5 in 10 s");
    assertThat(tight.burst()).isEqualTo(2);
    assertThat(tight.enforce()).isFalse();
    assertThat(b.keys().orElseThrow().consumers()).isEqualTo(Map.of("1".repeat(64), "other"));
    assertThat(b.keys().orElseThrow().header()).isEmpty();
    assertThat(b.priority()).isEqualTo(9);
    assertThat(b.addresses()).hasSize(1);
    assertThat(of(settings, 2)).isEqualTo(Guarding.NONE);
  }

  @Test
  void aRouteHasTheLimitsOfItsUpstreamToo() {
    GatewaySettings settings =
        settings(
            """
            upstreams:
              shop: { targets: 127.0.0.1:1, limits: { requests: 9, queue: 3, wait: 2s } }
            routes: { name: a, guard: { limits: { adaptive: true } }, to: shop }
            """);
    assertThat(of(settings, 0).circuits())
        .extracting(Circuit::id)
        .containsExactly("route a", "upstream shop");
    assertThat(of(settings, 0).circuits().getFirst().adaptive()).isTrue();
  }

  @Test
  void usersOfAFileAndTheConfigMayPass() throws Exception {
    Files.writeString(
        folder.resolve("users"),
        """
        # who may
        ann:$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1

        bea:pbkdf2-sha256:1000:c2FsdHNhbHQ=:%s
        """
            .formatted(pbkdf2("sesame", "saltsalt", 1000)));
    GatewaySettings settings =
        settings(
            """
            guard: { basic: { file: users, users: { cid: '%s' } } }
            routes: { name: a, to: origin }
            """
                .formatted(bcrypt("sesame")));
    Map<String, Predicate<String>> users = of(settings, 0).basic().orElseThrow().users();
    assertThat(users.keySet()).containsExactlyInAnyOrder("ann", "bea", "cid");
    assertThat(Objects.requireNonNull(users.get("ann")).test("Hello world!")).isTrue();
    assertThat(Objects.requireNonNull(users.get("ann")).test("Hello world?")).isFalse();
    for (String name : List.of("bea", "cid")) {
      assertThat(Objects.requireNonNull(users.get(name)).test("sesame")).as(name).isTrue();
      assertThat(Objects.requireNonNull(users.get(name)).test("sesame")).as(name).isTrue();
      assertThat(Objects.requireNonNull(users.get(name)).test("Sesame")).as(name).isFalse();
      assertThat(Objects.requireNonNull(users.get(name)).test("x".repeat(100))).as(name).isFalse();
    }
  }

  private static String bcrypt(String password) {
    return org.bouncycastle.crypto.generators.OpenBSDBCrypt.generate(
        "2b", password.toCharArray(), "sixteen bytes ok".getBytes(), 4);
  }

  private static String pbkdf2(String password, String salt, int iterations) throws Exception {
    var spec =
        new javax.crypto.spec.PBEKeySpec(password.toCharArray(), salt.getBytes(), iterations, 256);
    byte[] hash =
        javax.crypto.SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(spec)
            .getEncoded();
    return java.util.Base64.getEncoder().encodeToString(hash);
  }

  @Test
  void weakHashesInAFileAreRefused() throws Exception {
    Files.writeString(folder.resolve("users"), "ann:$apr1$x$y\n");
    Loaded loaded =
        ConfigFile.parse(
            "naru.yaml",
            folder,
            """
            naru: 1
            listen: { gateway: http://127.0.0.1:1 }
            gateway:
              guard: { basic: { file: users } }
              routes: { name: a, to: origin }
            """);
    assertThat(loaded.report().problems())
        .extracting(p -> p.code().number())
        .containsExactly("N3071");
  }

  @Test
  void noSecretIsEverShown() {
    GatewaySettings settings =
        settings(
            """
            guard:
              basic: { users: { ann: 'open sesame', bob: '%s' } }
              keys: { consumers: { app: 'open key', web: sha256:%s } }
            routes: { name: a, to: origin }
            """
                .formatted(BCRYPT, "a".repeat(64)));
    assertThat(settings.toString())
        .doesNotContain("open sesame")
        .doesNotContain("open key")
        .doesNotContain("aaaaaaaa")
        .doesNotContain("$2b$");
    assertThat(Optional.of(settings)).isPresent();
  }

  /**
   * Otherwise whoever sends an empty key would pass; here it was emptied after the file's check.
   */
  @Test
  void aSecretFileThatHoldsNothingIsNoSecret() throws Exception {
    Files.writeString(folder.resolve("key"), "key\n");
    GatewaySettings settings =
        settings(
            """
            routes:
              - name: a
                to: origin
                guard: { keys: { consumers: { app: "${file:key}" } } }
            """);
    Files.writeString(folder.resolve("key"), "\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> of(settings, 0))
        .isInstanceOf(naru.app.config.problem.Inapplicable.class)
        .hasMessageContaining("first line");
  }

  @Test
  void limitsOfUpstreamsHoldOnTheWaysOfASplit() {
    GatewaySettings settings =
        settings(
            """
            upstreams:
              one: { targets: 127.0.0.1:1, limits: { requests: 7 } }
              two: { targets: 127.0.0.1:2 }
            routes:
              - { name: a, to: [one, two] }
            """);
    GuardWiring wiring =
        new GuardWiring(
            settings,
            trust -> {
              throw new AssertionError();
            });
    assertThat(wiring.limitsOf("one").map(Circuit::requests)).contains(7);
    assertThat(wiring.limitsOf("one").map(Circuit::id)).contains("upstream one");
    assertThat(wiring.limitsOf("two")).isEmpty();
  }

  @Test
  void aNameSaidTwiceIsTwoCounts() {
    GatewaySettings settings =
        settings(
            """
            routes:
              - name: a
                to: origin
                guard:
                  rates:
                    - { name: n, allow: 5/s }
                    - { name: n, allow: 100/h }
            """);
    assertThat(of(settings, 0).rates().stream().map(Rate::id).distinct()).hasSize(2);
  }
}
