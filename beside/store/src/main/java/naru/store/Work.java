package naru.store;

/**
 * What is done inside one transaction. It may be cut off at any point by an exception; nothing of
 * it remains then.
 */
@FunctionalInterface
public interface Work<T> {
  T run(Tx tx);
}
