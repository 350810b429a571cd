package naru.http;

import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import naru.base.Failure;

/** Takes a connection to a server, lets something happen, and asks on it. */
record Sole(Consumer<ClientStream> first, BlockingQueue<Failure> failures) {
  void ask(Exchange x, Peer peer) {
    x.loopState().pool(peer).take(taker(x), x.span(), x.at());
  }

  private Waiters.Taker taker(Exchange x) {
    return of(
        Waiters.Taker.class,
        (method, arguments) -> {
          if (method.equals("connected")) {
            ClientStream stream = (ClientStream) arguments[0];
            first.accept(stream);
            stream.send(x.request(), 0, new byte[0], caller(x));
          }
          return false;
        });
  }

  private Caller caller(Exchange x) {
    return of(
        Caller.class,
        (method, arguments) -> {
          if (method.equals("failed")) {
            failures.add((Failure) arguments[0]);
            x.fail((Failure) arguments[0]);
          }
          return null;
        });
  }

  /** Something of this type, of which all methods do this. */
  static <T> T of(Class<T> type, BiFunction<String, Object[], Object> does) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> does.apply(method.getName(), arguments)));
  }
}
