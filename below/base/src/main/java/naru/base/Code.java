package naru.base;

/**
 * Every failure that Naru can name: a stable code (N11xx DNS, N12xx TCP, N13xx TLS, N14xx proxy,
 * N15xx gateway, N16xx origin and HTTP, N19xx Naru itself, N21xx CA, N22xx admin, N23xx store,
 * N3xxx config), a reason id in words, the HTTP status it maps to when a stop has to answer, and
 * the exit code of a command that fails with it.
 *
 * <p>Codes are never renumbered or reused; new ones are added at the end of their group.
 */
public enum Code {
  DNS_NXDOMAIN("N1101", "dns.nxdomain", 502, 11),
  DNS_NO_DATA("N1102", "dns.no-data", 502, 11),
  DNS_SERVER_FAILURE("N1103", "dns.servfail", 502, 11),
  DNS_REFUSED("N1104", "dns.refused", 502, 11),
  DNS_TIMEOUT("N1105", "dns.timeout", 504, 11),
  DNS_BLOCKED("N1106", "dns.blocked", 403, 11),
  DNS_MALFORMED("N1107", "dns.malformed", 502, 11),
  DNS_RECURSION_REFUSED("N1108", "dns.recursion-refused", 403, 11),

  TCP_REFUSED("N1201", "tcp.refused", 502, 12),
  TCP_TIMEOUT("N1202", "tcp.timeout", 504, 12),
  TCP_UNREACHABLE("N1203", "tcp.unreachable", 502, 12),
  TCP_RESET("N1204", "tcp.reset", 502, 12),
  TCP_PROXY_HEADER("N1205", "tcp.proxy-header", 400, 12),
  TCP_PROXY_UNTRUSTED("N1206", "tcp.proxy-untrusted", 403, 12),
  UDP_TOO_LONG("N1207", "udp.too-long", 413, 12),
  CANNOT_LISTEN("N1208", "listen.refused", 500, 12),
  HANDED_SOCKET("N1209", "listen.handed-over", 500, 12),

  TLS_HANDSHAKE("N1301", "tls.handshake", 502, 13),
  TLS_UNKNOWN_ISSUER("N1302", "tls.unknown-issuer", 502, 13),
  TLS_NAME_MISMATCH("N1303", "tls.name-mismatch", 502, 13),
  TLS_EXPIRED("N1304", "tls.expired", 502, 13),
  TLS_TIMEOUT("N1305", "tls.timeout", 504, 13),
  TLS_NO_CERTIFICATE("N1306", "tls.no-certificate-for-name", 421, 13),
  TLS_CLIENT_CERTIFICATE("N1307", "tls.client-certificate-required", 403, 13),
  TLS_REVOKED("N1308", "tls.revoked", 502, 13),

  PROXY_DENIED("N1401", "proxy.denied", 403, 14),
  PROXY_PRIVATE_TARGET("N1402", "proxy.private-target", 403, 14),
  PROXY_AUTH_REQUIRED("N1403", "proxy.auth-required", 407, 14),
  PROXY_PORT_REFUSED("N1404", "proxy.port-refused", 403, 14),
  PROXY_LOOP("N1405", "proxy.loop", 508, 14),

  GATEWAY_NO_ROUTE("N1501", "route.none", 404, 15),
  GATEWAY_NO_HEALTHY_TARGET("N1502", "target.none-healthy", 503, 15),
  GATEWAY_LIMIT("N1503", "limit.reached", 503, 15),
  GATEWAY_MISDIRECTED("N1504", "route.misdirected", 421, 15),
  GATEWAY_REQUEST_TIMEOUT("N1550", "route.request-timeout", 504, 15),
  GATEWAY_BACKEND_TIMEOUT("N1551", "route.backend-timeout", 504, 15),
  GATEWAY_NO_BACKEND("N1552", "route.no-backend", 500, 15),
  GATEWAY_RETRY_BUDGET("N1560", "retry.budget-exhausted", 503, 15),
  STREAM_IDLE("N1570", "stream.idle", 504, 15),
  GATEWAY_RETRY_LIMIT("N1571", "retry.too-many", 503, 15),
  GATEWAY_RETRY_TIME("N1572", "retry.no-time", 503, 15),
  GATEWAY_RETRY_PUSHBACK("N1573", "retry.pushback", 503, 15),
  FAULT_INJECTED("N1580", "fault.injected", 503, 15),

