package naru.app.config.problem;

import naru.app.text.Text;

/**
 * Everything that can be wrong with a config file: N30xx errors, N31xx warnings. Each has a title,
 * and a label that stands beside the caret; {@code {0}} and so on are filled from the problem.
 *
 * <p>Numbers are never changed or reused.
 */
public enum ConfigCode {
  UNREADABLE("N3001", "cannot read {0}: {1}", "파일을 읽을 수 없습니다: {0} ({1})", "", ""),
  TOO_LARGE("N3002", "the file is larger than {0} bytes", "파일이 {0}바이트보다 큽니다", "", ""),
  NOT_UTF8("N3003", "the file is not UTF-8 text", "파일이 UTF-8 텍스트가 아닙니다", "", ""),
  SYNTAX("N3004", "not valid YAML", "YAML 문법 오류", "{0}", "{0}"),
  EMPTY("N3005", "the file says nothing", "파일에 내용이 없습니다", "", ""),
  TOO_COMPLEX(
      "N3006",
      "more than {0} values once aliases are written out",
      "별칭을 펼치면 값이 {0}개를 넘습니다",
      "the limit is passed here",
      "여기에서 한도를 넘습니다"),
  SECOND_DOCUMENT(
      "N3007",
      "more than one YAML document",
      "YAML 문서가 둘 이상입니다",
      "a second document begins here",
      "여기에서 두 번째 문서가 시작됩니다"),
  TOO_DEEP(
      "N3008",
      "nested more than {0} levels deep",
      "{0}단계보다 깊게 중첩되었습니다",
      "one level too many",
      "허용 단계를 넘습니다"),
  KEY_NOT_TEXT("N3009", "a key must be plain text", "키는 일반 텍스트여야 합니다", "not a name", "이름이 아닙니다"),
  UNKNOWN_KEY("N3010", "unknown key '{0}'", "알 수 없는 키 '{0}'", "not a key of {1}", "{1}에 없는 키"),
  DUPLICATE_KEY(
      "N3011", "'{0}' is said twice", "'{0}' 키가 두 번 나옵니다", "first said at {1}", "첫 위치: {1}"),
  UNKNOWN_UPSTREAM(
      "N3012",
      "unknown upstream '{0}'",
      "알 수 없는 업스트림 '{0}'",
      "not defined under gateway.upstreams",
      "gateway.upstreams에 정의되지 않음"),
  WRONG_TYPE("N3013", "expected {0}, found {1}", "{0} 자리에 {1} 발견", "write {0}", "필요한 값: {0}"),
  MISSING_KEY("N3014", "'{0}' is missing", "'{0}' 키가 없습니다", "{1} needs it", "{1}에 꼭 필요합니다"),
  BAD_DURATION("N3015", "'{0}' is not a duration", "'{0}' 값은 기간이 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_SIZE("N3016", "'{0}' is not a size", "'{0}' 값은 크기가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_NUMBER("N3017", "'{0}' is not a number", "'{0}' 값은 숫자가 아닙니다", "write {1}", "필요한 값: {1}"),
  OUT_OF_RANGE(
      "N3018",
      "{0} is out of range",
      "{0} 값이 범위를 벗어났습니다",
      "must be {1} to {2}",
      "허용 범위: {1} ~ {2}"),
  NOT_ONE_OF("N3019", "'{0}' is not known here", "'{0}' 값을 쓸 수 없습니다", "one of {1}", "가능한 값: {1}"),
  OLD_BOOLEAN(
      "N3020",
      "'{0}' is not a boolean",
      "'{0}' 값은 불리언이 아닙니다",
      "YAML 1.2 knows true and false only",
      "YAML 1.2는 true와 false만 인정합니다"),
  BAD_PERCENT(
      "N3021", "'{0}' is not a percentage", "'{0}' 값은 백분율이 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_LISTENER(
      "N3022", "'{0}' is not a listener", "'{0}' 값은 수신 주소가 아닙니다", "write {1}", "필요한 값: {1}"),
  WRONG_SCHEME(
      "N3023",
      "'{0}' cannot be spoken here",
      "여기서는 '{0}' 프로토콜을 쓸 수 없습니다",
      "one of {1}",
      "가능한 값: {1}"),
  BAD_ENDPOINT(
      "N3024", "'{0}' is not a host and port", "'{0}' 값은 호스트와 포트가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_DOMAIN(
      "N3025",
      "'{0}' is not a domain name or pattern",
      "'{0}' 값은 도메인 이름이나 패턴이 아닙니다",
      "write {1}",
      "필요한 값: {1}"),
  BAD_RANGE(
      "N3026", "'{0}' is not an address range", "'{0}' 값은 주소 범위가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_PATH("N3027", "'{0}' is not a path", "'{0}' 값은 경로가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_TOKEN(
      "N3028",
      "'{0}' is not a name that HTTP allows",
      "'{0}' 값은 HTTP에서 쓸 수 없는 이름입니다",
      "write {1}",
      "필요한 값: {1}"),
  EXPOSED(
      "N3029",
      "{0} can be reached from other machines",
      "{0} 주소는 다른 컴퓨터에서 접속할 수 있습니다",
      "not a loopback address",
      "루프백 주소가 아닙니다"),
  SAME_PORT(
      "N3030",
      "two listeners on {0}",
      "{0} 주소에 수신 소켓이 둘입니다",
      "already taken at {1}",
      "이미 쓰는 곳: {1}"),
  SAME_ROUTE(
      "N3031", "two routes named '{0}'", "이름이 '{0}'인 라우트가 둘입니다", "first named at {1}", "첫 위치: {1}"),
  NOT_ONE_VERDICT(
      "N3032",
      "a rule says exactly one of allow, deny, tunnel, inspect",
      "규칙에는 allow, deny, tunnel, inspect 가운데 하나만 씁니다",
      "says {0}",
      "지금: {0}"),
  REASON_WITHOUT_DENY(
      "N3033",
      "a reason goes with deny only",
      "reason은 deny 규칙에만 씁니다",
      "this rule does not deny",
      "deny 규칙이 아닙니다"),
  BAD_RECORD(
      "N3034", "'{0}' is not a DNS record", "'{0}' 값은 DNS 레코드가 아닙니다", "write {1}", "필요한 값: {1}"),
  CNAME_NOT_ALONE(
      "N3035",
      "'{0}' has a CNAME and other records",
      "'{0}' 이름에 CNAME과 다른 레코드가 함께 있습니다",
      "a CNAME stands alone (RFC 1034 section 3.6.2)",
      "CNAME은 홀로 있어야 합니다 (RFC 1034 3.6.2절)"),
  BAD_NAME("N3036", "'{0}' is not a name", "'{0}' 값은 이름이 아닙니다", "write {1}", "필요한 값: {1}"),
  EMPTY_LIST("N3037", "the list is empty", "목록이 비어 있습니다", "needs at least one", "하나 이상 필요합니다"),
  WRONG_FORMAT(
      "N3038",
      "config format {0} is not known",
      "알 수 없는 설정 형식 {0}",
      "this program reads format {1}",
      "이 프로그램이 읽는 형식: {1}"),
  NO_VALUE("N3039", "no value", "값이 없습니다", "write {0}", "필요한 값: {0}"),
  BAD_SECRET("N3040", "not a usable password", "쓸 수 없는 비밀번호", "write {0}", "필요한 값: {0}"),
  SAME_TARGET(
      "N3041",
      "target {0} is named twice",
      "대상 {0}이(가) 두 번 나옵니다",
      "first named at {1}",
      "첫 위치: {1}"),
  TOO_MANY_TARGETS(
      "N3079",
      "an upstream of {0} targets is too large",
      "대상 {0}개는 한 업스트림에 너무 많습니다",
      "at most {1}: from here on they are too many",
      "최대 {1}개. 여기부터 한도를 넘습니다"),
  NOT_SHORTER(
      "N3042",
      "{0} must be shorter than {1}",
      "{0} 값은 {1}보다 짧아야 합니다",
      "{2} is not shorter than {3}",
      "{2}은(는) {3}보다 짧지 않습니다"),
  BAD_FOLDER(
      "N3043",
      "'{0}' is not a usable path of a file or folder",
      "'{0}' 값은 파일이나 폴더의 경로가 아닙니다",
      "",
      ""),

  BAD_RATE("N3044", "'{0}' is not a rate", "'{0}' 값은 속도가 아닙니다", "write {1}", "필요한 값: {1}"),
  OUTSIDE_NETWORK(
      "N3045",
      "{0} is not in {1}",
      "{0} 주소는 {1} 범위에 없습니다",
      "must be an address of its network",
      "네트워크 범위의 주소여야 합니다"),
  NETWORKS_OVERLAP(
      "N3046",
      "the networks share addresses",
      "두 네트워크의 주소가 겹칩니다",
      "choose another range",
      "다른 범위를 쓰세요"),
  BAD_LINE_FORMAT(
      "N3047",
      "not the format of a log line: {0}",
      "로그 줄의 형식이 아닙니다: {0}",
      "write json, combined, or data in braces",
      "json, combined, 또는 중괄호 안의 항목을 쓰세요"),
  BAD_REGEX("N3060", "not a usable regular expression", "쓸 수 없는 정규식", "{0}", "{0}"),
  NO_USERS(
      "N3070",
      "nobody could pass: no user is named",
      "아무도 통과할 수 없습니다: 사용자가 없습니다",
      "needs users or a file",
      "users나 file이 필요합니다"),
  BAD_USER_FILE(
      "N3071", "the user file {0} cannot be used: {1}", "사용자 파일 {0}을(를) 쓸 수 없습니다: {1}", "", ""),
  BAD_API_KEY("N3072", "not a usable API key", "쓸 수 없는 API 키", "write {0}", "필요한 값: {0}"),
  BAD_KEY_URL(
      "N3073",
      "keys cannot be read from '{0}'",
      "'{0}'에서 키를 읽을 수 없습니다",
      "write {1}; http only with private-addresses: true",
      "필요한 값: {1}. http는 private-addresses: true일 때만"),
  NOT_ONE_ADDRESS_VERDICT(
      "N3074",
      "an address rule says exactly one of allow, deny",
      "주소 규칙에는 allow, deny 가운데 하나만 씁니다",
      "needs one of them",
      "하나가 필요합니다"),
  NO_SECRET("N3076", "a secret cannot be had", "비밀 값을 얻을 수 없습니다", "{0}", "{0}"),
  BAD_PAGE("N3077", "an error page cannot be used", "오류 페이지를 쓸 수 없습니다", "{0}", "{0}"),
  SAME_API_KEY(
      "N3075",
      "'{0}' and '{1}' have the same key",
      "'{0}'와(과) '{1}'의 키가 같습니다",
      "'{1}' has it at {2}",
      "'{1}'의 키: {2}"),
  FIELD_FIXED(
      "N3061",
      "the field '{0}' cannot be changed",
      "'{0}' 필드는 바꿀 수 없습니다",
      "Naru writes it itself",
      "Naru가 직접 씁니다"),
  FIELD_OF_ONE_MESSAGE(
      "N3093",
      "the field '{0}' cannot be handed on",
      "'{0}' 필드는 전할 수 없습니다",
      "it speaks of its own message or connection",
      "자기 메시지나 연결에 관한 필드입니다"),
  BAD_TEMPLATE("N3062", "not a usable value", "쓸 수 없는 값", "{0}", "{0}"),
  BAD_ORIGIN("N3063", "'{0}' is not an origin", "'{0}' 값은 오리진이 아닙니다", "write {1}", "필요한 값: {1}"),
  NOT_ONE_DESTINATION(
      "N3064",
      "a route says exactly one of to, files, redirect, respond",
      "라우트에는 to, files, redirect, respond 가운데 하나만 씁니다",
      "says {0}",
      "지금: {0}"),
  CORS_FOR_ALL(
      "N3065",
      "credentials are not for every site",
      "모든 사이트에 credentials를 허용할 수 없습니다",
      "any site could act for the user: name the origins",
      "아무 사이트나 사용자 행세를 할 수 있습니다. 오리진을 쓰세요"),
  NOT_ONE_PATH(
      "N3066",
      "one new path: path, prefix, or regex together with 'with'",
      "새 경로는 path, prefix, 또는 regex와 with 가운데 하나입니다",
      "says more than one, or half of one",
      "둘 이상이거나 반쪽입니다"),
  REDIRECT_TO_ITSELF(
      "N3067",
      "the redirect leads back to where the client is",
      "리다이렉트가 제자리로 돌아옵니다",
      "say a scheme, host, port or path",
      "scheme, host, port, 경로 가운데 하나를 쓰세요"),
  PROXY_TRUSTS_NOBODY(
      "N3080",
      "nobody may send a PROXY header here",
      "PROXY 헤더를 보낼 수 있는 곳이 없습니다",
      "name ranges under trust, or under gateway.trust",
      "trust나 gateway.trust에 주소 범위를 쓰세요"),
  TLS_FILE("N3081", "a file of TLS cannot be used", "TLS 파일을 쓸 수 없습니다", "{0}", "{0}"),
  SAME_STREAM(
      "N3082",
      "two streams named '{0}'",
      "이름이 '{0}'인 스트림이 둘입니다",
      "first named at {1}",
      "첫 위치: {1}"),
  STREAM_WITHOUT_TLS(
      "N3083",
      "a UDP stream cannot be told by '{0}'",
      "UDP 스트림은 '{0}'(으)로 고를 수 없습니다",
      "only TLS over TCP says it",
      "TCP 위의 TLS에만 있습니다"),
  NO_STREAM(
      "N3084",
      "no stream takes what comes to {0}",
      "{0} 주소를 맡는 스트림이 없습니다",
      "needs one under gateway.streams",
      "gateway.streams에 하나 필요합니다"),
  CANNOT_APPLY("N3078", "cannot be put in force: {0}", "적용할 수 없습니다: {0}", "", ""),
  CANNOT_LISTEN("N3085", "cannot listen here", "수신할 수 없는 주소입니다", "{0}", "{0}"),
  ONE_OF_TWO("N3095", "either {0} or {1}", "{0}와 {1} 가운데 하나만 써야 합니다", "say one of them", "하나만 쓰세요"),
  BAD_STATUSES("N3096", "'{0}' is no status", "'{0}' 값은 상태 코드가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_BOUND(
      "N3097", "'{0}' is no bound of load", "'{0}' 값은 부하의 한계가 아닙니다", "write {1}", "필요한 값: {1}"),
  BAD_DECIMAL(
      "N3099",
      "'{0}' is not a number from 1.1 to 99",
      "'{0}' 값은 1.1에서 99 사이의 숫자가 아닙니다",
      "write {1}",
      "필요한 값: {1}"),
  BAD_STICKY_KEY(
      "N3094",
      "not a usable key of sticky tokens",
      "고정 토큰의 키로 쓸 수 없습니다",
      "write {0}",
      "필요한 값: {0}"),
  GRPC_NEEDS_HTTP2(
      "N3098",
      "gRPC needs HTTP/2",
      "gRPC에는 HTTP/2가 필요합니다",
      "write http: 2 for this upstream",
      "이 업스트림에 http: 2를 쓰세요"),
  RULE_UNREACHED(
      "N3101",
      "rule {0} is never reached",
      "규칙 {0}에는 도달하지 않습니다",
      "rule {1} at {2} already covers it",
      "{2}의 규칙 {1}이(가) 먼저 적용됩니다"),
  UPSTREAM_UNUSED(
      "N3102",
      "upstream '{0}' is not used",
      "업스트림 '{0}'을(를) 쓰는 라우트가 없습니다",
      "no route goes here",
      "이곳으로 가는 라우트 없음"),
  DEFAULT_UNREACHED(
      "N3103",
      "the proxy's default is never reached",
      "proxy의 default에는 도달하지 않습니다",
      "rule {0} at {1} covers everything",
      "{1}의 규칙 {0}이(가) 모든 요청에 적용됩니다"),
  NOT_YET_USED("N3104", "'{0}' is not yet used", "'{0}' 설정은 아직 쓰이지 않습니다", "has no effect", "효과 없음"),
  ROUTE_UNREACHED(
      "N3105",
      "route '{0}' is never reached",
      "라우트 '{0}'에는 도달하지 않습니다",
      "'{1}' at {2} matches the same and stands first",
      "{2}의 '{1}' 라우트가 먼저 적용됩니다"),
  PLAIN_PASSWORD(
      "N3106",
      "a password in plain text",
      "비밀번호가 그대로 적혀 있습니다",
      "anyone who reads this file knows it",
      "이 파일을 읽는 사람은 누구나 알 수 있습니다"),
  NOTHING_LISTENS(
      "N3107",
      "'{0}' is set up, but nothing listens for it",
      "'{0}' 설정은 있지만 수신 주소가 없습니다",
      "no address under listen.{0}",
      "listen.{0} 주소 없음"),
  NO_CERTIFICATE(
      "N3108",
      "no certificate will be issued for '{0}'",
      "'{0}' 이름에는 인증서가 발급되지 않습니다",
      "not among ca.leaf.names",
      "ca.leaf.names에 없음"),
  NO_SUCH_FOLDER(
      "N3109", "'{0}' is not there yet", "'{0}' 경로가 아직 없습니다", "nothing to serve", "제공할 파일 없음"),
  WEIGHT_IGNORED(
      "N3110",
      "weights have no effect with {0}",
      "{0} 방식에서는 weight를 쓰지 않습니다",
      "write balance: weighted",
      "필요한 값: balance: weighted"),
  SRV_HAS_WEIGHTS(
      "N3140",
      "the weight has no effect on a service",
      "서비스에는 weight를 쓰지 않습니다",
      "its SRV records say weights",
      "SRV 레코드의 weight를 씁니다"),
  SPLIT_OF_NOTHING(
      "N3120",
      "all weights are 0",
      "무게가 모두 0입니다",
      "every request is answered with 500",
      "모든 요청에 500으로 답합니다"),
  NO_HTTPS(
      "N3170",
      "https-only, but nothing speaks https",
      "https-only를 썼지만 https를 쓰는 곳이 없습니다",
      "no https listener, and no proxy is trusted that could",
      "https 수신 주소도, 대신 받는 믿는 프록시도 없음"),
  NO_FALLBACK(
      "N3171",
      "the page '{0}' is not there",
      "'{0}' 페이지 파일이 없습니다",
      "no such file below {1}",
      "{1} 아래에 그런 파일 없음"),
  PREFIX_IN_FOLDER(
      "N3185",
      "route '{0}' looks for '{1}' in its folder, which has none",
      "라우트 '{0}'은(는) 폴더 안에서 '{1}'을(를) 찾지만 거기 없습니다",
      "the whole path counts",
      "경로 전체로 찾습니다"),
  PATH_ALONE(
      "N3172",
      "route '{0}' takes the path '{1}' alone",
      "라우트 '{0}'은(는) 경로 '{1}' 하나만 받습니다",
      "nothing below it: write {2} for all of that",
      "그 아래 경로는 받지 않습니다. 모두 받으려면 {2}"),
  CERTIFICATE_ENDED(
      "N3173",
      "this certificate is not valid now: {0}",
      "지금 유효하지 않은 인증서입니다: {0}",
      "clients will refuse it",
      "클라이언트가 거부합니다"),
  BODY_BOUNDED(
      "N3174",
      "route '{0}' allows more than any body may have",
      "라우트 '{0}'이(가) 전체 한도보다 큰 본문을 허용합니다",
      "limits.body ends at {1} bytes",
      "limits.body는 {1}바이트까지입니다"),
  OPEN_RESOLVER(
      "N3175",
      "questions are forwarded for everybody",
      "누구의 질의든 넘깁니다",
      "{0} is reached from outside: an open resolver is used to flood others (RFC 5358)",
      "{0}은(는) 밖에서 닿습니다. 열린 리졸버는 남을 공격하는 데 쓰입니다 (RFC 5358)"),
  NO_FAULT(
      "N3086",
      "this fault does nothing",
      "아무 일도 하지 않는 fault입니다",
      "needs delay or abort",
      "delay 또는 abort가 필요합니다"),
  STATUS_NEEDS_FIELD(
      "N3089",
      "an abort cannot be {0}: it must come with {1} (RFC 9110)",
      "abort는 {0}일 수 없습니다. {1} 필드가 꼭 있어야 합니다 (RFC 9110)",
      "use another status, or respond with headers",
      "다른 상태 코드를 쓰거나 headers를 갖춘 respond를 쓰세요"),
  NOT_ONE_LOG(
      "N3090",
      "an access log goes to one place",
      "접근 로그는 한 곳에만 씁니다",
      "needs one of 'to' and 'syslog'",
      "'to'와 'syslog' 가운데 하나만 필요합니다"),
  BAD_SYSLOG(
      "N3091", "'{0}' is no syslog server", "'{0}' 값은 syslog 서버가 아닙니다", "write {1}", "필요한 값: {1}"),
  FAULTS_FOR_ALL(
      "N3087",
      "anybody could ask for faults",
      "누구나 오류를 청할 수 있게 됩니다",
      "needs 'clients': whose field is believed",
      "누구의 필드를 믿을지 'clients'가 필요합니다"),
  NOT_ANYTHING(
      "N3088",
      "this exception is everything",
      "모든 요청을 빼는 not입니다",
      "needs a condition, or no request would match",
      "조건이 없으면 맞는 요청이 없습니다"),
  STREAM_UNREACHED(
      "N3130",
      "stream '{0}' is never reached",
      "스트림 '{0}'에는 도달하지 않습니다",
      "no gateway listener of its transport and port",
      "같은 전송 프로토콜과 포트의 게이트웨이 수신 주소 없음"),
  OCSP_MISSING(
      "N3160",
      "no OCSP response will be shown along with this certificate",
      "이 인증서에는 OCSP 응답을 함께 보여 줄 수 없습니다",
      "{0}",
      "{0}"),
  OCSP_UNSAID(
      "N3161",
      "this certificate must be shown with an OCSP response (RFC 7633)",
      "이 인증서는 OCSP 응답과 함께 보여 주어야 합니다 (RFC 7633)",
      "needs ocsp: fetch, or a file",
      "ocsp: fetch 또는 파일이 필요합니다"),
  CERTIFICATE_NEVER_ASKED(
      "N3162",
      "route '{0}' asks for a client's certificate, but clients are asked for none",
      "라우트 '{0}'은(는) 클라이언트 인증서를 보지만 인증서를 요청하지 않습니다",
      "needs gateway.tls.clients",
      "gateway.tls.clients가 필요합니다"),
  NOT_INTRODUCED(
      "N3163",
      "stream '{0}' sends no PROXY header: version 1 is for TCP",
      "스트림 '{0}'은(는) PROXY 헤더를 보내지 않습니다. v1은 TCP에만 있습니다",
      "write proxy-protocol: v2 for upstream '{1}'",
      "업스트림 '{1}'에 proxy-protocol: v2를 쓰세요"),
  NOT_A_FOLDER(
      "N3048",
      "'{0}' is not a folder",
      "'{0}' 경로는 폴더가 아닙니다",
      "needs a folder of files",
      "파일이 든 폴더가 필요합니다"),
  NOT_FOR_FILES(
      "N3177",
      "'{0}' has no effect beside files",
      "files와 함께 쓴 '{0}' 설정은 효과가 없습니다",
      "is for servers",
      "서버에만 쓰는 설정"),
  BAD_SOCKET(
      "N3056",
      "'{0}' is no Unix socket",
      "'{0}' 값은 유닉스 소켓이 아닙니다",
      "needs the path of a file, such as unix:/run/app.sock; abstract sockets (@) have no owner",
      "파일 경로가 필요합니다 (예: unix:/run/app.sock). 추상 소켓(@)에는 소유자가 없습니다"),
  SOCKET_IS_FOLDER(
      "N3176",
      "'{0}' is a folder, where no Unix socket can be",
      "'{0}' 경로는 폴더여서 유닉스 소켓일 수 없습니다",
      "needs the path of the socket in it",
      "그 안에 있는 소켓의 경로가 필요합니다"),
  SOCKET_PATH_LONG(
      "N3057",
      "the path of this Unix socket has {0} bytes",
      "이 유닉스 소켓의 경로가 {0}바이트입니다",
      "at most {1} (unix(7)); a symbolic link to its folder may be shorter",
      "최대 {1}바이트 (unix(7)). 폴더를 가리키는 심볼릭 링크로 줄일 수 있습니다"),
  SOCKET_HAS_NO_NAME(
      "N3058",
      "a Unix socket has no name that its certificate could be good for",
      "유닉스 소켓에는 인증서와 맞춰 볼 이름이 없습니다",
      "needs tls: { name: .. }",
      "tls: { name: .. }이 필요합니다"),
  DATAGRAMS_TO_SOCKET(
      "N3059",
      "stream '{0}' carries datagrams, which {1} does not take",
      "스트림 '{0}'은(는) 데이터그램을 나르는데, {1}은(는) 데이터그램을 받지 않습니다",
      "name targets by host and port",
      "호스트와 포트로 적은 대상을 쓰세요");

  private final String number;
  private final Text title;
  private final Text label;

  ConfigCode(String number, String en, String ko, String labelEn, String labelKo) {
    this.number = number;
    this.title = Text.of(en, ko);
    this.label = Text.of(labelEn, labelKo);
  }

  /** The stable code, such as {@code N3012}. */
  public String number() {
    return number;
  }

  public Text title() {
    return title;
  }

  /** What stands beside the caret; may be empty. */
  public Text label() {
    return label;
  }

  /** Whether the file cannot be used because of it. */
  public boolean isError() {
    return number.startsWith("N30");
  }
}
