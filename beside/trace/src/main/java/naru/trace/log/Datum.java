package naru.trace.log;

import java.time.Instant;
import java.util.Optional;
import naru.base.Failure;
import naru.trace.PartFacts;

/**
 * What a line can tell of a request. The word is its name in a template and in JSON; in a template
 * what is not there is {@code -}.
 */
public enum Datum implements Told {
  /** When the answer was whole, as RFC 3339. */
  TIME("time", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      moment.iso(time, line);
    }
  },
  /** The same in the Common Log Format. */
  TIME_COMMON("time-common", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      moment.common(time, line);
    }
  },
  /** The trace's id: {@code naru show ID} has the rest. */
  TRACE("trace", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.hex(f.traceHigh()).hex(f.traceLow());
    }
  },
  /** Who logs: {@code gateway}, {@code proxy}, {@code origin}. */
  AT("at", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.plain(f.at().word());
    }
  },
  /**
   * Who asks, address and port: whom a trusted proxy in front speaks for, or else the other end of
   * the connection.
   */
  CLIENT("client", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.client());
    }
  },
  /** Its address alone. */
  CLIENT_IP("client-ip", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      ip(f.client(), line);
    }
  },
  /** The other end of the connection, address and port. */
  PEER("peer", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.peer());
    }
  },
  /** Its address alone. */
  PEER_IP("peer-ip", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      ip(f.peer(), line);
    }
  },
  /** Who proved who they are. */
  USER("user", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.user());
    }
  },
  METHOD("method", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.text(), f.methodOffset(), f.methodLength());
    }
  },
  SCHEME("scheme", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.plain(f.scheme());
    }
  },
  HOST("host", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.text(), f.authorityOffset(), f.authorityLength());
    }
  },
  /** Path and query as they came. */
  PATH("path", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.text(), f.pathOffset(), f.pathLength());
    }
  },
  PROTOCOL("protocol", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.plain(f.version());
    }
  },
  /** The status that the client got; 0 if it got none. */
  STATUS("status", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.number(f.status());
    }
  },
  /** {@code naru}, {@code upstream}, {@code cache}, {@code files} or {@code client}. */
  SAID_BY("said-by", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.plain(f.saidBy());
    }
  },
  /** The stable reason id of what failed. */
  REASON("reason", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      Optional<Failure> failure = f.failure();
      if (failure.isPresent()) {
        line.plain(failure.get().code().reason());
      }
    }
  },
  /** Its code. */
  CODE("code", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      Optional<Failure> failure = f.failure();
      if (failure.isPresent()) {
        line.plain(failure.get().code().number());
      }
    }
  },
  /** Its sentence, with the facts. */
  DETAIL("detail", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      Optional<Failure> failure = f.failure();
      if (failure.isPresent()) {
        line.escaped(failure.get().detail());
      }
    }
  },
  ROUTE("route", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.route());
    }
  },
  /** Where in the config stands what decided. */
  PLACE("place", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      if (f.place().line() > 0) {
        line.escaped(f.place().file()).put(':').number(f.place().line());
      }
    }
  },
  UPSTREAM("upstream", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.upstream());
    }
  },
  /** The last target that was tried. */
  TARGET("target", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.escaped(f.target());
    }
  },
  /** How many targets were tried. */
  TRIES("tries", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.number(f.tries());
    }
  },
  /** The status that came from the target; 0 if none. */
  UPSTREAM_STATUS("upstream-status", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.number(f.upstreamStatus());
    }
  },
  /** {@code hit}, or RFC 9211's reason why not. */
  CACHE("cache", true) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.plain(f.cache());
    }
  },
  REQUEST_BYTES("request-bytes", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.number(f.requestBytes());
    }
  },
  RESPONSE_BYTES("response-bytes", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.number(f.responseBytes());
    }
  },
  /** Milliseconds from the request's head to the end. */
  TOTAL("total-ms", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.millis(f.totalNanos());
    }
  },
  /** Milliseconds from the request's head to the answer's. */
  ANSWER("answer-ms", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.millis(f.answerNanos());
    }
  },
  /** Milliseconds to connect to the target; nothing on a connection that was open. */
  CONNECT("connect-ms", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.millis(f.connectNanos());
    }
  },
  /** Milliseconds from the head sent to the target to the head of its answer. */
  UPSTREAM_MS("upstream-ms", false) {
    @Override
    public void write(PartFacts f, Instant time, Moment moment, Line line) {
      line.millis(f.upstreamNanos());
    }
  };

  private final String word;
  private final boolean text;

  Datum(String word, boolean text) {
    this.word = word;
    this.text = text;
  }

  /** Its name in a template and in JSON. */
  public String word() {
    return word;
  }

  /** Whether it is a text rather than a number. */
  public boolean isText() {
    return text;
  }

  /** Of {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}, or an address alone. */
  private static void ip(String text, Line line) {
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      line.escaped(text.substring(1, text.indexOf(']')));
    } else if (colon >= 0 && colon == text.indexOf(':')) {
      line.escaped(text.substring(0, colon));
    } else {
      line.escaped(text);
    }
  }

  /** Whether it says anything that others do not. */
  boolean isNews(PartFacts f) {
    return switch (this) {
      case TIME_COMMON, CLIENT_IP, PEER_IP -> false;
      case PEER -> !f.peer().equals(f.client());
      default -> true;
    };
  }

  /** The datum of that name. */
  static Optional<Datum> named(String word) {
    for (Datum datum : values()) {
      if (datum.word.equals(word)) {
        return Optional.of(datum);
      }
    }
    return Optional.empty();
  }
}
