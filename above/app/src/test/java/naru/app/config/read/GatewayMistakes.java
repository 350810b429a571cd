package naru.app.config.read;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import naru.app.config.problem.ConfigCode;

/** Mistakes in a route, its guard, a group of servers, or at the gateway's doors. */
final class GatewayMistakes {
  static final List<Planted> ALL =
      List.of(
          Planted.route(ConfigCode.MISSING_KEY, "«{ to: origin }"),
          Planted.route(ConfigCode.NOT_ONE_DESTINATION, "«{ name: x }"),
          Planted.route(
              ConfigCode.NOT_ONE_DESTINATION, "«{ name: x, to: origin, redirect: https }"),
          Planted.route(ConfigCode.NOT_ONE_OF, "{ name: x, redirect: «ftp }"),
          Planted.route(ConfigCode.NOT_ANYTHING, "{ name: x, to: origin, match: { not: «{} } }"),
          Planted.route(
              ConfigCode.BAD_REGEX,
              "{ name: x, to: origin, match: { host: { regex: «'a(?=b)' } } }"),
          Planted.route(
              ConfigCode.UNKNOWN_KEY,
              "{ name: x, to: origin, match: { not: { path: /a, «not: { path: /b } } } }"),
          Planted.route(
              ConfigCode.NO_FAULT, "{ name: x, to: origin, fault: «{ clients: 10.0.0.1 } }"),
          Planted.route(
              ConfigCode.STATUS_NEEDS_FIELD, "{ name: x, to: origin, fault: { abort: «401 } }"),
          Planted.route(
              ConfigCode.STATUS_NEEDS_FIELD,
              "{ name: x, to: origin, fault: { abort: { status: «426, share: 1% } } }"),
          Planted.route(ConfigCode.NOT_ONE_OF, "{ name: x, to: origin, fault: { abort: «rest } }"),
          Planted.route(ConfigCode.OUT_OF_RANGE, "{ name: x, to: origin, fault: { abort: «200 } }"),
          Planted.route(
              ConfigCode.FAULTS_FOR_ALL,
              "{ name: x, to: origin, fault: { abort: 503, «header: x-fault } }"),
          Planted.route(ConfigCode.REDIRECT_TO_ITSELF, "{ name: x, redirect: «{ status: 301 } }"),
          Planted.route(ConfigCode.NOT_ONE_OF, "{ name: x, redirect: { port: 1, status: «200 } }"),
          Planted.route(
              ConfigCode.NOT_ONE_PATH,
              "{ name: x, to: origin, rewrite: «{ path: /a, prefix: /b } }"),
          Planted.route(
              ConfigCode.NOT_ONE_PATH, "{ name: x, to: origin, rewrite: «{ regex: /a } }"),
          Planted.route(
              ConfigCode.FIELD_FIXED,
              "{ name: x, to: origin, request-headers: { set: { «Content-Length: '1' } } }"),
          Planted.route(
              ConfigCode.FIELD_FIXED,
              "{ name: x, to: origin, response-headers: { remove: «connection } }"),
          Planted.route(
              ConfigCode.BAD_TEMPLATE,
              "{ name: x, to: origin, request-headers: { add: { a: «'${clinet}' } } }"),
          Planted.route(ConfigCode.BAD_ORIGIN, "{ name: x, to: origin, cors: «app.test }"),
          Planted.route(
              ConfigCode.CORS_FOR_ALL,
              "{ name: x, to: origin, cors: { origins: '*', «credentials: true } }"),
          Planted.route(
              ConfigCode.NOT_ONE_OF, "{ name: x, to: origin, compress: { codings: «deflate } }"),
          Planted.route(ConfigCode.UNKNOWN_UPSTREAM, "{ name: x, to: origin, mirror: «shadow }"),
          Planted.route(ConfigCode.NOT_ONE_OF, "{ name: x, to: origin, upgrade: «h2c }"),
          Planted.route(ConfigCode.OUT_OF_RANGE, "{ name: x, respond: «199 }"),
          Planted.route(
              ConfigCode.OUT_OF_RANGE, "{ name: x, to: origin, timeouts: { request: «1ms } }"),
          Planted.upstream(ConfigCode.ONE_OF_TWO, "targets: 127.0.0.1:1, health: «{ every: 1s }"),
          Planted.upstream(ConfigCode.NOT_ONE_OF, "targets: 127.0.0.1:1, balance: «least-requests"),
          Planted.upstream(
              ConfigCode.NOT_ONE_OF,
              "targets: 127.0.0.1:1, balance: { use: consistent-hash, by: «cookie }"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «127.0.0.1"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: [«127.0.0.1:0]"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: { to: «127.0.0.256:1 }"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «http://127.0.0.1:1"),
          Planted.upstream(ConfigCode.SAME_TARGET, "targets: [127.0.0.1:1, «127.0.0.1:1]"),
          Planted.upstream(
              ConfigCode.TOO_MANY_TARGETS,
              "targets: [" + targets(1000) + "      «127.0.0.1:1001, 127.0.0.1:1002]"),
          Planted.upstream(ConfigCode.SAME_TARGET, "targets: [unix:/r/a, «unix:/r/../r/a]"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «http://unix:/run/app.sock"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: { to: «/run/app.sock }"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «'unix:'"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: [127.0.0.1:1, «unix:@app]"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «unix:/run/"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «unix:."),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «unix:/run/.."),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «unix:~/a.sock"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «'unix:/run/a.sock:/'"),
          Planted.upstream(ConfigCode.SOCKET_IS_FOLDER, "targets: «unix:/proc"),
          Planted.upstream(ConfigCode.SOCKET_PATH_LONG, "targets: «unix:/" + "a".repeat(107)),
          Planted.upstream(ConfigCode.SOCKET_HAS_NO_NAME, "targets: unix:/run/a, «tls: true"),
          Planted.upstream(
              ConfigCode.SOCKET_HAS_NO_NAME, "targets: unix:/run/a, «tls: { trust: platform }"),
          Planted.upstream(ConfigCode.ONE_OF_TWO, "targets: «{ weight: 1 }"),
          Planted.upstream(
              ConfigCode.ONE_OF_TWO, "targets: «{ to: a.test:1, srv: _h._tcp.a.test }"),
          Planted.upstream(ConfigCode.BAD_DOMAIN, "targets: { srv: «'_http._tcp.a.test:80' }"),
          Planted.upstream(
              ConfigCode.SAME_TARGET,
              "targets: [{ srv: _h._tcp.a.test }, «{ srv: _h._tcp.a.test }]"),
          Planted.upstream(
              ConfigCode.SRV_HAS_WEIGHTS, "targets: { srv: _h._tcp.a.test, «weight: 2 }"),
          Planted.upstream(ConfigCode.EMPTY_LIST, "targets: «[]"),
          Planted.upstream(ConfigCode.NOT_ONE_OF, "targets: 127.0.0.1:1, proxy-protocol: «v3"),
          Planted.upstream(
              ConfigCode.TLS_FILE,
              "targets: 127.0.0.1:1, tls: { identity: { «cert: none.pem, key: none.key } }"),
          Planted.edge(ConfigCode.TLS_FILE, "certificates: { «cert: none.pem, key: none.key }"),
          Planted.edge(ConfigCode.TLS_FILE, "tls: { clients: «{ ca: none.pem } }"),
          Planted.route(
              ConfigCode.CERTIFICATE_NEVER_ASKED,
              "{ name: r2, match: «{ certificate: { cn: alice } }, to: origin }"),
          Planted.edge(ConfigCode.MISSING_KEY, "tls: { clients: «{ verify: optional } }"),
          Planted.edge(ConfigCode.NOT_ONE_OF, "tls: { min-version: «'1.1' }"),
          Planted.edge(ConfigCode.OUT_OF_RANGE, "tls: { tickets: { keep: «0 } }"),
          Planted.edge(
              ConfigCode.SAME_STREAM,
              "streams: [{ name: s, sni: a.test, to: a }, «{ name: s, sni: b.test, to: a }]"),
          Planted.edge(
              ConfigCode.UNKNOWN_UPSTREAM, "streams: { name: t, sni: a.test, to: «nobody }"),
          Planted.edge(
              ConfigCode.STREAM_UNREACHED, "streams: «{ name: s, port: 99, sni: a.test, to: a }"),
          Planted.upstream(
              ConfigCode.WEIGHT_IGNORED,
              "targets: [127.0.0.1:1, «{ to: 127.0.0.1:2, weight: 2 }], balance: first"),
          Planted.upstream(ConfigCode.ONE_OF_TWO, "targets: 127.0.0.1:1, sticky: «{}"),
          Planted.upstream(
              ConfigCode.BAD_STICKY_KEY,
              "targets: 127.0.0.1:1, sticky: { cookie: c, key: «short }"),
          Planted.upstream(
              ConfigCode.BAD_STICKY_KEY,
              "targets: 127.0.0.1:1, sticky: { cookie: c, key:"
                  + " «'pbkdf2-sha256:1000:AAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAA==' }"),
          Planted.upstream(
              ConfigCode.NO_SECRET,
              "targets: 127.0.0.1:1, sticky: { cookie: c, key: «'${env:NARU_HAS_NO_SUCH_KEY}' }"),
          Planted.upstream(
              ConfigCode.NO_SECRET,
              "targets: 127.0.0.1:1, sticky: { cookie: c, key: «'${file:no-such-key}' }"),
          Planted.upstream(
              ConfigCode.PLAIN_PASSWORD,
              "targets: 127.0.0.1:1, sticky: { cookie: c, key: «0123456789abcdef }"),
          Planted.upstream(
              ConfigCode.ONE_OF_TWO, "targets: 127.0.0.1:1, health: «{ get: /, tcp: {} }"),
          Planted.upstream(
              ConfigCode.ONE_OF_TWO,
              "targets: 127.0.0.1:1, http: 2, health: «{ get: /, grpc: '' }"),
          Planted.upstream(
              ConfigCode.GRPC_NEEDS_HTTP2, "targets: 127.0.0.1:1, health: «{ grpc: shop.Cart }"),
          Planted.upstream(
              ConfigCode.GRPC_NEEDS_HTTP2,
              "targets: 127.0.0.1:1, http: auto, health: «{ grpc: shop.Cart }"),
          Planted.upstream(
              ConfigCode.GRPC_NEEDS_HTTP2,
              "targets: 127.0.0.1:1, «retry-on: [reset, grpc-unavailable]"),
          Planted.upstream(
              ConfigCode.BAD_STATUSES, "targets: 127.0.0.1:1, health: { get: /, status: «2xx }"),
          Planted.upstream(
              ConfigCode.BAD_BOUND, "targets: 127.0.0.1:1, balance: { use: maglev, bound: «90% }"),
          Planted.upstream(ConfigCode.BAD_PATH, "targets: 127.0.0.1:1, health: { get: «healthz }"),
          Planted.route(ConfigCode.BAD_PATH, "{ name: x, match: { path: «/a/*/b }, to: origin }"),
          Planted.route(ConfigCode.BAD_PATH, "{ name: x, match: { path: «a }, to: origin }"),
          Planted.route(ConfigCode.PATH_ALONE, "{ name: x, match: «{ path: /a/ }, to: origin }"),
          Planted.route(ConfigCode.BODY_BOUNDED, "«{ name: x, to: origin, body-limit: 2GiB }"),
          Planted.route(ConfigCode.PATH_ALONE, "{ name: x, match: «{ path: / }, to: origin }"),
          Planted.route(ConfigCode.BAD_DOMAIN, "{ name: x, match: { host: «a..b }, to: origin }"),
          Planted.route(
              ConfigCode.BAD_TOKEN, "{ name: x, match: { method: [GET, «get] }, to: origin }"),
          Planted.route(
              ConfigCode.BAD_TOKEN, "{ name: x, match: { header: { «a b: c } }, to: origin }"),
          Planted.route(
              ConfigCode.BAD_REGEX, "{ name: x, match: { path: { regex: «'/(a' } }, to: origin }"),
          Planted.route(
              ConfigCode.BAD_REGEX,
              "{ name: x, match: { header: { a: { regex: «'(a)\\1' } } }, to: origin }"),
          Planted.route(ConfigCode.OUT_OF_RANGE, "{ name: x, match: { port: «0 }, to: origin }"),
          Planted.route(
              ConfigCode.BAD_RANGE, "{ name: x, match: { client: «nobody }, to: origin }"),
          Planted.route(ConfigCode.UNKNOWN_UPSTREAM, "{ name: x, to: «shpo }"),
          Planted.route(ConfigCode.SAME_ROUTE, "«{ name: r, to: origin }"),
          Planted.route(
              ConfigCode.ROUTE_UNREACHED, "«{ name: x, match: { path: /r/** }, to: origin }"),
          Planted.route(ConfigCode.BAD_NAME, "{ name: «_, to: origin }"),
          Planted.guard(
              ConfigCode.NO_SECRET, "basic: { users: { a: «'${env:NARU_NO_SUCH_VARIABLE}' } }"),
          Planted.guard(
              ConfigCode.NO_SECRET, "keys: { consumers: { a: «'${file:./no-such-file}' } }"),
          Planted.guard(ConfigCode.NO_USERS, "basic: «{}"),
          Planted.guard(ConfigCode.BAD_USER_FILE, "basic: { «file: ./no-users }"),
          Planted.guard(ConfigCode.BAD_API_KEY, "keys: { consumers: { a: «'sha1:00' } }"),
          Planted.guard(ConfigCode.BAD_API_KEY, "keys: { consumers: { a: «'sha256:00' } }"),
          Planted.guard(
              ConfigCode.BAD_API_KEY,
              "keys: { consumers: { a: «'pbkdf2-sha256:1000:AAAAAAAA:AAAAAAAAAAAAAAAA' } }"),
          Planted.guard(
              ConfigCode.SAME_API_KEY,
              "keys: { consumers: { a: &k 'sha256:%s', «b: *k } }".formatted("0".repeat(64))),
          Planted.guard(ConfigCode.BAD_KEY_URL, "jwt: { «keys: 'http://a.test/jwks' }"),
          Planted.guard(ConfigCode.BAD_KEY_URL, "jwt: { keys: «'ftp://a.test/jwks' }"),
          Planted.guard(ConfigCode.NOT_ONE_OF, "jwt: { keys: k.json, algorithms: [«HS256] }"),
          Planted.guard(ConfigCode.NOT_ONE_OF, "jwt: { keys: k.json, algorithms: «none }"),
          Planted.guard(ConfigCode.NOT_ONE_ADDRESS_VERDICT, "addresses: «{}"),
          Planted.guard(ConfigCode.BAD_RANGE, "addresses: { allow: «everyone }"),
          Planted.guard(ConfigCode.BAD_RATE, "rates: «10"),
          Planted.guard(ConfigCode.BAD_RATE, "rates: { allow: «0/s }"),
          Planted.guard(ConfigCode.NOT_ONE_OF, "rates: { allow: 1/s, by: «ip }"),
          Planted.guard(ConfigCode.UNKNOWN_UPSTREAM, "ask: { upstream: «shpo }"),
          Planted.edge(
              ConfigCode.FIELD_OF_ONE_MESSAGE,
              "guard: { ask: { upstream: a, response-headers: [set-cookie, «Content-Length] } }"),
          Planted.guard(
              ConfigCode.OUT_OF_RANGE, "limits: { requests: 2, adaptive: true, «least: 3 }"),
          Planted.guard(ConfigCode.PLAIN_PASSWORD, "basic: { users: { a: «open } }"),
          Planted.guard(ConfigCode.PLAIN_PASSWORD, "keys: { consumers: { a: «open } }"),
          Planted.guard(
              ConfigCode.BAD_SECRET, "basic: { users: { a: «'$1$abc$def', b: '${env:PATH}' } }"),
          Planted.upstream(
              ConfigCode.BAD_DECIMAL,
              "targets: 127.0.0.1:1, eject: { success-rate: { factor: «0.9 } }"),
          Planted.upstream(
              ConfigCode.BAD_DECIMAL, "targets: 127.0.0.1:1, eject: { latency: { times: «1 } }"),
          Planted.upstream(
              ConfigCode.OUT_OF_RANGE, "targets: 127.0.0.1:1, eject: { latency: { hosts: «1 } }"),
          Planted.upstream(
              ConfigCode.NOT_SHORTER, "targets: 127.0.0.1:1, retry-back-off: { «base: 300ms }"),
          Planted.upstream(
              ConfigCode.NOT_SHORTER, "targets: 127.0.0.1:1, retry-back-off: { «max: 5ms }"),
          Planted.route(ConfigCode.NO_SUCH_FOLDER, "{ name: x, files: «./not-there }"),
          Planted.route(ConfigCode.NO_SUCH_FOLDER, "{ name: x, files: «{ folder: ./not-there } }"),
          Planted.route(
              ConfigCode.NOT_FOR_FILES, "{ name: x, files: /, «timeouts: { backend: 1s } }"),
          Planted.route(
              ConfigCode.NOT_FOR_FILES, "{ name: x, files: /, «rewrite: { host: a.test } }"),
          Planted.route(
              ConfigCode.NOT_FOR_FILES,
              "{ name: x, files: /, «rewrite: { prefix: /, redirects: false } }"),
          Planted.route(ConfigCode.NOT_FOR_FILES, "{ name: x, files: /, «upgrade: [] }"),
          Planted.route(ConfigCode.NOT_A_FOLDER, "{ name: x, files: «/dev/null }"),
          Planted.route(
              ConfigCode.NO_FALLBACK, "{ name: x, files: «{ folder: /, fallback: /none.html } }"),
          Planted.route(
              ConfigCode.NO_FALLBACK, "{ name: x, files: «{ folder: /, not-found: /none.html } }"),
          Planted.route(
              ConfigCode.PREFIX_IN_FOLDER, "{ name: x, match: { path: /none/** }, «files: / }"),
          Planted.route(ConfigCode.NOT_ONE_DESTINATION, "«{ name: x, files: /, to: origin }"),
          Planted.route(ConfigCode.MISSING_KEY, "{ name: x, files: «{ index: a.html } }"),
          Planted.route(
              ConfigCode.BAD_NAME, "{ name: x, files: { folder: /, index: «../a.html } }"),
          Planted.route(
              ConfigCode.BAD_NAME, "{ name: x, files: { folder: /, suffixes: [«html] } }"),
          Planted.route(
              ConfigCode.OUT_OF_RANGE,
              "{ name: x, files: { folder: /, «index: [a, b, c, d, e, f, g, h, i] } }"),
          Planted.route(ConfigCode.BAD_FOLDER, "{ name: x, files: «\"a\\0b\" }"));

  private GatewayMistakes() {}

  private static String targets(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(port -> "127.0.0.1:" + port + ",\n")
        .collect(Collectors.joining("      "));
  }
}
