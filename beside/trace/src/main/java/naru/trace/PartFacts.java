package naru.trace;

import java.util.Optional;
import naru.base.Failure;
import naru.base.Place;
import org.jspecify.annotations.Nullable;

/**
 * What one party's part in a trace has told so far, in flat fields: for those who write a line of
 * it where it happens, such as an access log or a response field. Made from the part's recording
 * alone, so that it can say nothing that the trace does not. Used again for each part; no objects
 * are made.
 *
 * <p>Times are nanoseconds; -1 for what did not happen.
 */
public final class PartFacts {
  /** Most fields of a request that are recorded. */
  public static final int MAX_FIELDS = 16;

  private static final Party[] PARTIES = Party.values();

  private Party at = Party.CLIENT;
  private long traceHigh;
  private long traceLow;
  private byte[] text = new byte[0];
  private int methodAt;
  private int methodLength;
  private int authorityLength;
  private int pathLength;
  private final String[] fieldNames = new String[MAX_FIELDS];
  private final int[] fieldAt = new int[MAX_FIELDS];
  private final int[] fieldLength = new int[MAX_FIELDS];
  private int fields;
  private boolean request;
  private String scheme = "";
  private String version = "";
  private String peer = "";
  private String forwardedFor = "";
  private String user = "";
  private String serverName = "";
  private String route = "";
  private Place place = Place.BUILT_IN;
  private String upstream = "";
  private String target = "";
  private String cache = "";
  private String type = "";
  private @Nullable Failure failure;
  private int status;
  private int upstreamStatus;
  private int tries;
  private boolean reused;
  private boolean answeredBehind;
  private boolean files;
  private long began;
  private long now;
  private long answered;
  private long requestBytes;
  private long responseBytes;
  private long dialing;
  private long dialed;
  private long sent;
  private long came;

  private final int lane;

  /**
   * Facts of the parts that one thread ends.
   *
   * @param lane the thread's number
   */
  PartFacts(int lane) {
    this.lane = lane;
  }

  /**
   * The number of the thread that tells, from 0 to {@link Tracer#MAX_LANES}; 0 is shared by those
   * without one of their own.
   */
  public int lane() {
    return lane;
  }

  /** Reads a recording as it stands at {@code now}. */
  PartFacts read(Tape tape, long at) {
    clear();
    this.at = tape.at;
    this.now = at;
    traceHigh = tape.traceHigh;
    traceLow = tape.traceLow;
    text = tape.text;
    for (int i = 0; i < tape.count; i++) {
      int w = i * Tape.WORDS;
      look(tape, i, tape.words[w], tape.words[w + 1], tape.words[w + 2], tape.words[w + 3]);
    }
    return this;
  }

  private void clear() {
    fields = 0;
    request = false;
    scheme = "";
    version = "";
    peer = "";
    forwardedFor = "";
    user = "";
    serverName = "";
    route = "";
    place = Place.BUILT_IN;
    upstream = "";
    target = "";
    cache = "";
    type = "";
    failure = null;
    status = 0;
    upstreamStatus = 0;
    tries = 0;
    reused = false;
    answeredBehind = false;
    files = false;
    began = -1;
    answered = -1;
    requestBytes = 0;
    responseBytes = 0;
    dialing = -1;
    dialed = -1;
    sent = -1;
    came = -1;
  }

  private void look(Tape tape, int i, long nanos, long head, long a, long b) {
    Party from = PARTIES[(int) (head >>> 8 & 0xf)];
    Party to = PARTIES[(int) (head >>> 12 & 0xf)];
    int number = (int) (head >>> 32);
    Object first = tape.refs[i * Tape.REFS];
    Object second = tape.refs[i * Tape.REFS + 1];
    switch ((int) (head & 0xff)) {
      case Tape.REQUEST -> request(nanos, to, number, a, (int) b, first, second);
      case Tape.RESPONSE -> response(nanos, from, number, (String) first);
      case Tape.FINISHED -> finished(from, a, b);
      case Tape.REUSED -> reused(from, (String) second);
      case Tape.ROUTE -> route(((RouteFacts) first).name(), ((RouteFacts) first).place());
      case Tape.TARGET -> {
        UpstreamFacts facts = (UpstreamFacts) first;
        target(facts.name(), facts.targets().get(number));
      }
      case Tape.FIELD -> field((String) first, number, (int) a);
      case Tape.FORWARDED -> cache = ((ForwardFacts) second).reason();
      default -> {
        if (first instanceof Event event) {
          event(nanos, from, event);
        }
      }
    }
  }

  private void request(
      long nanos, Party to, int offset, long lengths, int path, Object first, Object second) {
    if (to != at) {
      sent = nanos;
      return;
    }
    request = true;
    began = nanos;
    methodAt = offset;
    methodLength = (int) (lengths >>> 32);
    authorityLength = (int) lengths;
    pathLength = path;
    scheme = (String) first;
    version = (String) second;
  }

  private void field(String name, int offset, int length) {
    if (fields < MAX_FIELDS) {
      fieldNames[fields] = name;
      fieldAt[fields] = offset;
      fieldLength[fields++] = length;
    }
  }

  private void response(long nanos, Party from, int number, String itsType) {
    if (number < 200 && number != 101) {
      return;
    }
    if (from == at) {
      status = number;
      type = itsType;
      answered = nanos;
    } else {
      upstreamStatus = number;
      answeredBehind = true;
      came = nanos;
    }
  }

  private void finished(Party from, long request, long response) {
    if (from == at) {
      requestBytes = request;
      responseBytes = response;
    }
  }

  private void reused(Party from, String remote) {
    if (from == at) {
      reused = true;
    } else {
      peer = remote;
    }
  }

