package naru.app.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import naru.app.config.problem.ConfigCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Mistakes, each planted in a small file at the sign «, found with their code and their place. */
class PlantedMistakesTest {
  static final List<Planted> MISTAKES =
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
          Planted.of(
              ConfigCode.SPLIT_OF_NOTHING,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: 127.0.0.1:1 } }
                routes: { name: r, to: «[{ upstream: a, weight: 0 }] }
              """),
          Planted.upstream(ConfigCode.ONE_OF_TWO, "targets: 127.0.0.1:1, health: «{ every: 1s }"),
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
          Planted.upstream(ConfigCode.NOT_ONE_OF, "targets: 127.0.0.1:1, balance: «least-requests"),
          Planted.upstream(
              ConfigCode.NOT_ONE_OF,
              "targets: 127.0.0.1:1, balance: { use: consistent-hash, by: «cookie }"),
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
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «127.0.0.1"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: [«127.0.0.1:0]"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: { to: «127.0.0.256:1 }"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «http://127.0.0.1:1"),
          Planted.upstream(ConfigCode.SAME_TARGET, "targets: [127.0.0.1:1, «127.0.0.1:1]"),
          Planted.upstream(ConfigCode.SAME_TARGET, "targets: [unix:/r/a, «unix:/r/../r/a]"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: «http://unix:/run/app.sock"),
          Planted.upstream(ConfigCode.BAD_ENDPOINT, "targets: { to: «/run/app.sock }"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «'unix:'"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: [127.0.0.1:1, «unix:@app]"),
          Planted.upstream(ConfigCode.BAD_SOCKET, "targets: «unix:/run/"),
          Planted.upstream(ConfigCode.SOCKET_PATH_LONG, "targets: «unix:/" + "a".repeat(107)),
          Planted.upstream(ConfigCode.SOCKET_HAS_NO_NAME, "targets: unix:/run/a, «tls: true"),
          Planted.upstream(
              ConfigCode.SOCKET_HAS_NO_NAME, "targets: unix:/run/a, «tls: { trust: platform }"),
          Planted.of(
              ConfigCode.DATAGRAMS_TO_SOCKET,
              """
              listen: { gateway: udp://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: [127.0.0.1:9, unix:/run/a] } }
                streams: «{ name: s, transport: udp, to: a }
              """),
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
          Planted.of(
              ConfigCode.STREAM_WITHOUT_TLS,
              """
              listen: { gateway: udp://127.0.0.1:1 }
              gateway:
                upstreams: { a: { targets: 127.0.0.1:9 } }
                streams: { name: s, transport: udp, «sni: a.test, to: a }
              """),
          Planted.edge(
              ConfigCode.UNKNOWN_UPSTREAM, "streams: { name: t, sni: a.test, to: «nobody }"),
          Planted.edge(
              ConfigCode.STREAM_UNREACHED, "streams: «{ name: s, port: 99, sni: a.test, to: a }"),
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
          Planted.of(
              ConfigCode.OPEN_RESOLVER,
              "listen: { expose: true, dns: udp://0.0.0.0:53 }\n"
                  + "dns: { forward: { .: udp://192.0.2.1 }, «recursion: [0.0.0.0/0] }"),
          Planted.route(ConfigCode.BODY_BOUNDED, "«{ name: x, to: origin, body-limit: 2GiB }"),
          Planted.route(ConfigCode.PATH_ALONE, "{ name: x, match: «{ path: / }, to: origin }"),
          Planted.of(
              ConfigCode.BAD_PATH,
              "origin: { cache-control: { files: «/*.html, value: no-store } }"),
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
          Planted.of(ConfigCode.BAD_RANGE, "gateway: { trust: «10.0.0.0/33 }"),
          Planted.of(ConfigCode.BAD_RANGE, "dns: { recursion: [«everyone] }"),
          Planted.of(ConfigCode.BAD_DOMAIN, "dns: { block: [«'ads.*.com'] }"),
          Planted.of(
              ConfigCode.NO_HTTPS,
              """
              listen: { gateway: http://127.0.0.1:1 }
              gateway: { https-only: «true, routes: { name: r, to: origin } }
              """),
          Planted.guard(
              ConfigCode.NO_SECRET, "basic: { users: { a: «'${env:NARU_NO_SUCH_VARIABLE}' } }"),
          Planted.guard(
              ConfigCode.NO_SECRET, "keys: { consumers: { a: «'${file:./no-such-file}' } }"),
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
          Planted.of(ConfigCode.NOT_SHORTER, "ca: { leaf: { life: 1d, «renew-before: 2d } }"),
          Planted.of(ConfigCode.BAD_FOLDER, "state: «\"a\\0b\""),
          Planted.of(
              ConfigCode.UPSTREAM_UNUSED,
              "gateway: { upstreams: { «a: { targets: 127.0.0.1:1 } } }"),
          Planted.of(ConfigCode.NOT_YET_USED, "cache: { «disk: 1GB }"),
          Planted.of(ConfigCode.NOTHING_LISTENS, "proxy: «{ rules: { deny: a.test } }"),
          Planted.of(ConfigCode.NO_SUCH_FOLDER, "origin: «{ files: ./not-there }"),
          Planted.route(ConfigCode.NO_SUCH_FOLDER, "{ name: x, files: «./not-there }"),
          Planted.route(ConfigCode.NO_SUCH_FOLDER, "{ name: x, files: «{ folder: ./not-there } }"),
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
          Planted.route(ConfigCode.BAD_FOLDER, "{ name: x, files: «\"a\\0b\" }"),
          Planted.of(
              ConfigCode.NO_CERTIFICATE,
              """
              listen: { gateway: https://127.0.0.1:1 }
              gateway: { routes: { name: r, match: «{ host: a.test }, to: origin } }
              """));

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
