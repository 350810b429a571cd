package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import naru.app.config.problem.ConfigCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Mistakes, each planted in a small file at the sign «, found with their code and their place. */
class PlantedMistakesTest {
  private static final List<Planted> ANYWHERE =
      List.of(
          Planted.of(ConfigCode.SYNTAX, "dns: [«"),
          Planted.of(ConfigCode.SYNTAX, "dns: a«: b"),
          Planted.of(ConfigCode.SYNTAX, "dns:\n«\tblock: a"),
          Planted.of(ConfigCode.SYNTAX, "ca: { name: «*nowhere }"),
          Planted.of(ConfigCode.SYNTAX, "ca: { name: \"«\u0001\" }"),
          Planted.of(ConfigCode.SECOND_DOCUMENT, "«---\nnaru: 1"),
          Planted.of(ConfigCode.TOO_DEEP, "dns: " + "[".repeat(31) + "«[" + "]".repeat(32)),
          Planted.of(ConfigCode.TOO_DEEP, "dns: «&a [*a]"),
          Planted.of(ConfigCode.KEY_NOT_TEXT, "«[a]: 1"),
          Planted.of(ConfigCode.UNKNOWN_KEY, "«lsten: {}"),
          Planted.of(ConfigCode.UNKNOWN_KEY, "cache: { «disc: 1GB }"),
          Planted.of(ConfigCode.UNKNOWN_KEY, "«<<: {}"),
          Planted.of(ConfigCode.DUPLICATE_KEY, "cache: { memory: 1GB, «memory: 1GB }"),
          Planted.of(ConfigCode.DUPLICATE_KEY, "«naru: 1"),
          Planted.of(ConfigCode.WRONG_TYPE, "dns: «none"),
          Planted.of(ConfigCode.WRONG_TYPE, "dns: «[a]"),
          Planted.of(ConfigCode.WRONG_TYPE, "cache: { memory: «[1GB, 2GB] }"),
          Planted.of(ConfigCode.WRONG_TYPE, "trace: { record: { packets: «\"true\" } }"),
          Planted.of(ConfigCode.WRONG_TYPE, "trace: { record: { keep: «\"10\" } }"),
          Planted.of(ConfigCode.WRONG_TYPE, "dns: { zones: «[a] }"),
          new Planted(ConfigCode.MISSING_KEY, "«dns: {}"),
          Planted.of(
              ConfigCode.SPLIT_OF_NOTHING,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: 127.0.0.1:1 } }
                routes: { name: r, to: «[{ upstream: a, weight: 0 }] }
              """),
          Planted.of(ConfigCode.NO_VALUE, "«dns:"),
          Planted.of(ConfigCode.NO_VALUE, "dns: { zones: { «a.test: } }"),
          Planted.of(ConfigCode.NO_VALUE, "dns: { block: [«null] }"),
          Planted.of(ConfigCode.BAD_DURATION, "trace: { record: { slow: «5 } }"),
          Planted.of(ConfigCode.BAD_DURATION, "trace: { record: { slow: «5sec } }"),
          Planted.of(ConfigCode.BAD_DURATION, "trace: { record: { slow: «-5s } }"),
          Planted.of(ConfigCode.BAD_DURATION, "trace: { record: { slow: «999999999999999d } }"),
          Planted.of(ConfigCode.BAD_SIZE, "cache: { memory: «64 }"),
          Planted.of(ConfigCode.BAD_SIZE, "cache: { memory: «64mb }"),
          Planted.of(ConfigCode.BAD_NUMBER, "dns: { cache: «many }"),
          Planted.of(ConfigCode.BAD_NUMBER, "dns: { cache: «1.5 }"),
          Planted.of(ConfigCode.BAD_PERCENT, "trace: { record: { sample: «50 } }"),
          Planted.of(ConfigCode.OUT_OF_RANGE, "trace: { record: { sample: «101% } }"),
          Planted.of(ConfigCode.OUT_OF_RANGE, "cache: { memory: «1KiB }"),
          Planted.of(ConfigCode.OUT_OF_RANGE, "limits: { connections: «0 }"),
          Planted.of(ConfigCode.OUT_OF_RANGE, "limits: { connections: «99999999999 }"),
          Planted.of(ConfigCode.OUT_OF_RANGE, "limits: { timeouts: { head: «1ms } }"),
          Planted.of(ConfigCode.NOT_ONE_OF, "ca: { root: { key: «ec-p265 } }"),
          Planted.of(ConfigCode.OLD_BOOLEAN, "origin: { api: «yes }"),
          Planted.of(ConfigCode.OLD_BOOLEAN, "origin: { api: «off }"),
          Planted.of(ConfigCode.BAD_LISTENER, "listen: { dns: «127.0.0.1:53 }"),
          Planted.of(ConfigCode.BAD_LISTENER, "listen: { admin: «http://127.0.0.1 }"),
          Planted.of(ConfigCode.BAD_LISTENER, "listen: { admin: «http://127.0.0.1:99999 }"),
          Planted.of(ConfigCode.BAD_LISTENER, "listen: { admin: [«http://naru.test:1] }"),
          Planted.of(
              ConfigCode.BAD_LISTENER, "listen: { admin: { scheme: http, host: «here, port: 1 } }"),
          Planted.of(ConfigCode.WRONG_SCHEME, "listen: { dns: «http://127.0.0.1:1 }"),
          Planted.of(ConfigCode.WRONG_SCHEME, "dns: { forward: { .: «tls://127.0.0.1:1 } }"),
          Planted.of(ConfigCode.EXPOSED, "listen: { admin: «https://0.0.0.0:1 }"),
          Planted.of(ConfigCode.EXPOSED, "listen: { admin: «'https://[2001:db8::1]:1' }"),
          Planted.of(
              ConfigCode.BAD_RATE,
              "network: { inner: { range: 10.77.0.0/24, client: 10.77.0.2, impair: { rate: «1Mb } }"
                  + " }"),
          Planted.of(
              ConfigCode.OUT_OF_RANGE,
              "network: { inner: { range: 10.77.0.0/24, client: 10.77.0.2, mtu: «576 } }"),
          Planted.of(
              ConfigCode.OUTSIDE_NETWORK,
              "network: { inner: «{ range: 10.77.0.0/24, client: 10.78.0.2 } }"),
          Planted.of(
              ConfigCode.NETWORKS_OVERLAP,
              "network: { inner: { range: 10.77.0.0/24, client: 10.77.0.2 },"
                  + " tun: «{ range: 10.77.0.0/16, host: 10.77.0.1 } }"),
          Planted.of(
              ConfigCode.EXPOSED,
              "network: { inner: { range: 10.77.0.0/24, client: 10.77.0.2 } }\n"
                  + "listen: { origin: http://10.77.0.9:80, admin: «http://10.78.0.9:80 }"),
          Planted.of(
              ConfigCode.SAME_PORT,
              "listen: { origin: http://127.0.0.1:1, admin: «http://127.0.0.1:1 }"),
          Planted.of(
              ConfigCode.SAME_PORT,
              "listen:\n  expose: true\n  origin: http://127.0.0.1:1\n  admin: «http://0.0.0.0:1"),
          Planted.of(
              ConfigCode.DATAGRAMS_TO_SOCKET,
              """
              listen: { gateway: udp://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: [127.0.0.1:9, unix:/run/a] } }
                streams: «{ name: s, transport: udp, to: a }
              """),
          Planted.of(
              ConfigCode.STREAM_WITHOUT_TLS,
              """
              listen: { gateway: udp://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: 127.0.0.1:9 } }
                streams: { name: s, transport: udp, «sni: a.test, to: a }
              """),
          Planted.of(
              ConfigCode.NOT_INTRODUCED,
              """
              listen: { gateway: udp://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: 127.0.0.1:9, proxy-protocol: v1 } }
                streams: «{ name: s, transport: udp, to: a }
              """),
          Planted.of(ConfigCode.NO_STREAM, "listen: { gateway: «tcp://127.0.0.1:1 }"),
          Planted.of(
              ConfigCode.PROXY_TRUSTS_NOBODY,
              "listen: { gateway: { scheme: http, port: 1, proxy-protocol: «true } }"),
          Planted.of(
              ConfigCode.UNKNOWN_KEY,
              "listen: { origin: { scheme: http, port: 1, «proxy-protocol: true } }"),
          Planted.of(
              ConfigCode.OPEN_RESOLVER,
              "listen: { expose: true, dns: udp://0.0.0.0:53 }\n"
                  + "dns: { forward: { .: udp://192.0.2.1 }, «recursion: [0.0.0.0/0] }"),
          Planted.of(
              ConfigCode.BAD_PATH,
              "origin: { cache-control: { files: «/*.html, value: no-store } }"),
          Planted.of(ConfigCode.BAD_RANGE, "gateway: { trust: «10.0.0.0/33 }"),
          Planted.of(ConfigCode.BAD_RANGE, "dns: { recursion: [«everyone] }"),
          Planted.of(ConfigCode.BAD_DOMAIN, "dns: { block: [«'ads.*.com'] }"),
          Planted.of(
              ConfigCode.NO_HTTPS,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway: { https-only: «true, routes: { name: r, to: origin } }
              """),
          Planted.of(
              ConfigCode.BAD_PAGE,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway: { error-pages: { «404: ./no-such-page.html }, routes: { name: r, to: origin } }
              """),
          Planted.of(
              ConfigCode.BAD_STATUSES,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway: { error-pages: { «200: ./page.html }, routes: { name: r, to: origin } }
              """),
          Planted.of(ConfigCode.NO_FALLBACK, "origin: «{ fallback: /no-such-page.html }"),
          Planted.of(
              ConfigCode.BAD_PATH,
              "origin: { cache-control: { files: «'**/x', value: no-cache } }"),
          Planted.proxy(ConfigCode.NOT_ONE_VERDICT, "rules: «{ allow: a.test, deny: b.test }"),
          Planted.proxy(ConfigCode.NOT_ONE_VERDICT, "rules: [«{}]"),
          Planted.proxy(
              ConfigCode.REASON_WITHOUT_DENY, "rules: { allow: a.test, «reason: because }"),
          Planted.proxy(
              ConfigCode.RULE_UNREACHED, "rules: [{ deny: '*.test' }, «{ allow: a.test }]"),
          Planted.proxy(ConfigCode.DEFAULT_UNREACHED, "«default: deny, rules: { tunnel: '*' }"),
          Planted.proxy(ConfigCode.PLAIN_PASSWORD, "auth: { users: { a: «open } }"),
          Planted.proxy(ConfigCode.BAD_SECRET, "auth: { users: { a: «'pbkdf2-sha256:1:xx:yy' } }"),
          Planted.zone(ConfigCode.BAD_RECORD, "www: «A 127.0.0"),
          Planted.zone(ConfigCode.BAD_RECORD, "www: [«AAAA 127.0.0.1]"),
          Planted.zone(ConfigCode.BAD_RECORD, "www: «ADDRESS 127.0.0.1"),
          Planted.zone(ConfigCode.BAD_RECORD, "www: { type: MX, «data: mail }"),
          Planted.zone(ConfigCode.CNAME_NOT_ALONE, "www: [«CNAME a, A 127.0.0.1]"),
          Planted.zone(ConfigCode.BAD_DOMAIN, "«w w: A 127.0.0.1"),
          new Planted(ConfigCode.WRONG_FORMAT, "«naru: 2"),
          Planted.of(ConfigCode.NOT_ONE_LOG, "log: { access: «{ format: json } }"),
          Planted.of(
              ConfigCode.NOT_ONE_LOG, "log: { access: { to: a, «syslog: udp://127.0.0.1 } }"),
          Planted.of(ConfigCode.BAD_SYSLOG, "log: { access: { syslog: «/dev/log } }"),
          Planted.of(ConfigCode.BAD_SYSLOG, "log: { access: { syslog: «'udp://a b:514' } }"),
          Planted.of(ConfigCode.BAD_SYSLOG, "log: { access: { syslog: { to: «'unix:' } } }"),
          Planted.of( // 51 characters, 151 bytes
              ConfigCode.BAD_SYSLOG,
              "log: { access: { syslog: «'unix:/" + "가".repeat(50) + "' } }"),
          Planted.of(ConfigCode.BAD_LINE_FORMAT, "log: { access: { to: a, format: «'{methud}' } }"),
          Planted.of(ConfigCode.NOT_SHORTER, "ca: { leaf: { life: 1d, «renew-before: 2d } }"),
          Planted.of(ConfigCode.BAD_FOLDER, "state: «\"a\\0b\""),
          Planted.of(
              ConfigCode.UPSTREAM_UNUSED,
              "gateway: { upstreams: { «a: { targets: 127.0.0.1:1 } } }"),
          Planted.of(ConfigCode.NOT_YET_USED, "cache: { «disk: 1GB }"),
          Planted.of(ConfigCode.NOTHING_LISTENS, "proxy: «{ rules: { deny: a.test } }"),
          Planted.of(ConfigCode.NOT_A_FOLDER, "origin: «{ files: /dev/null }"),
          Planted.of(ConfigCode.NO_SUCH_FOLDER, "origin: «{ files: ./not-there }"),
          Planted.of(
              ConfigCode.NO_CERTIFICATE,
              """
              listen: { gateway: https://127.0.0.1:1 }
              gateway: { routes: { name: r, match: «{ host: a.test }, to: origin } }
              """));

  static final List<Planted> MISTAKES =
      Stream.concat(ANYWHERE.stream(), GatewayMistakes.ALL.stream()).toList();

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void isFoundAtItsPlace(Planted planted) {
    assertThat(Planted.found(planted.text())).containsExactly(planted.expected());
  }

  @Test
  void everyCodeIsPlanted() {
    Set<ConfigCode> planted = EnumSet.noneOf(ConfigCode.class);
    MISTAKES.forEach(mistake -> planted.add(mistake.code()));
    Set<ConfigCode> ofWholeFiles =
        EnumSet.of(
            ConfigCode.UNREADABLE,
            ConfigCode.TOO_LARGE,
            ConfigCode.NOT_UTF8,
            ConfigCode.EMPTY,
            ConfigCode.TOO_COMPLEX,
            ConfigCode.CANNOT_APPLY,
            ConfigCode.CANNOT_LISTEN,
            ConfigCode.OCSP_MISSING,
            ConfigCode.OCSP_UNSAID,
            ConfigCode.CERTIFICATE_ENDED);
    planted.addAll(ofWholeFiles);
    assertThat(planted).isEqualTo(EnumSet.allOf(ConfigCode.class));
    assertThat(MISTAKES).hasSizeGreaterThan(80);
  }
}