  private void route(String name, Place where) {
    route = name;
    place = where;
  }

  private void target(String group, String address) {
    upstream = group;
    target = address;
    tries++;
  }

  private void event(long nanos, Party from, Event event) {
    switch (event) {
      case TcpEvent.Accepted e -> peer = e.remote();
      case TcpEvent.Introduced e -> forwardedFor = from == at ? forwardedFor : e.client();
      case HttpEvent.ForwardedFor e -> forwardedFor = e.client();
      case TcpEvent.Connecting e -> {
        dialing = nanos;
        reused = false;
      }
      case TcpEvent.Connected e -> dialed = nanos;
      case TlsEvent.Established e -> established(nanos, e);
      case GatewayEvent.RouteChosen e -> route(e.route(), e.place());
      case GatewayEvent.TargetChosen e -> target(e.upstream(), e.target());
      case GatewayEvent.NoTarget e -> {
        upstream = e.upstream();
        place = e.place();
      }
      case GuardEvent.Authenticated e -> user = e.user();
      case ProxyEvent.Authenticated e -> user = e.accepted() ? e.user() : user;
      case HttpEvent.Failed e -> failure = e.failure();
      case HttpEvent.Response e -> response(nanos, from, e.status(), e.type());
      case OriginEvent.File e -> files = true;
      case CacheEvent.Hit e -> cache = "hit";
      case CacheEvent.Forwarded e -> cache = e.reason();
      default -> {
        // what the line does not tell
      }
    }
  }

  private void established(long nanos, TlsEvent.Established e) {
    if (began < 0) {
      serverName = e.serverName();
    } else {
      dialed = nanos;
    }
  }

  // ---- what was asked

  /** Whether a request came to this party. */
  public boolean isRequest() {
    return request;
  }

  /** Who tells. */
  public Party at() {
    return at;
  }

  public long traceHigh() {
    return traceHigh;
  }

  public long traceLow() {
    return traceLow;
  }

  /** Bytes in which the texts of the request lie; valid while the facts are. */
  public byte[] text() {
    return text;
  }

  public int methodOffset() {
    return methodAt;
  }

  public int methodLength() {
    return methodLength;
  }

  public int authorityOffset() {
    return methodAt + methodLength;
  }

  public int authorityLength() {
    return authorityLength;
  }

  public int pathOffset() {
    return methodAt + methodLength + authorityLength;
  }

  public int pathLength() {
    return pathLength;
  }

  /** Index of a recorded field of the request; -1 if there is none. */
  public int field(String name) {
    for (int i = 0; i < fields; i++) {
      if (fieldNames[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** How many fields were recorded. */
  public int fields() {
    return fields;
  }

  public String fieldName(int i) {
    return fieldNames[i];
  }

  public int fieldOffset(int i) {
    return fieldAt[i];
  }

  public int fieldLength(int i) {
    return fieldLength[i];
  }

  /** {@code http}, {@code https} or empty. */
  public String scheme() {
    return scheme;
  }

  /** Such as {@code HTTP/1.1}. */
  public String version() {
    return version;
  }

  /**
   * Who asks, address and port: whom a trusted proxy in front speaks for (of X-Forwarded-For the
   * address alone), or else the other end of the connection; empty if not told.
   */
  public String client() {
    return forwardedFor.isEmpty() ? peer : forwardedFor;
  }

  /** The other end of the connection, address and port; empty if not told. */
  public String peer() {
    return peer;
  }

  /** Who proved who they are: a user, consumer or subject; empty for nobody. */
  public String user() {
    return user;
  }

  // ---- what was decided

  /** The route; empty if none. */
  public String route() {
    return route;
  }

  /** Where the route, or the upstream without a target, stands in the config. */
  public Place place() {
    return place;
  }

  /** The group of the last target; empty if none. */
  public String upstream() {
    return upstream;
  }

  /** The last target; empty if none. */
  public String target() {
    return target;
  }

  /** How many targets were tried. */
  public int tries() {
    return tries;
  }

  /** {@code hit}, or why the cache had no answer in RFC 9211's words; empty if it was not asked. */
  public String cache() {
    return cache;
  }

  /** What failed last, if anything did. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  // ---- what came back

  /** The status the client got; 0 if none. */
  public int status() {
    return status;
  }

  /** The status that came from behind; 0 if none. */
  public int upstreamStatus() {
    return upstreamStatus;
  }

  public long requestBytes() {
    return requestBytes;
  }

  public long responseBytes() {
    return responseBytes;
  }

  /**
   * Who made the answer: {@code client} gave up, {@code upstream}, {@code cache}, {@code files} of
   * a folder here, or {@code naru}.
   */
  public String saidBy() {
    return saidBy(status);
  }

  /** The same for an answer whose head is about to be sent. */
  public String saidBy(int answer) {
    Failure f = failure;
    if (answer == 0 && f != null) {
      return f.side() == naru.base.Side.CLIENT ? "client" : "naru";
    }
    if (cache.equals("hit") && !answeredBehind) {
      return "cache";
    }
    if (answeredBehind && upstreamStatus == answer) {
      return "upstream";
    }
    return files ? "files" : "naru";
  }

  // ---- how long it took

  /** From the request's head to now. */
  public long totalNanos() {
    return began < 0 ? 0 : now - began;
  }

  /** From the request's head to the head of the answer. */
  public long answerNanos() {
    return span(began, answered);
  }

  /** To connect to the target, TLS included; -1 on a connection that was open. */
  public long connectNanos() {
    return span(dialing, dialed);
  }

  /** From the request's head sent to the target to the head of its answer. */
  public long upstreamNanos() {
    return span(sent, came);
  }

  private static long span(long from, long to) {
    return from < 0 || to < from ? -1 : to - from;
  }
}
