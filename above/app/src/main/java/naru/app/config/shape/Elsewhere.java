package naru.app.config.shape;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import naru.app.text.Text;

/**
 * Words by which nginx, HAProxy, Caddy, Traefik and Envoy say what a section says in another way:
 * who moves from there is told the key of this place. Compared without case, '-' and '_'.
 */
final class Elsewhere {
  private static final Text SAID = Text.of("said here by {0}", "여기서는 이렇게 씁니다: {0}");

  /** The word for what cannot be said, as it is always so. */
  private static final String NOTHING = "";

  private static final Text ALWAYS =
      Text.of(
          "no key is needed: nothing is held back here", "쓸 필요가 없습니다: 여기서는 아무것도 모아 두지 않고 바로 전합니다");

  private static final Map<String, Map<String, String>> WORDS =
      Map.of(
          "an upstream",
          Map.ofEntries(
              Map.entry("servers", "targets"),
              Map.entry("server", "targets"),
              Map.entry("endpoints", "targets"),
              Map.entry("loadbalancer", "targets and balance"),
              Map.entry("lbpolicy", "balance"),
              Map.entry("policy", "balance"),
              Map.entry("algorithm", "balance"),
              Map.entry("healthcheck", "health: { get: /path }"),
              Map.entry("keepalive", "timeouts: { keep-alive: 60s }"),
              Map.entry("maxconns", "connections, or limits: { requests: N, queue: N }"),
              Map.entry("maxfails", "eject: { after: N }"),
              Map.entry("failtimeout", "eject: { pause: 30s }"),
              Map.entry("sendproxy", "proxy-protocol: v1 (or v2)"),
              Map.entry("host", "rewrite: { host: NAME } of a route")),
          "health",
          Map.of(
              "path", "get: /path",
              "uri", "get: /path",
              "interval", "every",
              "rise", "pass",
              "fall", "fail"),
          "timeouts",
          Map.of(
              "read", "first-byte (until the answer begins) and body-idle (between its pieces)",
              "server", "first-byte (until the answer begins) and body-idle (between its pieces)",
              "response", "first-byte",
              "dial", "connect",
              "idle", "body-idle"),
          "tls",
          Map.of(
              "verify", "trust: PEM-FILE, which may hold the server's own certificate",
              "insecure", "trust: PEM-FILE, which may hold the server's own certificate",
              "insecureskipverify", "trust: PEM-FILE, which may hold the server's own certificate",
              "ca", "trust: PEM-FILE",
              "sni", "name",
              "servername", "name",
              "cert", "identity: { cert: FILE, key: FILE }",
              "key", "identity: { cert: FILE, key: FILE }"),
          "a route",
          Map.ofEntries(
              Map.entry("headers", "request-headers or response-headers"),
              Map.entry("host", "match: { host: NAME }"),
              Map.entry("hosts", "match: { host: NAME }"),
              Map.entry("path", "match: { path: /path/** }"),
              Map.entry("method", "match: { method: GET }"),
              Map.entry("rule", "match"),
              Map.entry("stripprefix", "rewrite: { prefix: / }"),
              Map.entry("handlepath", "rewrite: { prefix: / }"),
              Map.entry("upstream", "to"),
              Map.entry("service", "to"),
              Map.entry("proxypass", "to"),
              Map.entry("reverseproxy", "to"),
              Map.entry("websocket", "upgrade, which has websocket unless said"),
              Map.entry("basicauth", "guard: { basic: .. }"),
              Map.entry("auth", "guard: { basic: .. }, or keys, jwt, ask"),
              Map.entry("forwardauth", "guard: { ask: .. }"),
              Map.entry("authrequest", "guard: { ask: .. }"),
              Map.entry("jwt", "guard: { jwt: .. }"),
              Map.entry("ratelimit", "guard: { rates: { allow: 10/s } }"),
              Map.entry("limitreq", "guard: { rates: { allow: 10/s } }"),
              Map.entry("allow", "guard: { addresses: [{ allow: RANGE }] }"),
              Map.entry("deny", "guard: { addresses: [{ deny: RANGE }] }"),
              Map.entry("ipallowlist", "guard: { addresses: [{ allow: RANGE }] }"),
              Map.entry("retries", "retries of the upstream"),
              Map.entry("sticky", "sticky of the upstream"),
              Map.entry("gzip", "compress: true"),
              Map.entry("encode", "compress: true"),
              Map.entry("return", "respond, or redirect"),
              Map.entry("clientmaxbodysize", "body-limit"),
              Map.entry("maxbodysize", "body-limit"),
              Map.entry("buffering", NOTHING),
              Map.entry("proxybuffering", NOTHING),
              Map.entry("root", "files: FOLDER"),
              Map.entry("fileserver", "files: FOLDER"),
              Map.entry("static", "files: FOLDER"),
              Map.entry("alias", "files: FOLDER, with rewrite: { prefix: / }"),
              Map.entry("index", "files: { folder: FOLDER, index: [index.html] }"),
              Map.entry("tryfiles", "files: { folder: FOLDER, fallback: /index.html }"),
              Map.entry("errorpage", "files: { not-found: /404.html }, or gateway.error-pages")),
          "files of a route",
          Map.of(
              "root", "folder",
              "path", "folder",
              "spa", "fallback: /index.html",
              "tryfiles", "fallback: /index.html, and suffixes: .html for $uri.html",
              "errorpage", "not-found: /404.html",
              "gzipstatic", "precompressed",
              "disablesymlinks", "links-outside",
              "expires", "cache-control: max-age=SECONDS"),
          "match",
          Map.of(
              "hosts", "host",
              "servername", "host",
              "pathprefix", "path: /path/**",
              "prefix", "path: /path/**",
              "location", "path: /path/**",
              "pathregexp", "path: { regex: R }",
              "remoteip", "client: RANGE"),
          "gateway",
          Map.of(
              "services", "upstreams",
              "clusters", "upstreams",
              "middlewares", "keys of each route, or gateway.guard",
              "headers", "response-headers",
              "trustedproxies", "trust",
              "realip", "trust"),
          "a certificate",
          Map.of("file", "cert", "certificate", "cert", "certfile", "cert", "keyfile", "key"),
          "an access log",
          Map.of("path", "to", "output", "to", "file", "to"));

