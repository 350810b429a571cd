package naru.gateway.guard;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import naru.gateway.guard.config.Jwt;
import naru.http.Errand;
import naru.http.LoopState;
import naru.trace.Span;
import naru.transport.NameResolver;

/** A set of keys on a server. A failure leaves a trace. */
final class KeyFetch implements KeyReader.Source {
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  private final Errand.Order order;
  private final LoopState state;
  private final NameResolver resolver;

  KeyFetch(Jwt.Keys.At from, LoopState state, NameResolver resolver) {
    this.order =
        new Errand.Order(
            from.uri(),
            "naru-keys",
            "application/jwk-set+json, application/json",
            Optional.empty(),
            from.tls(),
            from.privateToo(),
            KeyReader.MOST_BYTES,
            TIMEOUT_NANOS);
    this.state = state;
    this.resolver = resolver;
  }

  @Override
  public void read(KeyReader.Reading reading) {
    Errand.run(
        order,
        state,
        resolver,
        true,
        new Errand.Outcome() {
          @Override
          public void answered(byte[] content, Span span) {
            reading.text(new String(content, StandardCharsets.UTF_8));
          }

          @Override
          public void failed(String why, Span span) {
            reading.failed(why);
          }
        });
  }
}