  ACCESS_DENIED_ADDRESS("N1520", "access.denied-address", 403, 15),
  AUTH_REQUIRED("N1521", "auth.required", 401, 15),
  AUTH_BASIC("N1522", "auth.basic.refused", 401, 15),
  AUTH_KEY("N1523", "auth.key.refused", 401, 15),
  AUTH_JWT_MALFORMED("N1524", "auth.jwt.malformed", 401, 15),
  AUTH_JWT_ALGORITHM("N1525", "auth.jwt.algorithm", 401, 15),
  AUTH_JWT_KEY("N1526", "auth.jwt.unknown-key", 401, 15),
  AUTH_JWT_SIGNATURE("N1527", "auth.jwt.signature", 401, 15),
  AUTH_JWT_EXPIRED("N1528", "auth.jwt.expired", 401, 15),
  AUTH_JWT_NOT_YET("N1529", "auth.jwt.not-yet-valid", 401, 15),
  AUTH_JWT_ISSUER("N1530", "auth.jwt.issuer", 401, 15),
  AUTH_JWT_AUDIENCE("N1531", "auth.jwt.audience", 401, 15),
  AUTH_JWT_CLAIM("N1532", "auth.jwt.claim", 403, 15),
  AUTH_JWT_NO_KEYS("N1533", "auth.jwt.no-keys", 503, 15),
  AUTH_FORWARD("N1534", "auth.forward.unavailable", 503, 15),
  AUTH_BUSY("N1535", "auth.busy", 503, 15),
  LIMIT_RATE("N1536", "limit.rate", 429, 15),
  LIMIT_CONCURRENT("N1537", "limit.concurrent", 429, 15),
  LIMIT_REQUESTS("N1538", "limit.requests", 503, 15),
  LIMIT_QUEUE("N1539", "limit.queue-timeout", 503, 15),

  UPSTREAM_CLOSED_EARLY("N1601", "upstream.closed-before-response", 502, 16),
  UPSTREAM_RESET("N1602", "upstream.reset", 502, 16),
  UPSTREAM_MALFORMED("N1603", "upstream.malformed-response", 502, 16),
  UPSTREAM_FIRST_BYTE_TIMEOUT("N1604", "upstream.first-byte-timeout", 504, 16),
  UPSTREAM_BODY_CUT("N1605", "upstream.closed-mid-body", 502, 16),
  UPSTREAM_BODY_TIMEOUT("N1606", "upstream.body-idle-timeout", 504, 16),
  ORIGIN_STATUS("N1607", "origin.error-status", 502, 16),
  UPSTREAM_REUSED_IDLE("N1608", "upstream.reset.reused-idle", 502, 16),
  UPSTREAM_NOT_HTTP("N1609", "upstream.not-http", 502, 16),
  UPSTREAM_HEAD_TOO_LARGE("N1610", "upstream.head-too-large", 502, 16),
  UPSTREAM_FRAMING("N1611", "upstream.ambiguous-framing", 502, 16),
  UPSTREAM_BODY_MALFORMED("N1612", "upstream.malformed-body", 502, 16),
  UPSTREAM_INTERIM_FLOOD("N1613", "upstream.interim-flood", 502, 16),
  UPSTREAM_UPGRADE("N1614", "upstream.bad-upgrade", 502, 16),
  UPSTREAM_TUNNEL_IDLE("N1615", "upstream.tunnel-idle-timeout", 504, 16),
  UPSTREAM_TRY_TIMEOUT("N1616", "upstream.try-timeout", 504, 16),
  UPSTREAM_H2_PROTOCOL("N1617", "upstream.h2-protocol-error", 502, 16),
  UPSTREAM_H2_RESET("N1618", "upstream.h2-stream-reset", 502, 16),
  UPSTREAM_H2_REFUSED("N1619", "upstream.h2-refused", 503, 16),
  UPSTREAM_H2_NOT_SPOKEN("N1620", "upstream.h2-not-spoken", 502, 16),
  GRPC_DEADLINE("N1621", "grpc.deadline-exceeded", 504, 16),
  UPSTREAM_STREAM_IDLE("N1630", "upstream.stream-idle-timeout", 504, 16),
  UPSTREAM_PING_TIMEOUT("N1631", "upstream.ping-timeout", 504, 16),
  UPSTREAM_IDLE_RESET("N1632", "upstream.reset.idle", 502, 16),
  UPSTREAM_UNASKED("N1633", "upstream.spoke-unasked", 502, 16),
  UPSTREAM_LOST("N1634", "upstream.connection-lost", 502, 16),
  UPSTREAM_H2_GOAWAY("N1635", "upstream.h2-goaway", 502, 16),
  UPSTREAM_HTTP1_REQUIRED("N1649", "upstream.http1-required", 502, 16),
  OCSP_UNREACHABLE("N1640", "ocsp.unreachable", 502, 16),
  OCSP_REFUSED("N1641", "ocsp.refused", 502, 16),
  OCSP_UNTRUSTED("N1642", "ocsp.untrusted", 502, 16),
  OCSP_REVOKED("N1643", "ocsp.revoked", 502, 16),
  OCSP_UNKNOWN("N1644", "ocsp.unknown-certificate", 502, 16),
  OCSP_NOBODY("N1645", "ocsp.nobody-to-ask", 502, 16),
  SOCKET_ABSENT("N1646", "socket.absent", 502, 12),
  SOCKET_DENIED("N1647", "socket.denied", 502, 12),
  SOCKET_FULL("N1648", "socket.full", 503, 12),