  /** What is not of keys alone, in Korean. */
  private static final Map<String, String> KOREAN =
      Map.ofEntries(
          Map.entry("targets and balance", "targets와 balance"),
          Map.entry(
              "connections, or limits: { requests: N, queue: N }",
              "connections 또는 limits: { requests: N, queue: N }"),
          Map.entry("proxy-protocol: v1 (or v2)", "proxy-protocol: v1 (또는 v2)"),
          Map.entry("rewrite: { host: NAME } of a route", "라우트의 rewrite: { host: 이름 }"),
          Map.entry(
              "first-byte (until the answer begins) and body-idle (between its pieces)",
              "first-byte(응답이 시작될 때까지)와 body-idle(본문 조각 사이)"),
          Map.entry(
              "trust: PEM-FILE, which may hold the server's own certificate",
              "trust: PEM-파일 (서버 자신의 인증서를 넣어도 됩니다)"),
          Map.entry("trust: PEM-FILE", "trust: PEM-파일"),
          Map.entry("identity: { cert: FILE, key: FILE }", "identity: { cert: 파일, key: 파일 }"),
          Map.entry("request-headers or response-headers", "request-headers 또는 response-headers"),
          Map.entry("match: { host: NAME }", "match: { host: 이름 }"),
          Map.entry("upgrade, which has websocket unless said", "upgrade (쓰지 않으면 websocket을 받습니다)"),
          Map.entry(
              "guard: { basic: .. }, or keys, jwt, ask", "guard: { basic: .. } 또는 keys, jwt, ask"),
          Map.entry(
              "guard: { addresses: [{ allow: RANGE }] }", "guard: { addresses: [{ allow: 범위 }] }"),
          Map.entry(
              "guard: { addresses: [{ deny: RANGE }] }", "guard: { addresses: [{ deny: 범위 }] }"),
          Map.entry("retries of the upstream", "업스트림의 retries"),
          Map.entry("sticky of the upstream", "업스트림의 sticky"),
          Map.entry("respond, or redirect", "respond 또는 redirect"),
          Map.entry("files: FOLDER", "files: 폴더"),
          Map.entry(
              "files: FOLDER, with rewrite: { prefix: / }", "files: 폴더와 함께 rewrite: { prefix: / }"),
          Map.entry(
              "files: { folder: FOLDER, index: [index.html] }",
              "files: { folder: 폴더, index: [index.html] }"),
          Map.entry(
              "files: { folder: FOLDER, fallback: /index.html }",
              "files: { folder: 폴더, fallback: /index.html }"),
          Map.entry(
              "files: { not-found: /404.html }, or gateway.error-pages",
              "files: { not-found: /404.html } 또는 gateway.error-pages"),
          Map.entry(
              "fallback: /index.html, and suffixes: .html for $uri.html",
              "fallback: /index.html, 그리고 $uri.html은 suffixes: .html"),
          Map.entry("cache-control: max-age=SECONDS", "cache-control: max-age=초"),
          Map.entry("client: RANGE", "client: 범위"),
          Map.entry("keys of each route, or gateway.guard", "각 라우트의 키 또는 gateway.guard"));

  private Elsewhere() {}

  /** What a section of this name says by another key. */
  static Optional<Text> hint(String section, String key) {
    String word = key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    return Optional.ofNullable(WORDS.getOrDefault(section, Map.of()).get(word))
        .map(said -> said.equals(NOTHING) ? ALWAYS : SAID.with(inBoth(said)));
  }

  private static Text inBoth(String said) {
    return Text.of(said, KOREAN.getOrDefault(said, said));
  }
}
