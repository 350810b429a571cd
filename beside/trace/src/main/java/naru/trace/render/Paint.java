package naru.trace.render;

import naru.trace.render.Phase.Kind;

/** Fixed colours of phases (ANSI, 16 colours), so that a phase looks the same everywhere. */
final class Paint {
  private final boolean on;

  Paint(boolean on) {
    this.on = on;
  }

  String of(Kind kind, String text) {
    int colour =
        switch (kind) {
          case DNS -> 36;
          case TCP, CLOSE -> 34;
          case PROXY, TUNNEL -> 35;
          case TLS, CA -> 33;
          case ROUTE, GUARD, TARGET -> 95;
          case CACHE -> 96;
          case WAIT, ORIGIN, BODY -> 32;
          case RETRY, FAILED -> 31;
          case GAP -> 90;
        };
    return sgr(colour, text);
  }

  String failure(String text) {
    return sgr(31, text);
  }

  /** By the class of a status: 5xx red, 4xx yellow, else green. */
  String status(int status, String text) {
    return sgr(status >= 500 || status == 0 ? 31 : status >= 400 ? 33 : 32, text);
  }

  private String sgr(int code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