  REQUEST_MALFORMED("N1701", "request.malformed", 400, 16),
  REQUEST_HEAD_TOO_LARGE("N1702", "request.head-too-large", 431, 16),
  REQUEST_URI_TOO_LONG("N1703", "request.uri-too-long", 414, 16),
  REQUEST_BODY_TOO_LARGE("N1704", "request.body-too-large", 413, 16),
  REQUEST_HEAD_TIMEOUT("N1705", "request.head-timeout", 408, 16),
  REQUEST_BODY_TIMEOUT("N1706", "request.body-idle-timeout", 408, 16),
  REQUEST_UNSUPPORTED_CODING("N1707", "request.unsupported-coding", 501, 16),
  REQUEST_VERSION("N1708", "request.unsupported-version", 505, 16),
  CLIENT_CLOSED("N1709", "client.closed", 499, 16),
  REQUEST_EXPECTATION("N1710", "request.unknown-expectation", 417, 16),
  REQUEST_METHOD("N1711", "request.method-not-allowed", 405, 16),
  REQUEST_CONDITION("N1712", "request.precondition-failed", 412, 16),
  REQUEST_NOT_FOUND("N1713", "request.not-found", 404, 16),
  REQUEST_UNPROCESSABLE("N1714", "request.unprocessable", 422, 16),
  REQUEST_MEDIA_TYPE("N1715", "request.unsupported-media-type", 415, 16),
  REQUEST_CONDITION_REQUIRED("N1716", "request.precondition-required", 428, 16),
  REQUEST_RANGE("N1717", "request.range-not-satisfiable", 416, 16),
  REQUEST_NOT_ACCEPTABLE("N1719", "request.not-acceptable", 406, 16),
  HTTP2_PROTOCOL("N1720", "http2.protocol-error", 400, 16),
  HTTP2_BUDGET("N1721", "http2.budget-exceeded", 429, 16),
  REQUEST_FIELDS("N1722", "request.too-many-fields", 431, 16),
  REQUEST_BODY_SLOW("N1723", "request.body-too-slow", 408, 16),
  CLIENT_SLOW("N1724", "client.response-too-slow", 499, 16),
  CLIENT_TUNNEL_IDLE("N1725", "client.tunnel-idle-timeout", 408, 16),
  CLIENT_CONNECTIONS("N1726", "limit.connections-per-client", 429, 15),

  INTERNAL("N1901", "naru.internal", 500, 1),
  SHUTTING_DOWN("N1902", "naru.shutting-down", 503, 15),
  FILE_MISSING("N1903", "file.missing", 404, 15),
  FILE_DENIED("N1904", "file.denied", 403, 15),
  FILE_FOLDER("N1905", "file.no-folder", 500, 3),
  FILE_UNREADABLE("N1906", "file.unreadable", 503, 15),

  CA_NAME_NOT_ALLOWED("N2101", "ca.name-not-allowed", 403, 13),
  CA_KEY_UNREADABLE("N2102", "ca.key-unreadable", 500, 3),
  CA_REQUEST_INVALID("N2103", "ca.request-invalid", 400, 13),
  CA_ROOT_EXPIRED("N2104", "ca.root-expired", 500, 3),
  CA_FILE_UNREADABLE("N2105", "ca.file-unreadable", 500, 3),

  ADMIN_UNREACHABLE("N2201", "admin.unreachable", 502, 7),
  ADMIN_UNAUTHORIZED("N2202", "admin.unauthorized", 401, 7),
  ADMIN_NOT_FOUND("N2203", "admin.not-found", 404, 4),
  ADMIN_HOST_REFUSED("N2204", "admin.host-refused", 421, 7),
  ADMIN_CROSS_ORIGIN("N2205", "admin.cross-origin", 403, 7),
  ADMIN_CONFIG_REFUSED("N2206", "admin.config-refused", 422, 3),
  ADMIN_BUSY("N2207", "admin.busy", 503, 7),

  STORE_UNREADABLE("N2301", "store.unreadable", 500, 3),
  STORE_LOCKED("N2302", "store.locked", 503, 3),
  STORE_CORRUPT("N2303", "store.corrupt", 500, 3),
  STORE_VERSION("N2304", "store.version", 500, 3),
  STORE_FULL("N2305", "store.full", 507, 1),
  STORE_CONSTRAINT("N2306", "store.constraint", 409, 1);

  private final String number;
  private final String reason;
  private final int status;
  private final int exit;

  Code(String number, String reason, int status, int exit) {
    this.number = number;
    this.reason = reason;
    this.status = status;
    this.exit = exit;
  }

  /** The stable code, such as {@code N1502}. */
  public String number() {
    return number;
  }

  /** The stable reason id, such as {@code target.none-healthy}. */
  public String reason() {
    return reason;
  }

  /** The HTTP status of an answer that Naru makes because of this failure. */
  public int status() {
    return status;
  }

  /** The exit code of a command that ends with this failure. */
  public int exit() {
    return exit;
  }
}
